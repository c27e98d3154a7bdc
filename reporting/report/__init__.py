"""The report as tables of plain rows: one description that the workbook lays out and the CSV files hold.

Belongs here: which figures of the published marts stand in which row and column, and which of them a spreadsheet may
reckon anew. Not here: layout (`reporting.workbook`), files (`reporting.csv_tables`), and any counting: every figure is
one of the marts, or a sum of figures that the marts say may be added.
"""
