"""Which rows under the header are data: notes, totals and blank rows are told apart and counted."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

# ※ or 注 with a mark after it; 注文… is the beginning of a company's name, not of a note.
NOTE = r"^[\s　]*(※|[(（]注|注[\s　0-9０-９]*([:：.．)）]|$))"
TOTAL = r"^[\s　]*(合|小|総|累)?[\s　]*計[\s　]*$"
FILLED = re.compile(r'[^,"\s]')
NOTE_OR_TOTAL = re.compile(f"{NOTE}|{TOTAL}")


@dataclass(frozen=True)
class Screening:
    """Outcome for the rows under the header.

    Attributes:
        is_data: Boolean mask over the rows.
        notes: Note and total rows left out.
        blanks: Blank rows left out.
    """

    is_data: pa.Array
    notes: int
    blanks: int

    @property
    def leaves_out(self) -> bool:
        """Whether any row is no data."""
        return bool(self.notes or self.blanks)


def is_note_or_total(first_cell: str) -> bool:
    """Tell whether a row that begins with this cell is a note or a total."""
    return NOTE_OR_TOTAL.match(first_cell) is not None


def first_filled_cell(raw_text: str) -> str | None:
    """Return the first filled cell of a row of CSV that does not fit its columns; None when all are blank."""
    filled = FILLED.search(raw_text)
    if filled is None:
        return None
    # Cut out by hand: splitting a hostile row at all its commas would take many times its size.
    start = raw_text.rfind(",", 0, filled.start()) + 1
    end = raw_text.find(",", filled.start())
    return raw_text[start : end if end >= 0 else None].strip().strip('"').strip()


def screen(cells: pa.RecordBatch) -> Screening:
    """Tell data rows from notes, totals and blank rows by their first filled cell.

    Args:
        cells: String columns, header rows already cut off.
    """
    first_filled = pa.nulls(cells.num_rows, pa.string())
    for column in cells.columns:
        if first_filled.null_count == 0:
            break
        trimmed = pc.utf8_trim_whitespace(column)
        first_filled = pc.coalesce(first_filled, pc.if_else(pc.equal(trimmed, ""), None, trimmed))
    is_blank = pc.is_null(first_filled)
    is_note = pc.fill_null(pc.match_substring_regex(first_filled, f"{NOTE}|{TOTAL}"), False)
    return Screening(
        is_data=pc.invert(pc.or_(is_blank, is_note)),
        notes=pc.sum(is_note).as_py() or 0,
        blanks=pc.sum(is_blank).as_py() or 0,
    )
