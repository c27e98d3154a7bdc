"""Which expectations run, and what is said when they cannot."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from expectations.runner import run_suites, summary
from expectations.suites import Suite


def test_only_the_named_expectations_run_and_keep_their_position(
    warehouse: Path, suites: list[Suite], as_of: date
) -> None:
    everything = [e.id for suite in suites for e in suite.expectations]
    only = {"fx_rates__rate__missing", "fdi_cases__status__unknown"}

    results = run_suites(warehouse, suites, as_of, only=only)

    assert [result.expectation_id for result in results] == ["fdi_cases__status__unknown", "fx_rates__rate__missing"]
    assert [result.position for result in results] == [everything.index(r.expectation_id) + 1 for r in results]


def test_an_unknown_expectation_is_named(warehouse: Path, suites: list[Suite], as_of: date) -> None:
    with pytest.raises(ValueError, match=r"unknown expectations \['fdi_cases__nothing__known'\]"):
        run_suites(warehouse, suites, as_of, only=["fdi_cases__nothing__known"])


def test_a_missing_warehouse_is_not_created(tmp_path: Path, suites: list[Suite], as_of: date) -> None:
    absent = tmp_path / "warehouse.duckdb"
    with pytest.raises(FileNotFoundError, match="Remedy"):
        run_suites(absent, suites, as_of)
    assert not absent.exists()


def test_a_missing_table_leaves_its_expectations_open(
    warehouse: Path, change: Callable[..., None], suites: list[Suite], as_of: date
) -> None:
    change("drop table intermediate.int_fx_needs")

    results = run_suites(warehouse, suites, as_of, only=["fx_rates__rate__missing", "fx_rates__values__unreadable"])

    assert [result.status for result in results] == ["could_not_run", "passed"]
    assert "int_fx_needs" in (results[0].error or "")
    assert summary(results) == {"passed": 1, "failed": 0, "could_not_run": 1}


def test_a_missing_column_leaves_its_expectations_open(
    warehouse: Path, change: Callable[..., None], suites: list[Suite], as_of: date
) -> None:
    change("alter table intermediate.int_fdi_cases drop column certainty")
    (suite,) = [suite for suite in suites if suite.suite == "fdi_cases"]

    results = run_suites(warehouse, suites, as_of, only=[e.id for e in suite.expectations])

    open_ids = {result.expectation_id for result in results if result.status == "could_not_run"}
    assert open_ids == {
        "fdi_cases__certainty__unknown",
        "fdi_cases__success_date__after_as_of",
        "fdi_cases__success_date__after_file",
        "fdi_cases__status__contradicts_success",
    }
    assert all("certainty" in (result.error or "") for result in results if result.status == "could_not_run")
    assert {result.status for result in results if result.expectation_id not in open_ids} == {"passed"}


@pytest.mark.parametrize(("day", "status"), [("2026-10-31", "passed"), ("2026-11-01", "failed")])
def test_the_as_of_date_itself_is_not_after(
    day: str, status: str, warehouse: Path, change: Callable[..., None], suites: list[Suite], as_of: date
) -> None:
    change(f"update intermediate.int_fdi_cases set success_date = date '{day}' where case_id = 'F-1'")

    (result,) = run_suites(warehouse, suites, as_of, only=["fdi_cases__success_date__after_as_of"])

    assert result.status == status


@pytest.mark.parametrize(("rate", "status"), [("0.5", "passed"), ("0.4999", "failed")])
def test_the_threshold_itself_is_enough(
    rate: str, status: str, warehouse: Path, change: Callable[..., None], suites: list[Suite], as_of: date
) -> None:
    change(f"update marts.survey_response_rates set response_rate = {rate} where fiscal_year = 2024")

    (result,) = run_suites(warehouse, suites, as_of, only=["survey_response__rate__below_threshold"])

    assert result.status == status


def test_a_zero_is_a_value_and_blank_numbers_are_not_duplicates(
    warehouse: Path, change: Callable[..., None], suites: list[Suite], as_of: date
) -> None:
    change(
        "update staging.stg_web_analytics set views = 0",
        "update intermediate.int_fdi_cases set case_id = null where case_id in ('F-2', 'F-3')",
    )

    results = run_suites(
        warehouse,
        suites,
        as_of,
        only=["web_analytics__views__missing", "fdi_cases__case_id__missing", "fdi_cases__case_id__duplicate"],
    )

    assert {result.expectation_id: result.failing_rows for result in results} == {
        "fdi_cases__case_id__missing": 2,
        "fdi_cases__case_id__duplicate": 0,
        "web_analytics__views__missing": 0,
    }
