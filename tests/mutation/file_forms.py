"""The forms that gaps of files and months take: missing, unreadable, stale, of a wrong year, too few or many rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from synthetic.exports import ExportFile
from synthetic.planting import KEYS
from synthetic.schedule import PERIOD_START, fiscal_year_of
from synthetic.world import build_files, build_world
from tests.mutation.exports import AS_OF, MONTHLY_BY, Exports, Finding, day_of, month_of
from tests.mutation.kinds import UNRESOLVED, Bounds, Kind, Plant, any_of, calm, untouched
from tests.mutation.ripples import (
    ALL_RIPPLES,
    DROP,
    ENDS_EARLY,
    JUMP,
    NO_ROW,
    covered_months,
    months_without_row,
    unusual_months,
)

GARBAGE = b"PK\x03\x04 no workbook and no text \x00\xff\xfe"
NO_FILE = "source_files__fiscal_year__missing"
NEXT_YEAR = fiscal_year_of(AS_OF) + 1
YEAR_BEFORE = fiscal_year_of(PERIOD_START) - 1
SHARE_KEPT = 0.2


def file_missing(source: str) -> Kind:
    """All files of one fiscal year are missing."""

    def plant(exports: Exports) -> list[Finding]:
        export = any_of(exports, untouched(exports, source))
        if export is None:
            return []
        exports.files = [one for one in exports.files if (one.source, one.fiscal_year) != (source, export.fiscal_year)]
        return [Finding(NO_FILE, source, export.fiscal_year)]

    return _wide("the files of a year missing", source, NO_FILE, plant)


def file_unreadable(source: str) -> Kind:
    """The newest file of a year is no file of its kind; an earlier one may speak instead."""

    def plant(exports: Exports) -> list[Finding]:
        export = any_of(exports, untouched(exports, source))
        if export is None:
            return []
        exports.unreadable[export.name] = GARBAGE
        exports.files = [one for one in exports.files if one is not export]
        found = [Finding("source_files__file__quarantined", source, export.fiscal_year)]
        if export.fiscal_year not in {one.fiscal_year for one in exports.speaking(source)}:
            found.append(Finding(NO_FILE, source, export.fiscal_year))
        return found

    return _wide("an unreadable file", source, "source_files__file__quarantined", plant)


def file_stale(source: str, cadence_days: int) -> Kind:
    """The newest file of the current year is older than its cadence allows, and shows what was known then."""

    def plant(exports: Exports) -> list[Finding]:
        day = AS_OF - timedelta(days=cadence_days + 12)
        year = fiscal_year_of(AS_OF)
        world = exports.clean.world
        older = [one for one in _files_of_day(world.seed, world.scale, day) if one.source == source]
        newest = [one for one in older if one.fiscal_year == year and one.is_newest]
        if not newest or year not in {one.fiscal_year for one in untouched(exports, source)}:
            return []
        kept = [one for one in exports.files if (one.source, one.fiscal_year) != (source, year)]
        columns = {heading: list(cells) for heading, cells in newest[0].columns.items()}
        exports.files = [*kept, ExportFile(source, year, day, newest[0].suffix, columns)]
        return [Finding("source_files__snapshot__stale", source, year)]

    return _wide("a file older than its cadence", source, "source_files__snapshot__stale", plant)


def file_of_next_year(source: str) -> Kind:
    """Rows of the current year stand in a file of the next one."""

    def plant(exports: Exports) -> list[Finding]:
        ours = [one for one in exports.speaking(source) if one.fiscal_year == NEXT_YEAR - 1 and one.rows > 1]
        chosen = exports.choose(source, {}, calm(exports, source), within={NEXT_YEAR - 1}) if ours else None
        if chosen is None or chosen[0].name in exports.cut:
            return []
        export, position = chosen
        row = export.row(position)
        export.remove([position])
        columns = {heading: [cell] for heading, cell in row.items()}
        exports.files.append(replace(export, fiscal_year=NEXT_YEAR, columns=columns))
        return [Finding("source_files__fiscal_year__surprise", source, NEXT_YEAR)]

    return _wide("a file of the next year", source, "source_files__fiscal_year__surprise", plant, "exact")


def file_before_period(source: str) -> Kind:
    """A file of the year before the period, with a row of its time."""

    def plant(exports: Exports) -> list[Finding]:
        first = min((one for one in exports.clean.files if one.source == source), key=lambda one: one.fiscal_year)
        dated = MONTHLY_BY[source]
        day = date(PERIOD_START.year, 4, 20)
        # One with a later date too would be of no file of that year.
        rows = (first.row(place) for place in range(first.rows))
        row = next(one for one in rows if all(day_of(cell) is None for head, cell in one.items() if head != dated))
        row |= {KEYS[source]: f"SMP-OLD-{YEAR_BEFORE}", dated: f"{YEAR_BEFORE}/10/5"}
        columns = {heading: [cell] for heading, cell in row.items()}
        exports.files.append(replace(first, fiscal_year=YEAR_BEFORE, snapshot_date=day, columns=columns))
        return [Finding("source_files__fiscal_year__surprise", source, YEAR_BEFORE)]

    return _wide("a file of the year before the period", source, "source_files__fiscal_year__surprise", plant, "exact")


def month_missing(source: str) -> Kind:
    """All rows of one month are missing, and rows of later months are there."""

    def plant(exports: Exports) -> list[Finding]:
        month = _chosen(exports, _months(exports, source)[:-1])
        if month is None:
            return []
        _remove(exports, source, {month})
        return _of_months(months_without_row(exports), NO_ROW, source, {month})

    return _wide("the rows of a month missing", source, NO_ROW, plant)


def rows_end_early(source: str) -> Kind:
    """The rows of the last months are missing."""

    def plant(exports: Exports) -> list[Finding]:
        months = _months(exports, source)[-2:]
        if not months or months[-1] < max(covered_months(exports, source)):
            return []
        _remove(exports, source, set(months))
        return _of_months(months_without_row(exports), ENDS_EARLY, source, set(months))

    return _wide("the rows of the last months missing", source, ENDS_EARLY, plant)


def month_thin(source: str) -> Kind:
    """Most rows of a month are missing."""

    def plant(exports: Exports) -> list[Finding]:
        month = _chosen(exports, _months_with_past(exports, source))
        if month is None:
            return []
        _remove(exports, source, {month}, SHARE_KEPT)
        return _of_months(unusual_months(exports), DROP, source, {month})

    return _wide("most rows of a month missing", source, DROP, plant)


def month_appended(source: str) -> Kind:
    """The rows of a month were appended twice more."""
    number = {"overseas_support": "case_id", "overseas_success": "success_id"}[source]

    def plant(exports: Exports) -> list[Finding]:
        month = _chosen(exports, _months_with_past(exports, source))
        if month is None:
            return []
        found = []
        for export in exports.speaking(source):
            days, keys = export.columns[MONTHLY_BY[source]], exports.keys(export)
            rows = [
                export.row(place)
                for place, day in enumerate(days)
                if month_of(day) == (month.year, month.month) and not exports.is_touched(source, keys[place])
            ]
            for row in rows:
                record = str(row[KEYS[source]])
                exports.touch(source, record)
                found.append(Finding(f"{source}__{number}__duplicate", source, export.fiscal_year, record))
            for row in [*rows, *rows]:
                export.append(row)
        return [*_of_months(unusual_months(exports), JUMP, source, {month}), *found]

    return _wide("a month appended twice more", source, JUMP, plant, "exact")


def row_cut_short(source: str) -> Kind:
    """A row of a CSV that lacks its last fields."""

    def plant(exports: Exports) -> list[Finding]:
        chosen = exports.choose(source, {}, calm(exports, source))
        if chosen is None:
            return []
        # Where one row in ten does not hold together, the file is broken and not the row.
        cut = len(exports.cut.get(chosen[0].name, ()))
        if chosen[0].rows < 15 * (1 + cut):
            return []
        export, position = chosen
        exports.cut.setdefault(export.name, set()).add(position)
        return [Finding("source_files__rows__rejected", source, export.fiscal_year)]

    may_also = frozenset({UNRESOLVED})
    return Kind("a row cut short", source, "source_files__rows__rejected", plant, ALL_RIPPLES, may_also)


def _wide(what: str, source: str, expectation_id: str, plant: Plant, bounds: Bounds = "historical") -> Kind:
    may_also = frozenset({UNRESOLVED})
    return Kind(what, source, expectation_id, plant, ALL_RIPPLES, may_also, bounds, is_wide=True)


@cache
def _files_of_day(seed: int, scale: float, day: date) -> list[ExportFile]:
    return build_files(build_world(seed, scale, day), day)


def _remove(exports: Exports, source: str, months: set[date], share_kept: float = 0.0) -> None:
    wanted = {(month.year, month.month) for month in months}
    for export in exports.speaking(source):
        places = [place for place, cell in enumerate(export.columns[MONTHLY_BY[source]]) if month_of(cell) in wanted]
        export.remove(places[round(len(places) * share_kept) :])


def _of_months(found: Iterator[Finding], expectation_id: str, source: str, months: set[date]) -> list[Finding]:
    wanted = {(expectation_id, source, month.isoformat()) for month in months}
    return [one for one in found if (one.expectation_id, one.source, one.record) in wanted]


def _months(exports: Exports, source: str) -> list[date]:
    """Return the months with rows that an untouched file covers whole."""
    years = {one.fiscal_year for one in untouched(exports, source)}
    covered = covered_months(exports, source)
    return [month for month, rows in covered.items() if rows and fiscal_year_of(month) in years]


def _months_with_past(exports: Exports, source: str) -> list[date]:
    """Return those of which an earlier year has the same month with rows."""
    filled = [month for month, rows in covered_months(exports, source).items() if rows]
    return [
        month for month in _months(exports, source) if any(one.month == month.month and one < month for one in filled)
    ]


def _chosen(exports: Exports, months: list[date]) -> date | None:
    return months[int(exports.rng.integers(len(months)))] if months else None
