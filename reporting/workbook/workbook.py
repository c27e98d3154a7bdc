"""The workbook as a file."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporting.report.report import Report, read_report
from reporting.report.words import section_code
from reporting.workbook.charts import Picture
from reporting.workbook.cover import COVER, as_cover, write_cover
from reporting.workbook.formats import FONT, Formats
from reporting.workbook.pictures import attainments, by_year, charted_rows, rates
from reporting.workbook.sheets import Canvas, Place, sheet_name, write_sheet

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from xlsxwriter.workbook import Workbook

FILE = "実績報告.xlsx"
OVERVIEW = "総括"
COMPARISON = "目標の版の比較"
RATES = "調査の回答率"
GAPS = "データの欠落"
NARRATIVES = "記述による指標"
OVERVIEW_CHART_ROWS = 16
OPTIONS: dict[str, Any] = {
    # Nothing that comes from a file becomes a formula, a link or a number by its looks.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    # With files between, their times on the disk would be in the workbook.
    "in_memory": True,
    # What Japanese Excel takes for its own cells, with the size of a cell that it gives.
    "default_format_properties": {"font_name": FONT, "font_size": 11},
    "default_column_width": 72,
    "default_row_height": 25,
}


def write_workbook(connection: DuckDBPyConnection, directory: Path) -> None:
    """Write the workbook; the same marts give the same bytes.

    Args:
        connection: Open connection to the marts, in schema `marts`.
        directory: Folder to write it into.

    Raises:
        ValueError: There is no target status to report.
    """
    # Only a run that publishes needs it.
    import xlsxwriter

    report = read_report(connection)
    with xlsxwriter.Workbook(str(directory / FILE), OPTIONS) as workbook:
        _describe(workbook, report)
        workbook.add_worksheet(COVER)
        canvas = Canvas(workbook, Formats(workbook), report)
        overview = write_sheet(
            canvas,
            OVERVIEW,
            report.overview,
            pictures=lambda place: attainments(place, report.versions),
            chart_rows=OVERVIEW_CHART_ROWS,
        )
        places = [overview, *(_section(canvas, place, overview) for place in range(len(report.sections)))]
        places += [
            write_sheet(canvas, COMPARISON, report.version_comparison),
            write_sheet(canvas, RATES, report.response_rates, pictures=rates),
            write_sheet(canvas, GAPS, report.gaps, filtered=True),
            write_sheet(canvas, NARRATIVES, report.narratives),
        ]
        write_cover(canvas, [as_cover(place) for place in places])


def _section(canvas: Canvas, number: int, overview: Place) -> Place:
    report, section = canvas.report, canvas.report.sections[number]
    table = report.section_results.where("section", section["section"])
    charted = charted_rows(table, report.years)

    def pictures(place: Place) -> list[Picture]:
        drawn = [by_year(place, row, report.years) for row in charted]
        return [*attainments(overview, report.versions, section["section"]), *drawn]

    return write_sheet(
        canvas,
        sheet_name(section_code(section["section"])),
        table,
        title=(f"{section['section']}　{section['name_ja']}", section["name_en"]),
        remarks=[(section["note_ja"], section["note_en"] or "")] if section["note_ja"] else (),
        pictures=pictures if charted else None,
    )


def _describe(workbook: Workbook, report: Report) -> None:
    # Without a time of making: the same figures are the same file.
    made = datetime.combine(report.as_of, time(), UTC).replace(tzinfo=None)
    title = f"実績報告（基準日 {report.as_of}）"
    workbook.set_properties({"title": title, "subject": "Performance report", "created": made})
