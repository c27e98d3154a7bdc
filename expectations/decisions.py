"""Decisions that have a term: the thresholds of the suites and the waivers, as a table that is examined like others.

Belongs here: `expectations.decisions`, and the view that says which findings a waiver accepts. Not here: the files the
decisions stand in (`suites`, `waivers`), what a finding does to an indicator.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from expectations.findings import SCHEMA, create_empty_tables
from expectations.suites import Suite
from expectations.waivers import Waiver

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_COLUMNS = """
    kind VARCHAR, expectation_id VARCHAR, gap_id VARCHAR, source VARCHAR, fiscal_year INTEGER, value VARCHAR,
    reason VARCHAR, decided_by VARCHAR, decided_on DATE, review_on DATE, is_known BOOLEAN, as_of DATE
"""

# One waiver per finding: the one that lasts longest. An expectation that could not run found nothing to accept.
_ACCEPTED_GAPS = f"""
    select
        findings.gap_id,
        findings.expectation_id,
        decisions.review_on as accepted_until,
        decisions.reason as accepted_reason,
        decisions.decided_by as accepted_by
    from {SCHEMA}.findings as findings
    inner join {SCHEMA}.decisions as decisions
        on decisions.kind = 'waiver'
            and decisions.review_on >= decisions.as_of
            and (
                decisions.gap_id = findings.gap_id
                or (
                    decisions.expectation_id = findings.expectation_id
                    and (decisions.source is null or decisions.source = findings.source)
                    and (decisions.fiscal_year is null or decisions.fiscal_year = findings.fiscal_year)
                )
            )
    where findings.status = 'failed'
    qualify row_number() over (
            partition by findings.gap_id order by decisions.review_on desc, decisions.reason, decisions.decided_by
        ) = 1
"""  # noqa: S608


def create_empty_decisions(connection: DuckDBPyConnection) -> None:
    """Create the table and the view where they are missing, so that models can be built before a first run."""
    create_empty_tables(connection)
    connection.execute(f"create table if not exists {SCHEMA}.decisions ({_COLUMNS})")
    connection.execute(f"create or replace view {SCHEMA}.accepted_gaps as {_ACCEPTED_GAPS}")


def write_decisions(
    connection: DuckDBPyConnection, suites: Sequence[Suite], waivers: Sequence[Waiver], as_of: date
) -> int:
    """Write the decisions in force, and those whose term is over, in place of the previous ones.

    Args:
        connection: Open connection to the warehouse, writable.
        suites: Suites whose thresholds to write.
        waivers: Waivers to write.
        as_of: Day on which terms are looked at.

    Returns:
        Number of decisions written.
    """
    rows = [*_thresholds(suites, as_of), *_waivers(suites, waivers, as_of)]
    connection.begin()
    try:
        # Dropped, not emptied: a warehouse of an older version may have other columns.
        connection.execute(f"drop table if exists {SCHEMA}.decisions")
        create_empty_decisions(connection)
        if rows:
            marks = ", ".join("?" for _ in rows[0])
            connection.executemany(f"insert into {SCHEMA}.decisions values ({marks})", rows)  # noqa: S608
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    return len(rows)


def _thresholds(suites: Sequence[Suite], as_of: date) -> list[tuple[object, ...]]:
    return [
        (
            "threshold",
            expectation.id,
            None,
            suite.examined(expectation).source,
            None,
            str(expectation.threshold.value),
            expectation.threshold.reason,
            suite.owner,
            expectation.threshold.decided_on,
            expectation.threshold.review_on,
            True,
            as_of,
        )
        for suite in suites
        for expectation in suite.expectations
        if expectation.threshold is not None
    ]


def _waivers(suites: Sequence[Suite], waivers: Sequence[Waiver], as_of: date) -> list[tuple[object, ...]]:
    known = {expectation.id for suite in suites for expectation in suite.expectations}
    return [
        (
            "waiver",
            waiver.expectation_id,
            waiver.gap_id,
            waiver.source,
            waiver.fiscal_year,
            None,
            waiver.reason,
            waiver.accepted_by,
            None,
            waiver.accepted_until,
            waiver.expectation_id is None or waiver.expectation_id in known,
            as_of,
        )
        for waiver in waivers
    ]
