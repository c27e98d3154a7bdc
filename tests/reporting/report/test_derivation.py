"""Formulas are handed out only where they give exactly what is published."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reporting.report.derivation import attainment, difference, share, total
from reporting.report.table import Cell, Derived, Mark

COLUMNS = ("actual", "target")


def test_a_total_is_the_sum_of_its_years() -> None:
    years: dict[str, Cell] = {"fy2023": Decimal("52.00"), "fy2024": Mark.NOTHING, "fy2025": 3}
    assert total(years, 55) == Derived(55, "SUM({fy2023}:{fy2025})")


@pytest.mark.parametrize(
    ("years", "published"),
    [
        ({"fy2023": 52, "fy2024": Mark.SUPPRESSED}, 60),
        # Also where the years that are told happen to add up.
        ({"fy2023": 60, "fy2024": Mark.SUPPRESSED}, 60),
        ({"fy2023": 52, "fy2024": 3}, 56),
        ({"fy2023": Mark.NOTHING, "fy2024": Mark.NOTHING}, 64.02),
    ],
)
def test_a_total_that_is_no_sum_stays_the_published_number(years: dict[str, Cell], published: float) -> None:
    assert total(years, published) == published


def test_a_total_that_is_not_told_is_suppressed() -> None:
    assert total({"fy2023": 52, "fy2024": 3}, None) is Mark.SUPPRESSED


def test_an_attainment_is_cut_as_the_mart_cuts_it() -> None:
    assert attainment(57_901, 57_902, 99.9, COLUMNS) == Derived(99.9, "INT({actual}*1000/{target})/10")
    # A mart that rounded is not contradicted.
    assert attainment(57_901, 57_902, 100.0, COLUMNS) == 100.0


@pytest.mark.parametrize(
    ("actual", "target", "published", "expected"),
    [
        (342, None, None, Mark.NOTHING),
        (342, 0, None, Mark.NOTHING),
        (None, 370, None, Mark.SUPPRESSED),
        (None, 370, 92.4, 92.4),
    ],
)
def test_an_attainment_without_its_parts(
    actual: int | None, target: int | None, published: float | None, expected: Cell
) -> None:
    assert attainment(actual, target, published, COLUMNS) == expected


def test_shares_and_differences_follow_the_published_figure() -> None:
    assert share(2, 3, 2 / 3, ("valid", "due")) == Derived(2 / 3, "{valid}/{due}")
    assert share(2, 3, 0.67, ("valid", "due")) == 0.67
    assert share(0, 0, None, ("valid", "due")) is Mark.NOTHING
    assert difference(376, 370, 6, ("target", "before")) == Derived(6, "{target}-{before}")
    assert difference(376, None, 6, ("target", "before")) == 6
    assert difference(376, 370, None, ("target", "before")) is Mark.NOTHING
