"""Retyped columns: a file whose cells no longer hold what the contract says is refused as a whole.

Looks at an evenly spread part of every batch, so that its cost stays small beside reading; a column that changed its
meaning shows there. A few unreadable cells are no drift: each is a gap of its own row, found after staging.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from ingest.contracts import ColumnContract, ColumnType, SourceContract
from ingest.errors import FileRefusedError
from ingest.typing_rules import TypingRules, typed_columns

# Of each batch; a file this small is looked at whole. A share of one half is then known to about two points.
CELLS_PER_BATCH = 2_000
SHOWN_CHARACTERS = 40

# Forms that are surely readable and cheap to recognise. Where most cells have one of them the column is what it was,
# and the rules themselves, whose SQL takes milliseconds to plan, are not asked.
_DAY = r"(0?[1-9]|1[0-9]|2[0-8])"
_MONTH = r"(0?[1-9]|1[0-2])"
_PLAIN_DATE = rf"(19|20)\d\d[/-]{_MONTH}[/-]{_DAY}|(令和|R)[2-9][年.]{_MONTH}[月.]{_DAY}日?|4\d{{4}}"
PLAIN_FORMS: Mapping[ColumnType, str] = {
    "date": rf"^({_PLAIN_DATE})$",
    "month": rf"^({_PLAIN_DATE}|(19|20)\d\d[/-]{_MONTH})$",
    "amount": r"^-?(\d{1,12}|\d{1,3}(,\d{3}){1,3})(\.\d{1,4})?$",
    "integer": r"^-?(\d{1,12}|\d{1,3}(,\d{3}){1,3})$",
    "flag": r"^[○〇◯有無01]$",
}


@dataclass
class ColumnTally:
    """What was seen of one column.

    Attributes:
        filled: Cells that hold something.
        unreadable: Those of them that the contract's type cannot read; not counted where most are plainly readable.
        row: Spreadsheet row of the first unreadable one.
        example: Its text.
    """

    filled: int = 0
    unreadable: int = 0
    row: int | None = None
    example: str | None = None


class ValueScreening:
    """The screening of one file, batch by batch.

    Args:
        contract: Contract of the source.
        rules: How cells are read.
    """

    def __init__(self, contract: SourceContract, rules: TypingRules) -> None:
        self._contract = contract
        self._rules = rules
        self._columns = typed_columns(contract.columns)
        self.tallies = {column.name: ColumnTally() for column in self._columns}

    def observe(self, columns: Mapping[str, pa.Array | pa.ChunkedArray], rows: pa.Array | pa.ChunkedArray) -> None:
        """Look at the data rows of one batch.

        Args:
            columns: Text by our column name; others are not looked at.
            rows: Spreadsheet row of each.
        """
        step = max(1, -(-len(rows) // CELLS_PER_BATCH))
        places = pa.array(range(0, len(rows), step), pa.int64())
        for column in self._columns:
            cells = columns[column.name].take(places)
            is_filled = pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(cells), ""), False)
            filled = pc.sum(is_filled).as_py() or 0
            tally = self.tallies[column.name]
            tally.filled += filled
            doubtful = filled - (pc.sum(self._is_plain(cells, column)).as_py() or 0)
            if doubtful <= self._contract.drift.unreadable_share * filled:
                continue
            unreadable = self._rules.unreadable(cells, column)
            tally.unreadable += len(unreadable)
            if unreadable and tally.row is None:
                tally.row, tally.example = rows[step * unreadable[0]].as_py(), cells[unreadable[0]].as_py()

    def refuse_retyped(self, header_of: Mapping[str, str]) -> None:
        """Refuse the file when a column is mostly unreadable.

        Args:
            header_of: Header of the file by our column name, for the message.

        Raises:
            FileRefusedError: Names the first such column with row and example, and the others.
        """
        retyped = [column for column in self._columns if self._is_retyped(column)]
        if not retyped:
            return
        column = retyped[0]
        tally = self.tallies[column.name]
        others = "、".join(header_of.get(other.name, other.header) for other in retyped[1:])
        share = 100 * tally.unreadable // tally.filled
        example = "" if column.personal or tally.example is None else f", such as {shown(tally.example)!r}"
        raise FileRefusedError(
            f"the column was retyped: {share} % of the filled cells looked at are no {described(column)}{example}"
            f"{f' (likewise: {others})' if others else ''}.",
            f"export it in its former form, or amend the column in the contract {self._contract.source}.yml"
            f"{f' or its code list {column.codes} in the seed codes' if column.codes is not None else ''}.",
            row=tally.row,
            column=header_of.get(column.name, column.header),
        )

    def _is_plain(self, cells: pa.Array | pa.ChunkedArray, column: ColumnContract) -> pa.Array:
        if column.codes is not None:
            texts = pa.array(list(self._rules.code_lists.get(column.codes, {})), pa.string())
            return pc.is_in(cells, value_set=texts)
        return pc.match_substring_regex(cells, PLAIN_FORMS[column.type])

    def _is_retyped(self, column: ColumnContract) -> bool:
        tally, drift = self.tallies[column.name], self._contract.drift
        return tally.unreadable >= drift.least_cells and tally.unreadable > drift.unreadable_share * tally.filled


def described(column: ColumnContract) -> str:
    """Return what the cells of a column should be, in words."""
    return f"code of the list {column.codes}" if column.codes is not None else column.type


def shown(text: str) -> str:
    """Return a cell's text as a message shows it: on one line, bounded."""
    text = " ".join(text.split())
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"
