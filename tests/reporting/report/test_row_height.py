"""Heights of rows follow their text."""

from __future__ import annotations

import pytest

from reporting.workbook.row_height import height_of, lines_of


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("短い", 10, 1),
        ("あ" * 6, 10, 1),
        ("あ" * 7, 10, 2),
        ("あ\nい\nう", 10, 3),
        ("two words", 10, 1),
        ("two words here", 10, 2),
        ("x" * 40, 10, 4),
    ],
)
def test_lines_of_a_text(text: str, width: float, lines: int) -> None:
    assert lines_of(text, width) == lines


def test_the_highest_cell_decides_and_no_row_is_higher_than_excel_allows() -> None:
    assert height_of([]) == height_of([("短い", 10)])
    assert height_of([("短い", 10), ("あ\n" * 3, 10)]) == height_of([("あ\n" * 3, 10)]) > height_of([("短い", 10)])
    assert height_of([("行\n" * 100, 10)]) == 409
