"""Figures that a spreadsheet can reckon anew: sums over fiscal years, attainments, rates, uplifts.

A formula is only handed out where it gives exactly the published figure. Where it does not, because cells are
suppressed, rounded or not all there, the published figure stands as a number: a partial sum must never look like a
total.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal

from reporting.report.table import Cell, Derived, Mark, Number


def total(years: Mapping[str, Cell], published: Number | None) -> Cell:
    """Return the figure of the whole period.

    Args:
        years: Cells of the fiscal years by column key, in the order of the columns.
        published: The figure as it is published; None when it is suppressed.
    """
    if published is None:
        return Mark.SUPPRESSED
    figures = [Decimal(str(cell)) for cell in years.values() if isinstance(cell, int | float | Decimal)]
    is_whole = Mark.SUPPRESSED not in years.values()
    if not figures or not is_whole or sum(figures) != Decimal(str(published)):
        return published
    keys = list(years)
    return Derived(published, f"SUM({{{keys[0]}}}:{{{keys[-1]}}})")


def attainment(actual: Number | None, target: Number | None, published: float | None, columns: tuple[str, str]) -> Cell:
    """Return an attainment in percent, cut after one decimal.

    Args:
        actual: The actual; None when it is suppressed.
        target: The target, None when there is none.
        published: The attainment as it is published.
        columns: Column keys of actual and target.
    """
    if not target:
        return Mark.NOTHING
    if published is None:
        return Mark.SUPPRESSED if actual is None else Mark.NOTHING
    # As the spreadsheet reckons, in binary floating point.
    if actual is None or math.floor(float(actual) * 1000 / float(target)) / 10 != published:
        return published
    actual_key, target_key = columns
    return Derived(published, f"INT({{{actual_key}}}*1000/{{{target_key}}})/10")


def share(part: Number | None, whole: Number | None, published: float | None, columns: tuple[str, str]) -> Cell:
    """Return a share between 0 and 1.

    Args:
        part: What is shared in.
        whole: Of what.
        published: The share as it is published, None when there is nothing to share in.
        columns: Column keys of part and whole.
    """
    if published is None:
        return Mark.NOTHING
    if part is None or not whole or float(part) / float(whole) != published:
        return published
    part_key, whole_key = columns
    return Derived(published, f"{{{part_key}}}/{{{whole_key}}}")


def difference(
    minuend: Number | None, subtrahend: Number | None, published: Number | None, columns: tuple[str, str]
) -> Cell:
    """Return a difference.

    Args:
        minuend: What is taken from.
        subtrahend: What is taken off.
        published: The difference as it is published, None when there is nothing to compare with.
        columns: Column keys of minuend and subtrahend.
    """
    if published is None:
        return Mark.NOTHING
    if minuend is None or subtrahend is None or minuend - subtrahend != published:  # type: ignore[operator]
        return published
    minuend_key, subtrahend_key = columns
    return Derived(published, f"{{{minuend_key}}}-{{{subtrahend_key}}}")
