"""Puts export files on disk: CSV in the source's encoding, workbooks with title, merged header, notes and totals.

Bytes depend on the cells alone: fixed creation date, no clock, no locale.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from synthetic.exports import ExportFile


@dataclass(frozen=True)
class CsvStyle:
    """Encoding and line ends of a CSV source."""

    encoding: str
    line_end: str


CSV_STYLES = {
    "entrepreneur_programme": CsvStyle("cp932", "\r\n"),
    "overseas_support": CsvStyle("cp932", "\r\n"),
    "overseas_success": CsvStyle("cp932", "\r\n"),
    "outcome_survey": CsvStyle("cp932", "\r\n"),
    "web_analytics": CsvStyle("utf-8-sig", "\r\n"),
    "fx_rates": CsvStyle("utf-8-sig", "\r\n"),
    "coercion_consultations": CsvStyle("utf-8", "\n"),
}


@dataclass(frozen=True)
class SheetStyle:
    """Title of a workbook and the group headings over its columns.

    Attributes:
        title: Begins the title row.
        groups: Heading of the upper level to the columns below it; other columns are merged downwards.
        note: A remark below the data.
    """

    title: str
    groups: dict[str, Sequence[str]]
    note: str


SHEET_STYLES = {
    "fdi_cases": SheetStyle(
        "対日投資案件一覧",
        {
            "企業": ("企業名", "国・地域", "法人番号", "都道府県", "業種"),
            "支援": ("支援開始日",),
            "成果": ("成功日", "区分", "状態", "確度", "二次投資"),
            "予算": ("財源", "事業名"),
        },
        "区分は(1)～(4)のいずれか。",
    ),
    "collaboration_cases": SheetStyle(
        "協業・連携案件一覧",
        {
            "企業": ("日本企業名", "法人番号", "海外企業名", "国・地域"),
            "案件": ("国内外", "形態"),
            "成果": ("支援開始日", "成功日", "区分", "状態", "確度"),
            "予算": ("財源", "事業名"),
        },
        "国内外の別は成果の生じた場所による。",
    ),
    "startup_cases": SheetStyle(
        "スタートアップ支援一覧",
        {
            "企業": ("企業名", "法人番号", "起業前"),
            "支援": ("支援日", "支援種別"),
            "成果": ("成功日", "成功種別", "確度"),
            "予算": ("財源", "事業名"),
        },
        "起業前の支援対象者は企業名なし。",
    ),
    "agrifood_cases": SheetStyle(
        "農林水産物・食品輸出案件一覧",
        {
            "企業": ("企業名", "法人番号", "都道府県"),
            "成果": ("成約日", "種別", "国・地域", "成約金額", "単位", "通貨", "確度"),
            "予算": ("財源", "事業名"),
            "その他": ("難市場", "進出", "連携機関"),
        },
        "成約金額は単位欄の単位による。",
    ),
    "activities": SheetStyle(
        "活動実績一覧",
        {"活動": ("活動日", "節", "種別", "件数")},
        "件数は延べ。",
    ),
}
CREATED = datetime(2023, 4, 1)  # noqa: DTZ001 - a fixed stamp inside the workbook, not a moment


def write_file(export: ExportFile, inbox: Path) -> Path:
    """Write one export below the inbox and return its path.

    Raises:
        UnicodeEncodeError: A cell holds a character that the source's encoding lacks.
    """
    path = inbox / export.name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(csv_bytes(export) if export.suffix == "csv" else workbook_bytes(export))
    return path


def csv_bytes(export: ExportFile) -> bytes:
    """Render a CSV: header first, fields quoted where they hold commas or line breaks."""
    style = CSV_STYLES[export.source]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator=style.line_end)
    writer.writerow(export.columns)
    writer.writerows(zip(*export.columns.values(), strict=True))
    return buffer.getvalue().encode(style.encoding)


def workbook_bytes(export: ExportFile) -> bytes:
    """Render a workbook: title, two header levels, data with a subtotal inside, note, total, note."""
    import xlsxwriter

    style = SHEET_STYLES[export.source]
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": False}) as workbook:
        workbook.set_properties({"created": CREATED, "title": f"{style.title}（合成データ / synthetic）"})
        sheet = workbook.add_worksheet("一覧")
        heading = workbook.add_format({"bold": True, "align": "center", "valign": "vcenter", "border": 1})
        day = workbook.add_format({"num_format": "yyyy/mm/dd"})
        reiwa = export.fiscal_year - 2018
        sheet.write_string(0, 0, f"{style.title}（令和{reiwa}年度）　合成データ（synthetic, not real）", heading)
        _write_header(sheet, list(export.columns), style, heading)
        row = 3
        subtotal_after = export.rows // 2
        for position, cells in enumerate(zip(*export.columns.values(), strict=True)):
            if position == subtotal_after and position:
                _write_total(sheet, row, "小計", position)
                row += 1
            for column, cell in enumerate(cells):
                _write_cell(sheet, row, column, cell, day)
            row += 1
        sheet.write_string(row, 0, "※合成データ。実在の企業・案件ではありません。")
        _write_total(sheet, row + 1, "合計", export.rows)
        sheet.write_string(row + 2, 0, f"注：{style.note}")
    return buffer.getvalue()


def _write_header(sheet: Any, headings: Sequence[str], style: SheetStyle, cell_format: Any) -> None:
    group_of = {heading: group for group, members in style.groups.items() for heading in members}
    column = 0
    while column < len(headings):
        group = group_of.get(headings[column])
        if group is None:
            sheet.merge_range(1, column, 2, column, headings[column], cell_format)
            column += 1
            continue
        last = column
        while last + 1 < len(headings) and group_of.get(headings[last + 1]) == group:
            last += 1
        if last > column:
            sheet.merge_range(1, column, 1, last, group, cell_format)
        else:
            sheet.write_string(1, column, group, cell_format)
        for position in range(column, last + 1):
            sheet.write_string(2, position, headings[position], cell_format)
        column = last + 1


def _write_total(sheet: Any, row: int, label: str, count: int) -> None:
    sheet.write_string(row, 0, label)
    sheet.write_string(row, 1, f"{count:,}件")


def _write_cell(sheet: Any, row: int, column: int, cell: str | int | float | date, day_format: Any) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), day_format)  # noqa: DTZ001
    elif isinstance(cell, str):
        if cell:
            sheet.write_string(row, column, cell)
    else:
        sheet.write_number(row, column, cell)
