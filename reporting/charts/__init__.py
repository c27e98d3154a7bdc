"""Charts: rows of the marts as Vega-Lite charts, and these as SVG for pages and PNG for the Dagster UI.

One module per kind of chart, each a pure function from rows to a chart; `rendering` makes pictures of them. A chart for
a page holds digits alone, no word of a language: names, legend and description stand outside it, in both languages.
Colours come from `palette`. Belongs here: what is drawn and where. Does not belong here: figures (they come from the
marts as they are).
"""
