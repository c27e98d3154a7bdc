"""What a kind of gap is, and the forms that kinds take: spoilt cells, repeated rows, mistyped numbers, broken files.

Belongs here: how something is done to the files. Which kinds there are says `catalogue`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from synthetic.exports import Cell, ExportFile
from synthetic.gap_plan import Condition, is_plain_number
from synthetic.planting import COMPANY_HEADINGS, KEYS
from synthetic.schedule import fiscal_year_of
from synthetic.world import build_files
from tests.mutation.exports import AS_OF, MONTHLY_BY, Exports, Finding, month_of
from tests.mutation.ripples import NO_CASE, NO_RATE, NO_ROW, NO_SUPPORT

Plant = Callable[[Exports], list[Finding]]
Change = Callable[[Exports, ExportFile, int], Mapping[str, Cell]]
Bounds = Literal["exact", "historical"]

UNRESOLVED = "overseas_support__company__unresolved"
LOW_RATE = "survey_response__rate__below_threshold"
GARBAGE = b"PK\x03\x04 no workbook and no text \x00\xff\xfe"
ALL_RIPPLES = frozenset({NO_CASE, NO_SUPPORT, NO_RATE, NO_ROW})


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
    """

    what: str
    source: str
    expectation_id: str
    plant: Plant
    ripples: frozenset[str] = frozenset()
    may_also: frozenset[str] = frozenset()
    bounds: Bounds = "exact"

    @property
    def id(self) -> str:
        """Source and what is done to it."""
        return f"{self.source}: {self.what}"


def spoilt(
    what: str,
    source: str,
    rule: str,
    where: Mapping[str, Condition],
    change: Change | Mapping[str, Cell],
    also: Sequence[str] = (),
    may_also: Collection[str] = (),
) -> Kind:
    """Cells of one record overwritten.

    Args:
        what: What is done.
        source: Source it is done to.
        rule: Rest of the expectation's id behind the source.
        where: Which records will do, by heading.
        change: New cells, by heading.
        also: Rests of ids that find the same record.
        may_also: See `Kind`.
    """

    def plant(exports: Exports) -> list[Finding]:
        chosen = exports.choose(source, where, _calm(exports, source))
        if chosen is None:
            return []
        export, position = chosen
        key = KEYS[source]
        cells = change if isinstance(change, Mapping) else change(exports, export, position)
        record = str(export.columns[key][position])
        for heading, cell in cells.items():
            export.columns[heading][position] = cell
        if cells.get(key) == "":
            record = ""
        return [Finding(f"{source}__{rest}", source, export.fiscal_year, record) for rest in (rule, *also)]

    return Kind(what, source, f"{source}__{rule}", plant, ALL_RIPPLES, frozenset(may_also))


def repeated(source: str, rule: str, where: Mapping[str, Condition], *, of_another_company: bool = False) -> Kind:
    """A row that stands there twice, as it is or with another company under its number."""

    def plant(exports: Exports) -> list[Finding]:
        chosen = exports.choose(source, where)
        if chosen is None:
            return []
        export, position = chosen
        row = export.row(position)
        if of_another_company:
            other = _other_company(exports, export, position)
            if other is None:
                return []
            row |= {heading: cell for heading, cell in export.row(other).items() if heading in COMPANY_HEADINGS}
        exports.insert(export, position, row)
        return [Finding(f"{source}__{rule}", source, export.fiscal_year, str(row[KEYS[source]]))]

    what = "a number given to another company too" if of_another_company else "a row twice"
    return Kind(what, source, f"{source}__{rule}", plant)


def mistyped(source: str, rule: str, where: Mapping[str, Condition]) -> Kind:
    """A record that bears the number of another company's record of the same file."""

    def plant(exports: Exports) -> list[Finding]:
        chosen = exports.choose(source, where, _calm(exports, source))
        if chosen is None:
            return []
        export, position = chosen
        other = _other_company(exports, export, position)
        if other is None:
            return []
        keys = export.columns[KEYS[source]]
        exports.touch(source, str(keys[other]))
        keys[position] = keys[other]
        return [Finding(f"{source}__{rule}", source, export.fiscal_year, str(keys[other]))]

    return Kind("the number of another record", source, f"{source}__{rule}", plant, ALL_RIPPLES)


def file_missing(source: str) -> Kind:
    """All files of one fiscal year are missing."""

    def plant(exports: Exports) -> list[Finding]:
        export = _any_file(exports, source)
        if export is None:
            return []
        exports.files = [one for one in exports.files if (one.source, one.fiscal_year) != (source, export.fiscal_year)]
        return [Finding("source_files__fiscal_year__missing", source, export.fiscal_year)]

    return _period_kind("the files of a year missing", source, "source_files__fiscal_year__missing", plant)


