"""Which charts the sheets show: attainments by target version, figures by fiscal year, response rates by item."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from reporting.report.figures import MartRow
from reporting.report.fiscal_years import FiscalYear
from reporting.report.overview import attainment_key
from reporting.report.table import Cell, Table
from reporting.workbook.charts import Picture, Series, has_figure, is_whole
from reporting.workbook.sheets import Place

COUNTED = "#,##0"
PERCENT = '0.0"%"'
SHARE = "0%"
# More would be too small to read on paper.
MOST_CHARTS = 5
# Its names stand beside the bars.
ATTAINMENT_WEIGHT = 1.6


def attainments(overview: Place, versions: Sequence[MartRow], section: str | None = None) -> list[Picture]:
    """Return the chart of what each target version has attained.

    Args:
        overview: Where all targets stand.
        versions: Target versions in their order.
        section: Only the targets of this section.
    """
    places = [place for place, row in enumerate(overview.table.rows) if section is None or row["section"] == section]
    keys = [attainment_key(version) for version in versions]
    cells = [overview.table.rows[place] for place in places]
    if not has_figure(cells, keys):
        return []
    series = [
        Series(overview.sheet, names, overview.range(places, ["name_ja"]), overview.range(places, [key]))
        for key, names in zip(keys, map(_names, versions), strict=True)
    ]
    of_section = f"節{section}の" if section else ""
    return [
        Picture(
            title="版ごとの達成率 Attainment by version",
            series=series if is_whole(cells, keys) else None,
            description=f"{of_section}各目標の版ごとの達成率 Attainment of each target in each version",
            number_format=PERCENT,
            weight=ATTAINMENT_WEIGHT,
            is_bar=True,
        )
    ]


def _names(version: MartRow) -> str:
    return f"{version['target_version_ja']} {version['target_version_en']}"


def charted_rows(table: Table, years: Sequence[FiscalYear]) -> list[int]:
    """Return the rows of a section to draw by fiscal year: its targets in the version in force, or else its first ones.

    Args:
        table: Results of the section.
        years: Fiscal years of the period.
    """
    keys = [year.key for year in years]
    figures = [place for place, row in enumerate(table.rows) if has_figure([row], keys)]
    targets = [place for place in figures if table.rows[place].get("in_force")]
    return (targets or figures)[: MOST_CHARTS - bool(targets)]


def by_year(place: Place, row: int, years: Sequence[FiscalYear]) -> Picture:
    """Return the chart of an indicator by fiscal year.

    Args:
        place: Where the results of its section stand.
        row: Its row in the table.
        years: Fiscal years of the period.
    """
    cells, keys = place.table.rows[row], [year.key for year in years]
    # The name stands where the rows of the indicator begin.
    begins = next(
        found for found, other in enumerate(place.table.rows) if other["indicator_id"] == cells["indicator_id"]
    )
    name = place.cell(begins, "name_ja")
    return Picture(
        title=(place.sheet, *name),
        series=[Series(place.sheet, name, place.headings(keys), place.range([row], keys))]
        if is_whole([cells], keys)
        else None,
        description=f"{cells['name_ja']}：年度別 {cells['name_en']} by fiscal year",
        number_format=COUNTED,
    )


def rates(place: Place) -> list[Picture]:
    """Return the charts of the response rates: one per subject, a series per item.

    Items that were due in other years have a chart of their own: all series of a chart share the years of the first.

    Args:
        place: Where the response rates stand.
    """
    items: dict[Cell, list[int]] = defaultdict(list)
    for row, cells in enumerate(place.table.rows):
        items[cells["group"]].append(row)
    charts: dict[tuple[Cell, ...], list[list[int]]] = defaultdict(list)
    for rows in items.values():
        of_item = [place.table.rows[row] for row in rows]
        if not has_figure(of_item, ["response_rate"]):
            continue
        charts[of_item[0]["subject_ja"], *(row["year"] for row in of_item)].append(rows)
    return [_rates_of(place, of_items) for of_items in charts.values()]


def _rates_of(place: Place, items: Sequence[Sequence[int]]) -> Picture:
    series = [
        Series(
            place.sheet,
            place.cell(rows[0], "item_ja"),
            place.range(rows, ["year"]),
            place.range(rows, ["response_rate"]),
        )
        for rows in items
    ]
    first = place.table.rows[items[0][0]]
    japanese, english = f"{first['subject_ja']}", f"{first['subject_en']}"
    if len(items) == 1:
        # No legend names it.
        japanese, english = f"{japanese}：{first['item_ja']}", f"{english}: {first['item_en']}"
    return Picture(
        title=f"{japanese}の回答率\nResponse rate, {english}",
        series=series,
        description=f"{japanese}の年度別の回答率 Response rate by fiscal year, {english}",
        number_format=SHARE,
        # Room for the labels of full ones.
        maximum=1.15,
        weight=1 + len(series),
    )
