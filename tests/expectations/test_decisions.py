"""Decisions with a term: which findings a waiver accepts, and when it no longer does."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations.decisions import write_decisions
from expectations.findings import gap_id, write_findings
from expectations.runner import run_suites
from expectations.suites import Suite
from expectations.waivers import Waiver

ID = "fdi_cases__budget_source__unknown"
UNTIL = date(2026, 10, 31)


def waiver(**changes: Any) -> Waiver:
    return Waiver(
        **{"expectation_id": ID, "accepted_until": UNTIL, "reason": "Asked.", "accepted_by": "invest_japan", **changes}
    )


@pytest.fixture
def found(warehouse: Path, change: Callable[..., None], suites: list[Suite], as_of: date) -> Path:
    """Two findings of one expectation, of FY2023 and FY2024."""
    change(
        "update intermediate.int_fdi_cases set budget_source = null",
        "update intermediate.int_fdi_cases set file_fiscal_year = 2023 where case_id = 'F-4'",
    )
    write_findings(warehouse, run_suites(warehouse, suites, as_of, only=[ID]))
    return warehouse


def accepted(database: Path, suites: list[Suite], as_of: date, *waivers: Waiver) -> list[tuple[str, date, str, str]]:
    with duckdb.connect(str(database)) as connection:
        write_decisions(connection, suites, waivers, as_of)
        return connection.execute(
            "select gap_id, accepted_until, accepted_reason, accepted_by from expectations.accepted_gaps order by 1"
        ).fetchall()


def gaps_of(rows: list[tuple[str, date, str, str]]) -> set[str]:
    return {row[0] for row in rows}


@pytest.mark.parametrize(
    ("changes", "years"),
    [
        ({}, {2023, 2024}),
        ({"source": "fdi_cases"}, {2023, 2024}),
        ({"fiscal_year": 2024}, {2024}),
        ({"source": "startup_cases"}, set()),
        ({"fiscal_year": 2025}, set()),
        ({"expectation_id": "fdi_cases__case_id__missing"}, set()),
        ({"expectation_id": None, "gap_id": gap_id(ID, "fdi_cases", 2023)}, {2023}),
    ],
)
def test_a_waiver_accepts_what_it_names(
    changes: dict[str, Any], years: set[int], found: Path, suites: list[Suite], as_of: date
) -> None:
    rows = accepted(found, suites, as_of, waiver(**changes))
    assert gaps_of(rows) == {gap_id(ID, "fdi_cases", year) for year in years}
    assert {row[1:] for row in rows} <= {(UNTIL, "Asked.", "invest_japan")}


def test_an_expired_waiver_accepts_nothing_and_is_found(found: Path, suites: list[Suite], as_of: date) -> None:
    expired = waiver(accepted_until=date(2026, 10, 30))
    assert accepted(found, suites, as_of, expired) == []
    (result,) = run_suites(found, suites, as_of, only=["decisions__waiver__expired"])
    assert (result.status, result.failing_rows) == ("failed", 1)


def test_time_stands_still_at_the_as_of_date(found: Path, suites: list[Suite]) -> None:
    long_ago = date(2024, 3, 31)
    assert len(accepted(found, suites, long_ago, waiver())) == 2
    checks = ["decisions__waiver__expired", "decisions__threshold__review_due"]
    assert {result.status for result in run_suites(found, suites, long_ago, only=checks)} == {"passed"}
    distant = date(2099, 3, 31)
    accepted(found, suites, distant, waiver())
    assert {result.status for result in run_suites(found, suites, distant, only=checks)} == {"failed"}


def test_of_two_waivers_the_longer_counts(found: Path, suites: list[Suite], as_of: date) -> None:
    rows = accepted(found, suites, as_of, waiver(), waiver(fiscal_year=2024, accepted_until=date(2027, 3, 31)))
    assert sorted(row[1] for row in rows) == [UNTIL, date(2027, 3, 31)]


def test_a_waiver_of_nothing_known_is_found(found: Path, suites: list[Suite], as_of: date) -> None:
    accepted(found, suites, as_of, waiver(expectation_id="fdi_cases__budget_source__unheard_of"))
    (result,) = run_suites(found, suites, as_of, only=["decisions__waiver__unknown_expectation"])
    assert result.failing_rows == 1


def test_what_could_not_run_cannot_be_accepted(
    warehouse: Path, change: Callable[..., None], suites: list[Suite], as_of: date
) -> None:
    change("alter table intermediate.int_fdi_cases drop budget_source")
    write_findings(warehouse, run_suites(warehouse, suites, as_of, only=[ID]))
    assert accepted(warehouse, suites, as_of, waiver()) == []


def test_every_threshold_is_a_decision(found: Path, suites: list[Suite], as_of: date) -> None:
    accepted(found, suites, as_of)
    with duckdb.connect(str(found)) as connection:
        written = connection.execute(
            "select expectation_id, value, review_on from expectations.decisions where kind = 'threshold'"
        ).fetchall()
    declared = [
        (e.id, str(e.threshold.value), e.threshold.review_on)
        for suite in suites
        for e in suite.expectations
        if e.threshold is not None
    ]
    assert sorted(written) == sorted(declared) != []


def test_the_made_up_warehouse_has_the_columns_of_the_real_one(
    warehouse: Path, suites: list[Suite], as_of: date
) -> None:
    def columns() -> list[tuple[str, str]]:
        with duckdb.connect(str(warehouse)) as connection:
            return [row[:2] for row in connection.execute("describe expectations.decisions").fetchall()]

    made_up = columns()
    accepted(warehouse, suites, as_of)
    assert columns() == made_up
