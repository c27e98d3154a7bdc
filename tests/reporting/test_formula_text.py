"""Text that reads as a formula, and how it is guarded."""

from __future__ import annotations

import pytest

from reporting.formula_text import guarded, reads_as_formula


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", "  =1", "　=1"]
)
def test_it_gets_an_apostrophe_and_stays_whole(text: str) -> None:
    assert reads_as_formula(text)
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", " ", "対日投資", "1-1", "a=b", "'=1", "―", "節1-1"])
def test_other_text_is_left_alone(text: str) -> None:
    assert guarded(text) == text
