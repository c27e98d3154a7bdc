"""How expectations and verdicts look as asset checks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from orchestration.assets.gaps import build_gaps, data_docs_result, examine
from orchestration.checks.expectations import check_result, wholly_accepted
from orchestration.checks.verdicts import verdict
from orchestration.home import Home
from orchestration.resources import Warehouse
from orchestration.settings import Settings

DOCUMENTS_URL = "http://127.0.0.1:3001"
KEY = dg.AssetCheckKey(dg.AssetKey(["intermediate", "int_fdi_cases"]), "fdi_cases__case_id__missing")


def result(**changes: Any) -> dict[str, Any]:
    return {
        "status": "failed",
        "owner": "invest_japan",
        "effect": "ledger",
        "by_source": False,
        "indicator_ids": ["fdi_success"],
        "evaluated_rows": 10,
        "failing_rows": 2,
        "error": None,
        "observed": "2 of 10 rows",
        "severity": "error",
        "runbook": "number-missing",
        **changes,
    }


def test_a_failed_expectation_shows_its_rows() -> None:
    sample = [{"source_file": "fdi.csv", "source_row": 7, "value": None}]
    shown = check_result(KEY, result(), sample)
    assert (shown.passed, shown.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert shown.metadata["failing_rows"].value == 2
    assert [record.data for record in shown.metadata["sample"].records] == sample


def test_a_check_says_who_answers_and_what_to_do() -> None:
    page = "http://127.0.0.1:3001/data_docs/index.html"
    shown = check_result(KEY, result(), [], page=page).metadata
    assert {name: shown[name].value for name in ("owner", "severity", "effect")} == {
        "owner": "invest_japan",
        "severity": "error",
        "effect": "ledger",
    }
    assert shown["runbook"].value == "docs/runbook.md#number-missing"
    assert shown["data_docs"].value == f"{page}#fdi_cases__case_id__missing"


@pytest.mark.parametrize(("only", "by_spark"), [(None, True), (["fdi_cases__case_id__missing"], False)])
def test_expectations_run_within_the_memory_of_the_settings(
    only: list[str] | None, by_spark: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {}

    def run(database: Path, suites: Any, as_of: dt.date, chosen: Any, **how: Any) -> list[Any]:
        asked.update(how, database=database, only=chosen)
        return []

    monkeypatch.setattr("orchestration.assets.gaps.run_suites", run)
    home = Home(tmp_path)
    settings = Settings(home=tmp_path, duckdb_memory="2GB", dbt_target="spark", spark_expectations=True)
    warehouse = Warehouse(database=str(home.warehouse), run_lock=str(home.run_lock))
    assert examine(settings, warehouse, [], dt.date(2026, 9, 30), only) == []
    assert (asked["database"], asked["only"], asked["memory_limit"]) == (home.warehouse, only, "2GB")
    # Without a run of the whole there is no session of Spark.
    assert (asked["open_tables"] is not None) == by_spark


def test_what_is_accepted_stays_failed_as_a_warning() -> None:
    shown = check_result(KEY, result(), [], accepted_until=dt.date(2026, 12, 31))
    assert (shown.passed, shown.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert shown.metadata["accepted_until"].value == "2026-12-31"


def test_an_expectation_is_accepted_when_each_of_its_findings_is() -> None:
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            "create schema expectations; create table expectations.findings as from (values ('g1', 'a'), ('g2', 'a'), "
            "('g3', 'b')) as findings (gap_id, expectation_id); create table expectations.accepted_gaps as "
            "from (values ('g1', date '2026-12-31'), ('g3', date '2027-03-31')) as gaps (gap_id, accepted_until)"
        )
        assert wholly_accepted(connection) == {"b": dt.date(2027, 3, 31)}


@pytest.mark.parametrize("error", [None, "TemplateNotFound: data_docs.html.j2"])
def test_data_docs_that_fail_warn_and_stop_nothing(error: str | None, tmp_path: Path) -> None:
    shown = data_docs_result(Home(tmp_path), DOCUMENTS_URL, error)
    (check,) = shown.check_results
    assert (check.passed, check.severity) == (error is None, dg.AssetCheckSeverity.WARN)
    assert shown.metadata["url"].value == f"{DOCUMENTS_URL}/data_docs/index.html"
    if error is not None:
        assert check.metadata["error"].value.startswith(f"{error}. The page, if any, is of an earlier run. Remedy: ")


def test_a_run_goes_on_without_its_data_docs(tmp_path: Path) -> None:
    home = Home(tmp_path)
    *_, data_docs = build_gaps(Settings(home=tmp_path), [])
    warehouse = Warehouse(database=str(home.warehouse), run_lock=str(home.run_lock))
    with dg.DagsterInstance.ephemeral() as instance:
        run = dg.materialize([data_docs], resources={"warehouse": warehouse}, instance=instance)
    assert run.success
    (check,) = run.get_asset_check_evaluations()
    assert not check.passed
    assert "NotRegisteredError: the warehouse holds no landing yet" in str(check.metadata["error"].value)


def test_an_expectation_that_could_not_run_is_no_pass() -> None:
    shown = check_result(
        KEY,
        result(status="could_not_run", error="no such column", observed=None, evaluated_rows=None, failing_rows=None),
        [],
    )
    assert not shown.passed
    assert shown.metadata["status"].value == "could_not_run"
    assert shown.description == "no such column"


@pytest.mark.parametrize(("severity", "shown_as"), [("info", "WARN"), ("warning", "WARN"), ("critical", "ERROR")])
def test_severities_map(severity: str, shown_as: str) -> None:
    assert check_result(KEY, result(severity=severity), []).severity.value == shown_as


def status(version: str, **changes: Any) -> dict[str, Any]:
    return {
        "target_version": version,
        "is_in_force": version == "revised",
        "status": "on_track",
        "reason_en": "Because.",
        "attainment_pct": 92.5,
        "actual": 342,
        "actual_low": 341,
        "actual_high": 347,
        "pace": 331.8,
        "target": 370,
        **changes,
    }


@pytest.mark.parametrize(
    ("judged", "passed", "severity"),
    [
        ("met", True, "WARN"),
        ("on_track", True, "WARN"),
        ("waived", True, "WARN"),
        ("at_risk", False, "WARN"),
        ("not_assessable", False, "WARN"),
        ("missed", False, "ERROR"),
    ],
)
def test_the_version_in_force_decides(judged: str, passed: bool, severity: str) -> None:
    shown = verdict("verdict__fdi_success", [status("current", status="missed"), status("revised", status=judged)])
    assert (shown.passed, shown.severity.value) == (passed, severity)


def test_figures_of_every_version_are_numbers() -> None:
    shown = verdict("verdict__fdi_success", [status("current"), status("revised", actual_high=None)])
    assert shown.metadata["current/attainment_pct"].value == 92.5
    assert shown.metadata["current/high"].value == 347
    assert shown.metadata["revised/pace"].value == 331.8
    assert "revised/high" not in shown.metadata, "an open bound is no number"


def test_no_version_in_force_is_an_error() -> None:
    shown = verdict("verdict__fdi_success", [status("current")])
    assert not shown.passed
    assert "Remedy" in (shown.description or "")


@pytest.mark.parametrize(
    "rows",
    [
        [status("third", is_in_force=False, target=40)],
        [status("current", is_in_force=False), status("revised", target=None, status="no_target")],
    ],
    ids=["its first target comes with a later version", "the version in force has none"],
)
def test_an_indicator_without_a_target_in_force_has_nothing_to_fail(rows: list[dict[str, Any]]) -> None:
    shown = verdict("verdict__agrifood_success", rows, version_is_in_force=True)
    assert shown.passed
    assert shown.metadata["status"].value == "no_target"
    assert f"{rows[0]['target_version']}/actual" in shown.metadata
