"""What a kind of gap is, and which records it may be planted in.

Does not belong here: the forms that kinds take (`forms`, `dated`, `file_forms`), which kinds there are (`catalogue`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from synthetic.exports import Cell, ExportFile
from synthetic.gap_plan import Condition, is_plain_number
from synthetic.planting import KEYS
from tests.mutation.exports import MONTHLY_BY, Exports, Finding, month_of

Plant = Callable[[Exports], list[Finding]]
Change = Callable[[Exports, ExportFile, int], Mapping[str, Cell]]
Bounds = Literal["exact", "historical"]

UNRESOLVED = "overseas_support__company__unresolved"


@dataclass(frozen=True)
class Kind:
    """A kind of gap: something done to one source, and the expectation meant for it.

    Attributes:
        what: What is done.
        source: Source it is done to.
        expectation_id: The expectation meant for it.
        plant: Does it once; returns the failing records it makes, none when no record will do.
        ripples: Expectations that records elsewhere may break in consequence; `ripples` says which records.
        may_also: Expectations that may find something too, where no second rule foretells what.
        bounds: Whether its effect on an indicator is bounded by its records, or by what earlier periods brought.
        is_wide: Whether it changes whole files, months or groups of records; such kinds are planted before others.
    """

    what: str
    source: str
    expectation_id: str
    plant: Plant
    ripples: frozenset[str] = frozenset()
    may_also: frozenset[str] = frozenset()
    bounds: Bounds = "exact"
    is_wide: bool = False

    @property
    def id(self) -> str:
        """Source and what is done to it."""
        return f"{self.source}: {self.what}"


def calm(exports: Exports, source: str) -> dict[str, Condition]:
    """Return what records to prefer: nothing refers to them, and their month keeps a row without them."""
    preferred: dict[str, Condition] = {}
    if source in KEYS:
        preferred[KEYS[source]] = lambda cell: not exports.is_referenced(cell)
    if source in MONTHLY_BY:
        rows = exports.rows_by_month(source)
        preferred[MONTHLY_BY[source]] = lambda cell: (month := month_of(cell)) is not None and rows[month] > 1
    return preferred


def untouched(exports: Exports, source: str) -> list[ExportFile]:
    """Return the files that speak and that no rows were taken from or put into."""
    clean = {one.name: one.rows for one in exports.clean.files}
    return [one for one in exports.speaking(source) if clean.get(one.name) == one.rows]


def any_of(exports: Exports, files: list[ExportFile]) -> ExportFile | None:
    """Choose a file; None when there is none."""
    return files[int(exports.rng.integers(len(files)))] if files else None


def other_company(exports: Exports, export: ExportFile, position: int) -> int | None:
    """Return the position of a record of another company that nothing was done to."""
    numbers, keys = export.columns["法人番号"], exports.keys(export)
    others = [
        place
        for place, number in enumerate(numbers)
        if is_plain_number(number)
        and number != numbers[position]
        and place != position
        and not exports.is_touched(export.source, keys[place])
    ]
    return others[int(exports.rng.integers(len(others)))] if others else None
