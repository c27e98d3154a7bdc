"""The workbook as openpyxl reads it: figures, formulas, text that stays text, print settings, charts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from reporting.report.report import Report
from reporting.workbook.sheets import sheet_name
from reporting.workbook.workbook import FILE, write_workbook

SHEETS = [
    "表紙",
    "総括",
    "節1-1",
    "節1-3",
    "節2",
    "節3",
    "目標の版の比較",
    "調査の回答率",
    "データの欠落",
    "記述による指標",
]
PLANTED = ("=", "+", "-", "@", "\t", "＝")


def cells(workbook: Workbook) -> Iterator[Cell]:
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            yield from (cell for cell in row if isinstance(cell, Cell) and cell.value is not None)


def heading_row(sheet: Worksheet) -> int:
    """Row of the headings, which print on every page."""
    return int(str(sheet.print_title_rows).split(":")[0].strip("$"))


def column(sheet: Worksheet, english: str) -> int:
    headings = next(sheet.iter_rows(min_row=heading_row(sheet), max_row=heading_row(sheet)))
    return next(cell.column for cell in headings if str(cell.value).split("\n")[-1] == english)


def row_of(sheet: Worksheet, text: str) -> int:
    found = [cell.row for row in sheet.iter_rows() for cell in row if text in str(cell.value or "")]
    return found[0]


def test_a_sheet_per_section_and_table(workbook: Workbook) -> None:
    assert workbook.sheetnames == SHEETS


def test_cumulative_and_attainment_are_formulas_over_their_row(workbook: Workbook) -> None:
    sheet = workbook["節1-1"]
    row = row_of(sheet, "成功件数")
    assert sheet.cell(row, column(sheet, "Cumulative")).value == f"=SUM(G{row}:J{row})"
    assert sheet.cell(row, column(sheet, "Attainment, %")).value == f"=INT(K{row}*1000/F{row})/10"


def test_formulas_carry_the_published_figure_for_readers_that_do_not_reckon(workbook_file: Path) -> None:
    sheet = load_workbook(workbook_file, data_only=True)["節1-1"]
    row = row_of(sheet, "成功件数")
    assert sheet.cell(row, column(sheet, "Cumulative")).value == 342
    assert sheet.cell(row, column(sheet, "Attainment, %")).value == 92.4


def test_over_a_suppressed_cell_stands_the_published_total(workbook: Workbook) -> None:
    sheet = workbook["節1-1"]
    row = row_of(sheet, "投資金額")
    assert sheet.cell(row, column(sheet, "FY2024")).value == "秘匿"
    assert sheet.cell(row, column(sheet, "Cumulative")).value == 12_000_000.75
    row = row_of(sheet, "雇用者数")
    assert sheet.cell(row, column(sheet, "Cumulative")).value == "秘匿"


def test_yen_are_shown_in_millions_and_kept_as_yen(workbook: Workbook) -> None:
    sheet = workbook["節1-1"]
    row = row_of(sheet, "投資金額")
    assert sheet.cell(row, column(sheet, "Unit")).value == "百万円"
    assert sheet.cell(row, column(sheet, "FY2023")).value == 1_500_000.25
    assert sheet.cell(row, column(sheet, "FY2023")).number_format == "#,##0,,_ "


def test_the_only_formulas_are_ours(workbook: Workbook, report: Report) -> None:
    ours = ("=SUM(", "=INT(")
    found = [str(cell.value) for cell in cells(workbook) if cell.data_type == "f"]
    assert len(found) > 20
    row_formulas = [formula for formula in found if not formula.startswith(ours)]
    # Shares and differences of two cells.
    assert all(formula[1:].replace("-", "/").count("/") == 1 and formula[1:].isupper() for formula in row_formulas)


def test_planted_formulas_stay_text_also_when_they_are_edited(workbook: Workbook) -> None:
    planted = [cell for cell in cells(workbook) if cell.data_type == "s" and str(cell.value).startswith(PLANTED)]
    texts = {str(cell.value).split("\n")[0] for cell in planted}
    assert {
        '=HYPERLINK("x","投資金額")',
        "=cmd|'/c calc'!A1 gap-1",
        "@理由 342",
        "=fdi_cases",
        "-試行",
        "＝以前の文",
    } <= texts
    assert all(cell.quotePrefix for cell in planted)
    assert not any(cell.quotePrefix for cell in cells(workbook) if cell not in planted)


def test_the_names_of_versions_do_not_become_references_of_charts(workbook_file: Path) -> None:
    import zipfile

    with zipfile.ZipFile(workbook_file) as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/charts/chart")]
    assert any("変更案！B1 revised" in chart for chart in charts)
    assert not any("<c:f>変更案!B1" in chart for chart in charts)


@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_prints_on_a4_landscape_fitted_to_its_width(workbook: Workbook, name: str) -> None:
    sheet = workbook[name]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    # The cover is one page; a table takes as many as it needs.
    fitted = (
        sheet.page_setup.fitToWidth or 1,
        1 if sheet.page_setup.fitToHeight is None else sheet.page_setup.fitToHeight,
    )
    assert fitted == (1, 1 if name == "表紙" else 0)
    assert sheet.print_area
    assert sheet.oddHeader.right.text == "基準日 As of 2026-10-31"
    assert sheet.oddFooter.center.text == "&P / &N"
    assert (name == "表紙") != bool(sheet.print_title_rows)


def test_cells_bear_a_japanese_font(workbook: Workbook) -> None:
    assert {cell.font.name for cell in cells(workbook)} == {"游ゴシック"}


def test_the_cover_leads_to_every_sheet_and_explains_the_signs(workbook: Workbook) -> None:
    cover = workbook["表紙"]
    links = [cell.hyperlink.location for row in cover.iter_rows() for cell in row if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in SHEETS[1:]]
    texts = [str(cell.value) for cell in cells(workbook) if cell.parent.title == "表紙"]
    assert "2026-10-31" in texts
    assert any("0ではない" in text for text in texts)


def test_charts_stand_on_the_sheets_with_figures(workbook: Workbook) -> None:
    drawn = {sheet.title: len(sheet._charts) for sheet in workbook.worksheets if sheet._charts}
    assert drawn == {"総括": 1, "節1-1": 2, "節2": 1, "節3": 2, "調査の回答率": 2}


def test_no_chart_draws_a_suppressed_cell(marts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    marts.execute("update marts.kpi_fiscal_years set value = null where indicator_id = 'wins' and fiscal_year = 2025")
    write_workbook(marts, tmp_path)
    sheet = load_workbook(tmp_path / FILE)["節1-1"]
    # What is left is the attainment.
    assert len(sheet._charts) == 1
    assert sheet.cell(row_of(sheet, "revised"), column(sheet, "FY2025")).value == "秘匿"


def test_a_section_with_nothing_says_why(workbook: Workbook) -> None:
    texts = [str(cell.value) for row in workbook["節1-3"].iter_rows() for cell in row]
    assert "※ 文書では省略。" in texts
    assert any("Nothing to show" in text for text in texts)


@pytest.mark.parametrize(("text", "name"), [("節1-1", "節1-1"), ("節[1/2]'", "節_1_2__"), ("長" * 40, "長" * 31)])
def test_any_section_can_name_a_sheet(text: str, name: str) -> None:
    assert sheet_name(text) == name


def test_the_same_marts_give_the_same_bytes(
    marts: duckdb.DuckDBPyConnection, tmp_path: Path, workbook_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = workbook_file.read_bytes()
    later: Callable[[], float] = lambda: 2_000_000_000.0  # noqa: E731
    monkeypatch.setattr(time, "time", later)
    (tmp_path / "again").mkdir()
    write_workbook(marts, tmp_path / "again")
    assert (tmp_path / "again" / FILE).read_bytes() == first
    assert load_workbook(workbook_file).properties.created == datetime(2026, 10, 31)  # noqa: DTZ001


def test_a_text_longer_than_a_cell_is_cut_where_one_sees_it(marts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    marts.execute("update marts.narratives set text = repeat('長', 40000)")
    write_workbook(marts, tmp_path)
    texts = [str(cell.value) for row in load_workbook(tmp_path / FILE)["記述による指標"].iter_rows() for cell in row]
    assert any(len(text) == 32_767 and text.endswith("全文はCSVにある）") for text in texts)
