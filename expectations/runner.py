"""Runs suites on the warehouse: which expectations passed, which failed, which could not run.

Belongs here: translation to Great Expectations, the status of each expectation.
Not here: the SQL of failing rows (`row_rules`, `one_pass`), storing findings (`findings`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from expectations.one_pass import failing_records_together
from expectations.row_rules import UNEXPECTED_ROWS, class_name, filled_kwargs, filled_query
from expectations.suites import ExaminedTable, Expectation, Suite

if TYPE_CHECKING:
    from expectations.engine import Examined, Outcome

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
    database: Path,
    suites: Sequence[Suite],
    as_of: date,
    only: Collection[str] | None = None,
    *,
    memory_limit: str | None = None,
    open_tables: Callable[[], Examined] | None = None,
) -> list[ExpectationResult]:
    """Run suites on a warehouse file.

    Opens the file alone in this process and closes it; one validation per examined table.

    Args:
        database: The warehouse.
        suites: All suites, in order.
        as_of: As-of date; dates after it should not exist.
        only: Expectation ids to run; None runs all.
        memory_limit: Memory that DuckDB takes before it puts what it works on aside, such as `2GB`.
        open_tables: Opens the tables elsewhere than in the warehouse, which shows the same ones.

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
    with ExaminedWarehouse(database, memory_limit) if open_tables is None else open_tables() as warehouse:
        for suite in suites:
            chosen = [e for e in suite.expectations if only is None or e.id in only]
            for expectations in _by_table(suite, chosen):
                results += _results(warehouse, suite, expectations, position, as_of)
    return sorted(results, key=lambda result: result.position)


def _by_table(suite: Suite, chosen: Sequence[Expectation]) -> Iterator[list[Expectation]]:
    tables = dict.fromkeys(suite.examined(e).table for e in chosen)
    for table in tables:
        yield [e for e in chosen if suite.examined(e).table == table]


def _translated(expectation: Expectation, as_of: date) -> Any:
    """The expectation as an object of Great Expectations."""
    import great_expectations.expectations as gxe
    from great_expectations.expectations.row_conditions import PassThroughCondition

    if expectation.query is not None:
        # Braces and colons that are SQL must survive the substitution of {batch} and of bound parameters.
        marked = filled_query(expectation, "\0", as_of)
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


def _listed(
    warehouse: Examined, suite: Suite, expectations: Sequence[Expectation], as_of: date
) -> dict[str, int | str]:
    """How many failing rows the row rules list for each expectation about one table, or why they cannot.

    One statement for all of them; where that fails, each on its own, so that a broken rule spoils no other.
    """
    from expectations.engine import first_line

    if not expectations:
        return {}
    try:
        read = warehouse.readable(suite.examined(expectations[0]).table)
        examined = [(e, suite.examined(e).model_copy(update={"table": read})) for e in expectations]
        counts = warehouse.count_by_expectation(failing_records_together(examined, as_of))
    except Exception as raised:  # whatever it raises, the failing rows are not known
        if len(expectations) == 1:
            return {expectations[0].id: first_line(str(raised))}
        alone: dict[str, int | str] = {}
        for expectation in expectations:
            alone |= _listed(warehouse, suite, [expectation], as_of)
        return alone
    return {expectation.id: counts.get(expectation.id, 0) for expectation in expectations}


def _results(
    warehouse: Examined,
    suite: Suite,
    expectations: Sequence[Expectation],
    position: Mapping[str, int],
    as_of: date,
) -> Iterator[ExpectationResult]:
    """Run the expectations of a suite that examine one table."""
    table = suite.examined(expectations[0]).table
    outcomes = warehouse.validate(table, {e.id: _translated(e, as_of) for e in expectations})
    listed = _listed(warehouse, suite, [e for e in expectations if outcomes[e.id].error is None], as_of)
    for expectation in expectations:
        outcome = outcomes[expectation.id]
        error = outcome.error or _disagreement(outcome, listed[expectation.id])
        yield ExpectationResult(
            suite=suite,
            expectation=expectation,
            position=position[expectation.id],
            as_of=as_of,
            status="could_not_run" if error else ("failed" if outcome.failing_rows else "passed"),
            evaluated_rows=None if error else outcome.evaluated_rows,
            failing_rows=None if error else outcome.failing_rows,
            error=error,
        )


def _disagreement(outcome: Outcome, listed: int | str) -> str | None:
    """Why a result cannot be trusted: both count the same rows."""
    if isinstance(listed, str):
        return listed
    if listed != outcome.failing_rows:
        return f"Great Expectations counts {outcome.failing_rows} failing rows, the row rule {listed}"
    return None


def summary(results: Sequence[ExpectationResult]) -> Mapping[Status, int]:
    """Number of results per status."""
    counts: dict[Status, int] = {"passed": 0, "failed": 0, "could_not_run": 0}
    for result in results:
        counts[result.status] += 1
    return counts
