"""The failing records of many expectations about one table, read together.

Belongs here: one statement per table, in which the table is read once for all rules that look at single rows, however
many they are. Not here: the SQL of a single rule (`row_rules`), running it (`runner`), storing what it finds
(`findings`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from expectations.row_rules import failing_condition, failing_records, quoted
from expectations.suites import ExaminedTable, Expectation

_SUSPECTS = "suspects"  # rows that fail at least one of the rules
_COMPUTED = "computed"  # the rows of a view


def failing_records_together(
    examined: Sequence[tuple[Expectation, ExaminedTable]], as_of: date, *, is_view: bool = False
) -> str:
    """SELECT of the failing rows of several expectations in the shape of `expectations.failing_records`.

    Args:
        examined: Expectations with the table that they examine: the same for all, possibly with other row keys.
        as_of: As-of date of the run.
        is_view: The table is a view, which shall be computed once.

    Returns:
        DuckDB SQL, the union of what `failing_records` selects for each.
    """
    (table,) = {one.table for _, one in examined}
    first: list[str] = []
    if is_view:
        first.append(f"{_COMPUTED} as materialized (select * from {quoted(table)})")  # noqa: S608
        table = _COMPUTED
    conditions = {expectation.id: failing_condition(expectation, as_of) for expectation, _ in examined}
    of_rows = [condition for condition in conditions.values() if condition is not None]
    if len(of_rows) > 1:
        either = " or ".join(f"({condition})" for condition in of_rows)
        first.append(f"{_SUSPECTS} as materialized (select * from {quoted(table)} where {either})")  # noqa: S608
    selects = [
        failing_records(
            expectation,
            one.model_copy(
                update={"table": _SUSPECTS if len(of_rows) > 1 and conditions[expectation.id] is not None else table}
            ),
            as_of,
        )
        for expectation, one in examined
    ]
    return f"{'with ' if first else ''}{', '.join(first)} {' union all '.join(selects)}"
