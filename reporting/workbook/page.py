"""What every sheet has in common: its title, how it prints, what stands above and below each printed page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from reporting.workbook.formats import DARK, FONT, GREY, Formats, write_text

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

A4 = 9
# Inches, as Excel wants them.
MARGINS = {"left": 0.4, "right": 0.4, "top": 0.7, "bottom": 0.65}
TITLE_ROWS = 3


def write_title(sheet: Worksheet, formats: Formats, title: tuple[str, str], as_of: date) -> None:
    """Write the title into the first rows.

    Args:
        sheet: The sheet.
        formats: The workbook's formats.
        title: The title, in Japanese and English.
        as_of: Day up to which was counted.
    """
    sheet.set_row(0, 24)
    write_text(sheet, 0, 0, title[0], formats.text(title[0], bold=True, font_size=14, font_color=DARK))
    write_text(sheet, 1, 0, title[1], formats.text(title[1], font_size=10, font_color=GREY))
    write_text(sheet, 2, 0, f"基準日 {as_of}  As of {as_of}", formats.of(font_color=GREY))


def write_notes(sheet: Worksheet, formats: Formats, notes: Sequence[tuple[str, str]], first: int) -> int:
    """Write notes below one another and return the row after them.

    Args:
        sheet: The sheet.
        formats: The workbook's formats.
        notes: Notes in Japanese and English.
        first: First row.
    """
    for place, (japanese, english) in enumerate(notes):
        write_text(sheet, first + 2 * place, 0, f"※ {japanese}", formats.of())
        write_text(sheet, first + 2 * place + 1, 0, f"　 {english}", formats.of(font_color=GREY))
    return first + 2 * len(notes)


def set_print(
    sheet: Worksheet, area: tuple[int, int], as_of: date, *, heading: int | None = None, pages: int = 0
) -> None:
    """Set up how a sheet prints: A4 landscape, fitted to the width, headings on every page.

    Args:
        sheet: The sheet.
        area: Last row and last column that print.
        as_of: Day up to which was counted.
        heading: Row to repeat on every page.
        pages: Most pages it may take, 0 for as many as it needs.
    """
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(**MARGINS)
    sheet.fit_to_pages(1, pages)
    sheet.print_area(0, 0, *area)
    sheet.hide_gridlines(2)
    font = f'&"{FONT},標準"&8'
    sheet.set_header(f"&L{font}実績報告 Performance report&R{font}基準日 As of {as_of}")
    sheet.set_footer(f"&L{font}&A&C{font}&P / &N")
    if heading is not None:
        sheet.repeat_rows(heading)
