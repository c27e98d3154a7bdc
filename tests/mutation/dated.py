"""The forms that wrong dates take: in the future, years ago, before or after their file, in the wrong order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from synthetic.exports import Cell, ExportFile
from synthetic.gap_plan import Condition
from synthetic.planting import KEYS
from synthetic.schedule import fiscal_year_end, fiscal_year_of
from tests.mutation.exports import AS_OF, Exports, Finding, day_of, written
from tests.mutation.forms import spoilt
from tests.mutation.kinds import Kind, calm
from tests.mutation.ripples import ALL_RIPPLES

LATE = AS_OF + timedelta(days=20)
LONG_AGO = date(2004, 9, 1)
DAYS_APART = 10
# By rule: what is done, and the day written.
WRONG_DAYS: Mapping[str, tuple[str, Callable[[ExportFile], date]]] = {
    "after_as_of": ("in the future", lambda _: LATE),
    "long_before_period": ("years ago", lambda _: LONG_AGO),
    "before_file_year": ("before the year of its file", lambda export: date(export.fiscal_year, 3, 15)),
}
AFTER_FILE = "after_file"
EVERY_RULE = (*WRONG_DAYS, AFTER_FILE)


def dated(source: str, column: str, heading: str, where: Mapping[str, Condition], *rules: str) -> list[Kind]:
    """A date that breaks each of some rules.

    Args:
        source: Source to spoil.
        column: The date's column.
        heading: Its heading.
        where: Which records will do.
        rules: Of EVERY_RULE.
    """
    return [
        _after_file(source, column, heading, where)
        if rule == AFTER_FILE
        else _on_wrong_day(source, column, heading, where, rule)
        for rule in rules
    ]


def _on_wrong_day(source: str, column: str, heading: str, where: Mapping[str, Condition], rule: str) -> Kind:
    what, day = WRONG_DAYS[rule]

    def change(_: Exports, export: ExportFile, __: int) -> dict[str, Cell]:
        return {heading: written(export, day(export))}

    return spoilt(f"{heading} {what}", source, f"{column}__{rule}", where, change)


def out_of_order(source: str, rule: str, heading: str, earlier: str, where: Mapping[str, Condition]) -> Kind:
    """A date before another one of its row that it must follow.

    Args:
        source: Source to spoil.
        rule: Rest of the expectation's id behind the source.
        heading: Heading of the date.
        earlier: Heading of the other.
        where: Which records will do; both dates are readable in them.
    """

    def change(_: Exports, export: ExportFile, position: int) -> dict[str, Cell]:
        first = day_of(export.columns[earlier][position])
        assert first is not None
        return {heading: written(export, date.fromordinal(first - DAYS_APART))}

    readable = dict.fromkeys((heading, earlier), _is_readable)
    return spoilt(f"{heading} before {earlier}", source, rule, readable | {**where}, change)


def _after_file(source: str, column: str, heading: str, where: Mapping[str, Condition]) -> Kind:
    """A date that nobody could know when the file was made."""

    def plant(exports: Exports) -> list[Finding]:
        years = {one.fiscal_year for one in _past_files(exports, source)}
        chosen = exports.choose(source, where, calm(exports, source), within=years)
        if chosen is None:
            return []
        export, position = chosen
        record = str(export.columns[KEYS[source]][position])
        day = min(export.snapshot_date + timedelta(days=3), AS_OF)
        export.columns[heading][position] = written(export, day)
        return [Finding(f"{source}__{column}__after_file", source, export.fiscal_year, record)]

    what = f"{heading} after the day of its file"
    return Kind(what, source, f"{source}__{column}__after_file", plant, ALL_RIPPLES)


def _is_readable(cell: Cell) -> bool:
    return day_of(cell) is not None


def _past_files(exports: Exports, source: str) -> list[ExportFile]:
    """Return files of closed years that are older than the as-of date.

    Registers that are sent again every month have none: then one is dated back as far as its rows allow.
    """
    closed = [one for one in exports.speaking(source) if fiscal_year_end(one.fiscal_year) < AS_OF]
    past = [one for one in closed if one.snapshot_date < AS_OF - timedelta(days=1)]
    if past:
        return past
    for export in closed:
        days = [day for cells in export.columns.values() for cell in cells if (day := day_of(cell)) is not None]
        newest = date.fromordinal(max(day for day in days if day <= AS_OF.toordinal()))
        is_free = export.name not in exports.cut and fiscal_year_of(newest) > export.fiscal_year
        if is_free and newest < AS_OF - timedelta(days=1):
            export.snapshot_date = newest
            return [export]
    return []
