"""How figures are written on pages."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reporting.pages.shown import figure, is_withheld, percent, probability, signed
from reporting.pages.words import UNITS, said


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "–"),
        (0, "0"),
        (1234567, "1,234,567"),
        (Decimal("7474432643.42"), "7,474,432,643.42"),
        (Decimal("1582814502.40"), "1,582,814,502.4"),
        (Decimal("12.00"), "12"),
        (-5, "-5"),
    ],
)
def test_a_figure_is_written_whole(value: int | Decimal | None, written: str) -> None:
    assert figure(value) == written


@pytest.mark.parametrize(
    ("value", "written"), [(None, "–"), (0, "0"), (12, "+12"), (-1234, "−1,234"), (Decimal("-0.5"), "−0.5")]
)
def test_a_difference_has_a_sign(value: int | Decimal | None, written: str) -> None:
    assert signed(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [(None, "–"), (1.0, ">99 %"), (0.996, ">99 %"), (0.994, "99 %"), (0.5, "50 %"), (0.004, "<1 %"), (0.0, "<1 %")],
)
def test_a_probability_is_never_certain(value: float | None, written: str) -> None:
    assert probability(value) == written


def test_a_share_is_written_in_percent() -> None:
    assert (percent(0.6667), percent(1.0), percent(None)) == ("66.7 %", "100.0 %", "–")


@pytest.mark.parametrize(
    ("row", "withheld"),
    [
        ({"actual": None, "is_suppressed": True}, True),
        ({"actual": 0, "is_suppressed": True}, False),
        ({"actual": None, "is_suppressed": False}, False),
        ({"actual": None}, True),
        ({"actual": 0}, False),
    ],
)
def test_a_figure_is_withheld_when_its_mart_says_so_or_says_nothing(row: dict[str, object], withheld: bool) -> None:
    assert is_withheld(row, "actual") is withheld


def test_a_code_without_words_is_shown_as_it_is() -> None:
    assert said(UNITS, "円") == ("円", "yen")
    assert said(UNITS, "トン") == ("トン", "トン")
    assert said(UNITS, None) == ("–", "–")
