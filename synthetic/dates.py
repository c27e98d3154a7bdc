"""How people write dates and months into exports: every variant that the contracts allow, and no other."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np

from synthetic.schedule import NEVER, PERIOD_END, PERIOD_START, IntArray

EXCEL_EPOCH = date(1899, 12, 30)
FULL_WIDTH = str.maketrans("0123456789/.,-", "０１２３４５６７８９／．，－")

# slash, dash, compact, 令和 in words, R with dots, Excel serial, slash in full width
TEXT_STYLES = 7
CSV_STYLE_SHARES = (0.70, 0.12, 0.05, 0.05, 0.03, 0.02, 0.03)
# In a workbook the first style is a real date; then those of TEXT_STYLES in the same order.
XLSX_STYLE_SHARES = (0.62, 0.14, 0.06, 0.04, 0.07, 0.04, 0.02, 0.01)


def csv_styles(rng: np.random.Generator, count: int) -> IntArray:
    """Draw how each date of a CSV is written."""
    return rng.choice(TEXT_STYLES, size=count, p=CSV_STYLE_SHARES).astype(np.int64)


def xlsx_styles(rng: np.random.Generator, count: int) -> IntArray:
    """Draw how each date of a workbook is written; 0 is a real date."""
    return rng.choice(TEXT_STYLES + 1, size=count, p=XLSX_STYLE_SHARES).astype(np.int64)


def csv_dates(days: IntArray, styles: IntArray) -> list[str]:
    """Write ordinals as text; NEVER is blank."""
    return [date_text(day, style) for day, style in zip(days.tolist(), styles.tolist(), strict=True)]


def xlsx_dates(days: IntArray, styles: IntArray) -> list[str | int | date]:
    """Write ordinals as workbook cells: dates, numbers (serials) and text; NEVER is blank."""
    return [_xlsx_date(day, style) for day, style in zip(days.tolist(), styles.tolist(), strict=True)]


@cache
def date_text(day: int, style: int) -> str:
    """Write one ordinal in one of the TEXT_STYLES."""
    if day == NEVER:
        return ""
    moment = date.fromordinal(day)
    year, month, dom = moment.year, moment.month, moment.day
    match style:
        case 0:
            return f"{year}/{month}/{dom}"
        case 1:
            return moment.isoformat()
        case 2:
            return f"{year}{month:02d}{dom:02d}"
        case 3:
            return f"令和{year - 2018}年{month}月{dom}日"
        case 4:
            return f"R{year - 2018}.{month}.{dom}"
        case 5:
            return str(excel_serial(day))
        case _:
            return f"{year}/{month}/{dom}".translate(FULL_WIDTH)


def month_text(month: date, style: int) -> str:
    """Write a month: slash, dash, in words, compact."""
    return (
        f"{month.year}/{month.month}",
        f"{month.year}-{month.month:02d}",
        f"{month.year}年{month.month}月",
        f"{month.year}{month.month:02d}",
    )[style]


def excel_serial(day: int) -> int:
    """Return the day number that Excel keeps for a date."""
    return day - EXCEL_EPOCH.toordinal()


def ordinal_of(cell: object) -> int | None:
    """Read back a cell that this module wrote; None for any other."""
    if isinstance(cell, date):
        return cell.toordinal()
    return _written().get(str(cell))


@cache
def _written() -> dict[str, int]:
    days = range(PERIOD_START.toordinal(), PERIOD_END.toordinal() + 366)
    return {date_text(day, style): day for style in range(TEXT_STYLES) for day in days}


@cache
def _xlsx_date(day: int, style: int) -> str | int | date:
    if day == NEVER:
        return ""
    if style == 0:
        return date.fromordinal(day)
    if style == 6:
        return excel_serial(day)
    return date_text(day, style - 1)
