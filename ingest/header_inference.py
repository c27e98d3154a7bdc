"""Where the header of an unknown sheet seems to stand, and over how many rows.

Does not belong here: matching a header with a contract (`header_matching`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.header_matching import SEARCHED_ROWS, column_levels
from ingest.raw_sheet import RawSheet

MAX_LEVELS = 3

_DATE_OR_NUMBER = re.compile(r"^(?=.*\d)[△▲−-]?[\d,./年月日:% -]+(円|件|人)?$|^(令和|平成|[RH])\d")


@dataclass(frozen=True)
class HeaderGuess:
    """A header as it seems to stand.

    Attributes:
        last_row: Index (0-based) of its lowest row within the sheet; -1 when none was found.
        levels: Rows it spans.
        headers: Lowest header of each position, blanks left out.
    """

    last_row: int
    levels: int
    headers: dict[int, str]


def guess_header(sheet: RawSheet) -> HeaderGuess:
    """Guess the header rows of a sheet.

    The rows whose texts name most columns and do not look like the cells below them; among equals the fewest levels
    and the highest place.

    Args:
        sheet: Cells of the file.
    """
    top = [sheet.row_texts(index) for index in range(min(SEARCHED_ROWS + 1, sheet.cells.num_rows))]
    best = (0, HeaderGuess(-1, 1, {}))
    for last_row in range(min(len(top), SEARCHED_ROWS)):
        below = top[last_row + 1] if last_row + 1 < len(top) else []
        for levels in range(1, min(MAX_LEVELS, last_row + 1) + 1):
            names = column_levels(top[last_row - levels + 1 : last_row + 1])
            headers = {position: filled[-1] for position, filled in enumerate(names) if filled}
            score = _score(headers, below)
            if score > best[0]:
                best = (score, HeaderGuess(last_row, levels, headers))
    return best[1]


def _score(headers: dict[int, str], below: Sequence[str | None]) -> int:
    distinct = len(set(headers.values()))
    data_like = sum(1 for position, text in headers.items() if _looks_like_data(text, _at(below, position)))
    return distinct - 3 * data_like


def _looks_like_data(text: str, below: str | None) -> bool:
    shape = _shape(text)
    return _DATE_OR_NUMBER.match(unicodedata.normalize("NFKC", text)) is not None or (
        "9" in shape and below is not None and shape == _shape(below)
    )


def _shape(text: str) -> str:
    """Return the kinds of characters in turn: two case numbers have the same shape, a header has another."""
    return re.sub(r"(.)\1+", r"\1", "".join(map(_kind, unicodedata.normalize("NFKC", text))))


def _kind(character: str) -> str:
    if character.isdigit():
        return "9"
    if character.isascii():
        return "A" if character.isalpha() else character
    return unicodedata.category(character)[0]


def _at(row: Sequence[str | None], position: int) -> str | None:
    return row[position] if position < len(row) else None
