"""How high a row must be for its text. Spreadsheets differ in when they fit rows themselves, so it is said.

Measures are of the workbook's font at its size, a little generous: another font that stands in for it may be wider.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import east_asian_width

# Pixels.
WIDE = 12.0
NARROW = 6.9
PADDING = 8
CHARACTER = 8
# Points.
LINE = 14.0
LEAST = 18.75
AROUND = 5.0
# The highest row that Excel knows.
MOST = 409.0

# A word stays in one piece; Japanese breaks anywhere.
PIECE = re.compile(r"[!-~]+|.", re.DOTALL)


def height_of(cells: Iterable[tuple[str, float]]) -> float:
    """Return the height of a row in points.

    Args:
        cells: Text and column width of each cell, the width in characters.
    """
    lines = max((lines_of(text, width) for text, width in cells), default=1)
    return min(MOST, max(LEAST, lines * LINE + AROUND))


def lines_of(text: str, width: float) -> int:
    """Return how many lines a text takes up in a column.

    Args:
        text: The text.
        width: Width of the column in characters.
    """
    room = max(width * CHARACTER + 5 - PADDING, WIDE)
    return sum(_lines_of_paragraph(paragraph, room) for paragraph in text.split("\n"))


def _lines_of_paragraph(paragraph: str, room: float) -> int:
    lines, used = 1, 0.0
    for piece in PIECE.findall(paragraph):
        size = _pixels(piece)
        if used and used + size > room and not piece.isspace():
            lines, used = lines + 1, 0.0
        used += size
        # A word longer than the line goes on in the next ones.
        while used > room and not piece.isspace():
            lines, used = lines + 1, used - room
    return lines


def _pixels(piece: str) -> float:
    return sum(WIDE if east_asian_width(character) in "WFA" else NARROW for character in piece)