def month_missing(source: str) -> Kind:
    """All rows of one month are missing."""

    def plant(exports: Exports) -> list[Finding]:
        heading = MONTHLY_BY[source]
        export = _any_file(exports, source)
        if export is None:
            return []
        months = sorted({month for cell in export.columns[heading] if (month := month_of(cell)) is not None})
        whole = [m for m in months if date(m[0] + m[1] // 12, m[1] % 12 + 1, 1) <= export.snapshot_date + timedelta(1)]
        year, month = whole[int(exports.rng.integers(len(whole)))]
        for one in exports.speaking(source):
            one.remove([place for place, cell in enumerate(one.columns[heading]) if month_of(cell) == (year, month)])
        return [Finding("source_files__month__missing", source, year - (month < 4), f"{year}-{month:02d}-01")]

    return _period_kind("the rows of a month missing", source, "source_files__month__missing", plant)


def file_unreadable(source: str) -> Kind:
    """The newest file of a year is no file of its kind; an earlier one may speak instead."""

    def plant(exports: Exports) -> list[Finding]:
        export = _any_file(exports, source)
        if export is None:
            return []
        exports.unreadable[export.name] = GARBAGE
        exports.files = [one for one in exports.files if one is not export]
        found = [Finding("source_files__file__quarantined", source, export.fiscal_year)]
        if export.fiscal_year not in {one.fiscal_year for one in exports.speaking(source)}:
            found.append(Finding("source_files__fiscal_year__missing", source, export.fiscal_year))
        return found

    return _period_kind("an unreadable file", source, "source_files__file__quarantined", plant)


def file_stale(source: str, cadence_days: int) -> Kind:
    """The newest file of the current year is older than its cadence allows, and shows what was known then."""

    def plant(exports: Exports) -> list[Finding]:
        day = AS_OF - timedelta(days=cadence_days + 12)
        year = fiscal_year_of(AS_OF)
        world = exports.clean.world
        older = [one for one in _files_of_day(world.seed, world.scale, day) if one.source == source]
        newest = [one for one in older if one.fiscal_year == year and one.is_newest]
        if not newest or year not in {one.fiscal_year for one in _untouched(exports, source)}:
            return []
        kept = [one for one in exports.files if (one.source, one.fiscal_year) != (source, year)]
        columns = {heading: list(cells) for heading, cells in newest[0].columns.items()}
        exports.files = [*kept, ExportFile(source, year, day, newest[0].suffix, columns)]
        return [Finding("source_files__snapshot__stale", source, year)]

    return _period_kind("a file older than its cadence", source, "source_files__snapshot__stale", plant)


def row_cut_short(source: str) -> Kind:
    """A row of a CSV that lacks its last fields."""

    def plant(exports: Exports) -> list[Finding]:
        chosen = exports.choose(source, {}, _calm(exports, source))
        if chosen is None:
            return []
        # Where one row in ten does not hold together, the file is broken and not the row.
        cut = len(exports.cut.get(chosen[0].name, ()))
        if chosen[0].rows < 15 * (1 + cut):
            return []
        export, position = chosen
        exports.cut.setdefault(export.name, set()).add(position)
        return [Finding("source_files__rows__rejected", source, export.fiscal_year)]

    may_also = frozenset({UNRESOLVED, LOW_RATE})
    return Kind("a row cut short", source, "source_files__rows__rejected", plant, ALL_RIPPLES, may_also)


@cache
def _files_of_day(seed: int, scale: float, day: date) -> list[ExportFile]:
    from synthetic.world import build_world

    return build_files(build_world(seed, scale, day), day)


def _period_kind(what: str, source: str, expectation_id: str, plant: Plant) -> Kind:
    may_also = frozenset({UNRESOLVED, LOW_RATE})
    return Kind(what, source, expectation_id, plant, ALL_RIPPLES, may_also, "historical")


def _untouched(exports: Exports, source: str) -> list[ExportFile]:
    """Return the files that speak and that no rows were taken from."""
    clean = {one.name: one.rows for one in exports.clean.files}
    return [one for one in exports.speaking(source) if clean.get(one.name) == one.rows]


def _any_file(exports: Exports, source: str) -> ExportFile | None:
    untouched = _untouched(exports, source)
    return untouched[int(exports.rng.integers(len(untouched)))] if untouched else None


def _calm(exports: Exports, source: str) -> dict[str, Condition]:
    """Return what records to prefer: nothing refers to them, and their month keeps a row without them."""
    preferred: dict[str, Condition] = {}
    if source in KEYS:
        referenced = exports.referenced()
        preferred[KEYS[source]] = lambda cell: cell not in referenced
    if source in MONTHLY_BY:
        rows = exports.rows_by_month(source)
        preferred[MONTHLY_BY[source]] = lambda cell: (month := month_of(cell)) is not None and rows[month] > 1
    return preferred


def _other_company(exports: Exports, export: ExportFile, position: int) -> int | None:
    """Return the position of a record of another company that nothing was done to."""
    numbers = export.columns["法人番号"]
    others = [
        place
        for place, number in enumerate(numbers)
        if is_plain_number(number) and number != numbers[position] and place != position
    ]
    return others[int(exports.rng.integers(len(others)))] if others else None
