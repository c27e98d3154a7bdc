"""Runs suites on the warehouse: which expectations passed, which failed, which could not run.

Belongs here: translation to Great Expectations, the status of each expectation.
Not here: the SQL of failing rows (`row_rules`), storing findings (`findings`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from expectations.row_rules import (
    UNEXPECTED_ROWS,
    class_name,
    failing_records,
    filled_kwargs,
    filled_query,
    quoted,
)
from expectations.suites import ExaminedTable, Expectation, Suite

if TYPE_CHECKING:
    from expectations.engine import ExaminedWarehouse, Outcome

Status = Literal["passed", "failed", "could_not_run"]


@dataclass(frozen=True)
class ExpectationResult:
    """The result of one expectation.

    Attributes:
        suite: Suite it belongs to.
        expectation: The rule.
        position: Rank over all suites; an earlier expectation gets the effect of a row first.
        as_of: As-of date of the run.
        status: `could_not_run` is an exception, never a pass.
        evaluated_rows: Rows looked at; None when it could not run.
        failing_rows: Rows that break the rule; None when it could not run.
        error: Message of the exception, else None.
    """

    suite: Suite
    expectation: Expectation
    position: int
    as_of: date
    status: Status
    evaluated_rows: int | None
    failing_rows: int | None
    error: str | None

    @property
    def expectation_id(self) -> str:
        """Id of the expectation."""
        return self.expectation.id

    @property
    def examined(self) -> ExaminedTable:
        """Table that was examined."""
        return self.suite.examined(self.expectation)

    @property
    def observed(self) -> str | None:
        """What was seen, for people."""
        if self.status == "could_not_run":
            return None
        return f"{self.failing_rows} of {self.evaluated_rows} rows"


def run_suites(
    database: Path, suites: Sequence[Suite], as_of: date, only: Collection[str] | None = None
) -> list[ExpectationResult]:
    """Run suites on a warehouse file.

    Opens the file alone in this process and closes it; one validation per examined table.

    Args:
        database: The warehouse.
        suites: All suites, in order.
        as_of: As-of date; dates after it should not exist.
        only: Expectation ids to run; None runs all.

    Returns:
        Results in the order of the suites.

    Raises:
        FileNotFoundError: There is no warehouse.
        ValueError: `only` names an unknown expectation.
    """
    if not database.is_file():
        raise FileNotFoundError(f"{database}: no warehouse. Remedy: build the models before the expectations run")
    known = [(suite, expectation) for suite in suites for expectation in suite.expectations]
    unknown = sorted(set(only or ()) - {expectation.id for _, expectation in known})
    if unknown:
        raise ValueError(f"unknown expectations {unknown}. Remedy: use ids of the suites")
    position = {expectation.id: rank for rank, (_, expectation) in enumerate(known, start=1)}

    from expectations.engine import ExaminedWarehouse

    results: list[ExpectationResult] = []
    with ExaminedWarehouse(database) as warehouse:
        for suite in suites:
            chosen = [e for e in suite.expectations if only is None or e.id in only]
            for table, expectations in _by_table(suite, chosen):
                outcomes = warehouse.validate(table, {e.id: _translated(e, as_of) for e in expectations})
                results += [_result(warehouse, suite, e, position[e.id], as_of, outcomes[e.id]) for e in expectations]
    return sorted(results, key=lambda result: result.position)


def _by_table(suite: Suite, chosen: Sequence[Expectation]) -> Iterator[tuple[str, list[Expectation]]]:
    tables = dict.fromkeys(suite.examined(e).table for e in chosen)
    for table in tables:
        yield table, [e for e in chosen if suite.examined(e).table == table]


def _translated(expectation: Expectation, as_of: date) -> Any:
    """The expectation as an object of Great Expectations."""
    import great_expectations.expectations as gxe
    from great_expectations.expectations.row_conditions import PassThroughCondition

    if expectation.query is not None:
        # Braces and colons that are SQL must survive the substitution of {batch} and of bound parameters.
        marked = filled_query(expectation.query, "\0", as_of)
        marked = marked.replace("{", "{{").replace("}", "}}").replace(":", "\\:")
        return getattr(gxe, UNEXPECTED_ROWS)(unexpected_rows_query=marked.replace("\0", "(select * from {batch})"))
    kwargs: dict[str, Any] = {
        key: datetime.combine(value, time.min) if isinstance(value, date) else value
        for key, value in filled_kwargs(expectation, as_of).items()
    }
    name = class_name(expectation.type)
    if name == "ExpectCompoundColumnsToBeUnique":
        kwargs["ignore_row_if"] = "any_value_is_missing"
    if expectation.row_condition is not None:
        kwargs["row_condition"] = PassThroughCondition(pass_through_filter=expectation.row_condition)
    return getattr(gxe, name)(**kwargs)


def _result(
    warehouse: ExaminedWarehouse,
    suite: Suite,
    expectation: Expectation,
    position: int,
    as_of: date,
    outcome: Outcome,
) -> ExpectationResult:
    from expectations.engine import first_line

    examined = suite.examined(expectation)
    error, evaluated = outcome.error, outcome.evaluated_rows
    if error is None:
        try:
            read = examined.model_copy(update={"table": warehouse.readable(examined.table)})
            listed = warehouse.count(failing_records(expectation, read, as_of))
            if evaluated is None:
                evaluated = warehouse.count(f"select 1 from {quoted(read.table)}")  # noqa: S608
        except Exception as raised:  # whatever it raises, the failing rows are not known
            error = first_line(str(raised))
        else:
            # Both count the same rows; if they differ, neither can be trusted.
            if listed != outcome.failing_rows:
                error = f"Great Expectations counts {outcome.failing_rows} failing rows, the row rule {listed}"
    failing = None if error else outcome.failing_rows
    status: Status = "could_not_run" if error else ("failed" if failing else "passed")
    return ExpectationResult(
        suite=suite,
        expectation=expectation,
        position=position,
        as_of=as_of,
        status=status,
        evaluated_rows=None if error else evaluated,
        failing_rows=failing,
        error=error,
    )


def summary(results: Sequence[ExpectationResult]) -> Mapping[Status, int]:
    """Number of results per status."""
    counts: dict[Status, int] = {"passed": 0, "failed": 0, "could_not_run": 0}
    for result in results:
        counts[result.status] += 1
    return counts
