"""What is stored: results, all failing records, one finding per expectation, source and fiscal year."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations.findings import create_empty_tables, gap_id, sample_failing_rows, write_findings
from expectations.runner import run_suites
from expectations.suites import Suite


def rows_of(database: Path, select: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(database)) as connection:
        return connection.execute(select).fetchall()


def examine(database: Path, suites: list[Suite], as_of: date, *ids: str, keep_others: bool = False) -> int:
    return write_findings(database, run_suites(database, suites, as_of, only=ids or None), keep_others=keep_others)


def test_clean_data_has_results_and_no_findings(warehouse: Path, suites: list[Suite], as_of: date) -> None:
    assert examine(warehouse, suites, as_of) == 0
    assert rows_of(warehouse, "select count(*), count(distinct position) from expectations.results") == [
        (sum(len(suite.expectations) for suite in suites),) * 2
    ]
    assert rows_of(warehouse, "select * from expectations.findings") == []
    assert rows_of(warehouse, "select * from expectations.failing_records") == []


def test_a_finding_is_made_per_source_and_fiscal_year(
    warehouse: Path, change: Callable[..., None], suites: list[Suite], as_of: date
) -> None:
    change(
        "update intermediate.int_fdi_cases set budget_source = null",
        "update intermediate.int_fdi_cases set file_fiscal_year = 2023 where case_id = 'F-4'",
    )

    assert examine(warehouse, suites, as_of, "fdi_cases__budget_source__unknown") == 2
    assert rows_of(
        warehouse,
        "select gap_id, source, fiscal_year, records, severity, blocking, owner, effect, by_source, indicator_ids, "
        "runbook, status, detail_ja, detail_en from expectations.findings order by fiscal_year",
    ) == [
        (
            gap_id("fdi_cases__budget_source__unknown", "fdi_cases", year),
            "fdi_cases",
            year,
            records,
            "error",
            False,
            "invest_japan",
            "ledger",
            False,
            ["fdi_success", "fdi_support"],
            "unknown-code",
            "failed",
            f"fdi_casesの{year}年度ファイルに、財源が空白または未知の値の行が{records}件あります。",
            f"Rows of fdi_cases FY{year} whose budget source is blank or unknown: {records}.",
        )
        for year, records in [(2023, 1), (2024, 3)]
    ]


def test_a_detail_may_name_the_first_values(
    warehouse: Path, change: Callable[..., None], suites: list[Suite], as_of: date
) -> None:
    change(
        "update intermediate.int_source_fiscal_years set quarantined_files = 1, "
        "quarantine_errors = 'fdi.csv, row 3: no {brace} is filled in twice' where source = 'fdi_cases'"
    )
    assert examine(warehouse, suites, as_of, "source_files__file__quarantined") == 1
    ((detail_ja, detail_en),) = rows_of(warehouse, "select detail_ja, detail_en from expectations.findings")
    assert detail_en.endswith("was quarantined: fdi.csv, row 3: no {brace} is filled in twice")
    assert detail_ja.endswith("隔離したファイルがあります: fdi.csv, row 3: no {brace} is filled in twice")


def test_gap_ids_are_stable_and_distinct() -> None:
    assert gap_id("fdi_cases__status__unknown", "fdi_cases", 2024) == "gap-b811cb6367"
    ids = {
        gap_id(expectation, source, year)
        for expectation in ("a__b__c", "a__b__d")
        for source in ("fdi_cases", None)
        for year in (2023, 2024, None)
    }
    assert len(ids) == 12


def test_all_failing_rows_are_recorded(
    warehouse: Path, change: Callable[..., None], suites: list[Suite], as_of: date
) -> None:
    change(
        "insert into intermediate.int_overseas_support select o.* replace ("
        "'big-' || n as case_id, n as source_row, null as support_date) "
        "from (from intermediate.int_overseas_support where case_id = 'O-1') as o, range(1, 5001) as numbers (n)"
    )

    examine(warehouse, suites, as_of, "overseas_support__support_date__missing")

    assert rows_of(
        warehouse,
        "select count(*), count(distinct source_row), count(distinct record_id), min(source_file), max(fiscal_year) "
        "from expectations.failing_records",
    ) == [(5000, 5000, 5000, "overseas_support_FY2024_20250415.csv", 2024)]
    assert rows_of(warehouse, "select records from expectations.findings") == [(5000,)]
    assert rows_of(warehouse, "select evaluated_rows, failing_rows, observed from expectations.results") == [
        (5002, 5000, "5000 of 5002 rows")
    ]
    assert len(sample_failing_rows(warehouse, limit=7)["overseas_support__support_date__missing"]) == 7


@pytest.mark.parametrize(
    ("expectation_id", "sql", "record"),
    [
        (
            "source_files__month__missing",
            "update intermediate.int_source_months set rows = 0",
            ("fdi_cases", 2024, date(2024, 4, 1), None, None, None),
        ),
        (
            "survey_response__rate__below_threshold",
            "update marts.survey_response_rates set response_rate = 0.1",
            ("outcome_survey", 2024, None, None, None, "fdi/new_jobs"),
        ),
        (
            "fx_rates__rate__missing",
            "update intermediate.int_fx_needs set has_rate = null where currency = 'EUR'",
            ("overseas_success", 2024, date(2024, 9, 1), None, None, "2024-09-01/EUR"),
        ),
        (
            "web_analytics__views__missing",
            "update staging.stg_web_analytics set views = null where site = 'ja'",
            ("web_analytics", 2024, date(2024, 4, 1), "web_analytics_FY2024_20250415.csv", 3, "2024-04-01/ja"),
        ),
        (
            "overseas_success__success_id__missing",
            "update intermediate.int_overseas_success set success_id = null where success_id = 'X-2'",
            ("overseas_success", 2024, None, "overseas_success_FY2024_20250415.csv", 3, None),
        ),
    ],
)
def test_a_failing_row_is_named_by_its_keys(
    expectation_id: str,
    sql: str,
    record: tuple[object, ...],
    warehouse: Path,
    change: Callable[..., None],
    suites: list[Suite],
    as_of: date,
) -> None:
    change(sql)
    examine(warehouse, suites, as_of, expectation_id)

    assert rows_of(
        warehouse,
        "select source, fiscal_year, month, source_file, source_row, record_id from expectations.failing_records",
    ) == [record]


def test_an_expectation_that_could_not_run_blocks(
    warehouse: Path, change: Callable[..., None], suites: list[Suite], as_of: date
) -> None:
    change("drop table intermediate.int_source_months", "alter table staging.stg_activities drop column count")

    examine(warehouse, suites, as_of, "source_files__month__missing", "activities__count__missing")

    assert rows_of(
        warehouse,
        "select expectation_id, status, source, fiscal_year, records, blocking, by_source, indicator_ids "
        "from expectations.findings order by expectation_id desc",
    ) == [
        ("source_files__month__missing", "could_not_run", None, None, None, True, True, []),
        (
            "activities__count__missing",
            "could_not_run",
            "activities",
            None,
            None,
            True,
            False,
            ["gov_liaison_count", "pr_events", "gov_info_count"],
        ),
    ]
    stored = rows_of(warehouse, "select status, error, failing_rows, observed from expectations.results")
    assert all(status == "could_not_run" and error for status, error, _, _ in stored)
    assert all(failing is None and observed is None for _, _, failing, observed in stored)


def test_a_full_run_replaces_everything_and_a_partial_run_only_its_own(
    warehouse: Path, change: Callable[..., None], suites: list[Suite], as_of: date
) -> None:
    ids = ["fdi_cases__status__unknown", "startup_cases__budget_source__unknown"]
    change(
        "update intermediate.int_fdi_cases set status = null where case_id = 'F-2'",
        "update intermediate.int_startup_cases set budget_source = null",
    )
    examine(warehouse, suites, as_of, *ids)
    change("update intermediate.int_fdi_cases set status = 'in_support' where case_id = 'F-2'")

    examine(warehouse, suites, as_of, ids[0], keep_others=True)
    assert rows_of(warehouse, "select expectation_id, status from expectations.results order by all") == [
        (ids[0], "passed"),
        (ids[1], "failed"),
    ]
    assert rows_of(warehouse, "select distinct expectation_id from expectations.failing_records") == [(ids[1],)]

    examine(warehouse, suites, as_of, ids[0])
    assert rows_of(warehouse, "select expectation_id from expectations.results") == [(ids[0],)]
    assert rows_of(warehouse, "select * from expectations.findings") == []


def test_a_failed_write_keeps_the_previous_findings(
    warehouse: Path, change: Callable[..., None], suites: list[Suite], as_of: date
) -> None:
    expectation_id = "fdi_cases__status__unknown"
    change("update intermediate.int_fdi_cases set status = null where case_id = 'F-2'")
    examine(warehouse, suites, as_of, expectation_id)
    before = rows_of(warehouse, "select * from expectations.findings")
    results = run_suites(warehouse, suites, as_of, only=[expectation_id])
    change("drop table intermediate.int_fdi_cases")

    with pytest.raises(duckdb.CatalogException):
        write_findings(warehouse, results)

    assert rows_of(warehouse, "select * from expectations.findings") == before


def test_empty_tables_have_the_columns_that_a_run_writes(
    tmp_path: Path, warehouse: Path, suites: list[Suite], as_of: date
) -> None:
    columns = (
        "select table_name, column_name, data_type from information_schema.columns "
        "where table_schema = 'expectations' and table_name <> 'decisions' order by table_name, ordinal_position"
    )
    fresh = tmp_path / "fresh.duckdb"
    with duckdb.connect(str(fresh)) as connection:
        create_empty_tables(connection)
        create_empty_tables(connection)
    examine(warehouse, suites, as_of, "fdi_cases__status__unknown")

    assert rows_of(fresh, columns) == rows_of(warehouse, columns)
    assert {table for table, _, _ in rows_of(fresh, columns)} == {"results", "failing_records", "findings"}


def test_a_sample_shows_lineage_and_the_examined_value_only(
    warehouse: Path, change: Callable[..., None], suites: list[Suite], as_of: date
) -> None:
    change("update intermediate.int_fdi_cases set category = null, category_text = '五' where case_id = 'F-1'")
    examine(warehouse, suites, as_of, "fdi_cases__category__unknown")

    assert sample_failing_rows(warehouse)["fdi_cases__category__unknown"] == [
        {
            "source": "fdi_cases",
            "fiscal_year": 2024,
            "month": None,
            "source_file": "fdi_cases_FY2024_20250415.xlsx",
            "source_row": 3,
            "record_id": "F-1",
            "value": "五",
        }
    ]
    assert "fdi_cases__status__unknown" not in sample_failing_rows(warehouse)
