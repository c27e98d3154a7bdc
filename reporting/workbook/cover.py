"""The cover: what the workbook is, as of when, what its signs mean, and a list of its sheets."""

from __future__ import annotations

from collections.abc import Sequence

from reporting.report.table import Mark
from reporting.report.words import STATUSES
from reporting.tables import IN_FORCE
from reporting.workbook.formats import BAND, DARK, GREY, HAIR, write_text
from reporting.workbook.page import set_print
from reporting.workbook.row_height import height_of
from reporting.workbook.sheets import Canvas, Place

COVER = "表紙"
WIDTHS = (24, 62, 66)
SIGNS: Sequence[tuple[str, str, str]] = (
    (
        Mark.SUPPRESSED.value,
        "該当する企業が少ないため公表しない値。0ではない。秘匿のセルを含む計は、計算式ではなく公表値を数値で示す",
        "Suppressed (x): too few companies stand behind it. Never nought; a total over it is the published number",
    ),
    (
        Mark.NOTHING.value,
        "計上がない、または公表していない",
        "Nothing counted, or nothing published",
    ),
    (
        Mark.UNBOUNDED.value,
        "データの欠落により、値の限りを定められない",
        "Unbounded: gaps in the data leave no limit",
    ),
    (
        IN_FORCE,
        "基準日に適用中の目標の版",
        "Target version in force on the as-of date",
    ),
)
MEANINGS = {
    "met": ("実績の下限でも目標値に達している", "Even the low bound reaches the target"),
    "waived": ("目標値に満たないが、対となる成功件数の目標を達成", "Short, but the paired success target is met"),
    "on_track": ("期間中であり、ペース以上", "The period runs; at or above the pace"),
    "at_risk": ("期間中であり、ペースを下回る", "The period runs; below the pace"),
    "missed": ("期間が終わり、上限でも目標値に満たない", "The period is over and even the high bound is short"),
    "not_assessable": ("データの欠落により判定が変わりうる", "A gap in the data could change the verdict"),
    "no_target": ("目標が定められていない", "No target is set"),
}


def write_cover(canvas: Canvas, sheets: Sequence[tuple[str, str, str]]) -> None:
    """Write the cover into the first sheet.

    Args:
        canvas: The workbook, whose first sheet is the cover.
        sheets: Name and titles of every other sheet, in their order.
    """
    sheet, report, formats = canvas.workbook.get_worksheet_by_name(COVER), canvas.report, canvas.formats
    for place, width in enumerate(WIDTHS):
        sheet.set_column(place, place, width)
    sheet.set_row(1, 36)
    write_text(sheet, 1, 0, "実績報告", formats.of(bold=True, font_size=24, font_color=DARK))
    write_text(sheet, 2, 0, "Performance report", formats.of(font_size=14, font_color=GREY))
    row = 4
    for japanese, value in _facts(canvas):
        write_text(sheet, row, 0, japanese, formats.of(bold=True))
        write_text(sheet, row, 1, value, formats.text(value))
        row += 1
    row = _heading(canvas, row + 1, "内容 Contents")
    link = formats.of(font_color="#0B5394", underline=1)
    for name, japanese, english in sheets:
        sheet.write_url(row, 0, f"internal:'{name}'!A1", link, name)
        write_text(sheet, row, 1, japanese, formats.text(japanese))
        write_text(sheet, row, 2, english, formats.text(english, font_color=GREY))
        row += 1
    row = _explained(canvas, _heading(canvas, row + 1, "記号 Signs"), SIGNS)
    verdicts = [(f"{STATUSES[code][0]} {STATUSES[code][1]}", *meaning) for code, meaning in MEANINGS.items()]
    row = _explained(canvas, _heading(canvas, row + 1, "判定 Status"), verdicts)
    set_print(sheet, (row, len(WIDTHS) - 1), report.as_of, pages=1)


def as_cover(place: Place) -> tuple[str, str, str]:
    """Return what the contents say of a sheet.

    Args:
        place: A table on its sheet.
    """
    return (place.sheet, *place.title)


def _facts(canvas: Canvas) -> list[tuple[str, str]]:
    report = canvas.report
    facts = [("注記 Notice", " ".join(report.notice))] if report.notice else []
    facts.append(("基準日 As of", f"{report.as_of}"))
    if report.years:
        first, last = report.years[0], report.years[-1]
        period = f"{first.japanese}～{last.japanese}（{first.english}–{last.english}）".replace("–", "～")
        facts.append(("目標期間 Period", period))
    for version in report.versions:
        force = f"{IN_FORCE} " if version["is_in_force"] else ""
        names = f"{version['target_version_ja']} {version['target_version_en']}"
        since = f"{version['effective_from']}適用"
        facts.append(("目標の版 Target version", f"{force}{names}（{since}）　{version['source_document'] or ''}"))
    return facts


def _heading(canvas: Canvas, row: int, text: str) -> int:
    sheet = canvas.workbook.get_worksheet_by_name(COVER)
    form = canvas.formats.of(bold=True, font_color=DARK, bg_color=BAND, bottom=1, bottom_color=HAIR)
    for column in range(len(WIDTHS)):
        sheet.write_blank(row, column, None, form)
    write_text(sheet, row, 0, text, form)
    return row + 1


def _explained(canvas: Canvas, row: int, lines: Sequence[tuple[str, str, str]]) -> int:
    sheet = canvas.workbook.get_worksheet_by_name(COVER)
    for sign, japanese, english in lines:
        sheet.set_row(row, height_of([(japanese, WIDTHS[1]), (english, WIDTHS[2])]))
        write_text(sheet, row, 0, sign, canvas.formats.of(bold=True))
        write_text(sheet, row, 1, japanese, canvas.formats.of(text_wrap=True))
        write_text(sheet, row, 2, english, canvas.formats.of(text_wrap=True, font_color=GREY))
        row += 1
    return row
