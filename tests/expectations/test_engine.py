"""Great Expectations on DuckDB: empty tables, views, exceptions, and a file that is free afterwards."""

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlalchemy as sa

from expectations.findings import write_findings
from expectations.runner import ExpectationResult, run_suites
from expectations.suites import RowKeys, Suite

AS_OF = date(2024, 6, 30)


def test_rows_outside_the_condition_are_not_evaluated(orders: Path, suite_of: Callable[..., Suite]) -> None:
    rule = {
        "type": "expect_column_values_to_not_be_null",
        "kwargs": {"column": "amount"},
        "row_condition": "grade = 'x'",
    }
    (result,) = run_suites(orders, [suite_of(rule)], AS_OF)

    assert (result.status, result.evaluated_rows, result.observed) == ("passed", 2, "0 of 2 rows")


def test_an_empty_table_passes(orders: Path, suite_of: Callable[..., Suite]) -> None:
    with duckdb.connect(str(orders)) as connection:
        connection.execute("delete from made_up.orders")
    rules = [
        {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "amount"}},
        {"type": "expect_column_values_to_be_unique", "kwargs": {"column": "name"}},
        {"type": "expect_column_values_to_be_between", "kwargs": {"column": "amount", "min_value": 0}},
        {"type": "unexpected_rows", "query": "select * from {table} where amount < 0"},
    ]
    results = run_suites(orders, [suite_of(*rules)], AS_OF)

    assert [(r.status, r.evaluated_rows, r.failing_rows) for r in results] == [("passed", 0, 0)] * 4


def test_one_that_raises_does_not_spoil_the_others(orders: Path, suite_of: Callable[..., Suite]) -> None:
    rules = [
        {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "amount"}},
        {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "absent"}},
        # Fails while rows are read, not while the statement is bound.
        {"type": "unexpected_rows", "query": "select * from {table} where cast(name as integer) > 0"},
        {"type": "expect_column_values_to_be_between", "kwargs": {"column": "amount", "min_value": 0}},
        {
            "type": "expect_column_values_to_not_be_null",
            "kwargs": {"column": "name"},
            "row_condition": "absent = 1",
        },
        # Cannot be bound, and share one query with the counts of the first and the fourth.
        {"type": "expect_column_values_to_match_regex", "kwargs": {"column": "amount", "regex": "1"}},
        {"type": "expect_column_values_to_match_regex", "kwargs": {"column": "day", "regex": "1"}},
    ]
    results = run_suites(orders, [suite_of(*rules)], AS_OF)

    statuses = [r.status for r in results]
    assert statuses == ["failed", *["could_not_run"] * 2, "failed", *["could_not_run"] * 3]
    errors = [r.error or "" for r in results]
    assert "absent" in errors[1]
    assert "INT32" in errors[2]
    assert "absent" in errors[4]
    assert "regexp_matches(INTEGER" in errors[5]
    assert "regexp_matches(DATE" in errors[6]
    assert all(r.failing_rows is None and r.evaluated_rows is None for r in results if r.error)


def test_a_view_is_examined_like_a_table_and_survives_an_error(orders: Path, suite_of: Callable[..., Suite]) -> None:
    with duckdb.connect(str(orders)) as connection:
        connection.execute("create view made_up.seen as select * from made_up.orders where line <> 3")
    rules = [
        {"type": "expect_column_values_to_be_unique", "kwargs": {"column": "name"}},
        {"type": "unexpected_rows", "query": "select * from {table} where cast(name as integer) > 0"},
        {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "amount"}},
        {"type": "unexpected_rows", "query": "select * from {table} where amount < 0"},
    ]
    suite = suite_of(*rules).model_copy(update={"table": "made_up.seen"})

    results = run_suites(orders, [suite], AS_OF)
    write_findings(orders, results)

    assert [(r.status, r.evaluated_rows, r.failing_rows) for r in results] == [
        ("passed", 4, 0),
        ("could_not_run", None, None),
        ("failed", 4, 1),
        ("failed", 4, 1),
    ]
    with duckdb.connect(str(orders)) as connection:
        stored = connection.execute("select record_id from expectations.failing_records order by all").fetchall()
        tables = connection.execute("select distinct table_schema from information_schema.tables").fetchall()
    assert stored == [("2",), ("4",)]
    assert sorted(tables) == [("expectations",), ("made_up",)]


def test_many_that_raise_do_not_spoil_the_others(orders: Path, suite_of: Callable[..., Suite]) -> None:
    broken = [
        {"type": "unexpected_rows", "query": f"select * from {{table}} where cast(name as integer) > {number}"}
        for number in range(10)
    ]
    sound = [
        {"type": "unexpected_rows", "query": "select * from {table} where amount < 0"},
        {"type": "expect_column_values_to_be_unique", "kwargs": {"column": "name"}},
        {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "amount"}},
    ]
    results = run_suites(orders, [suite_of(*broken, *sound)], AS_OF)

    assert [r.failing_rows for r in results] == [None] * 10 + [1, 2, 1]


def test_a_pass_that_is_given_up_is_repeated_one_by_one(
    orders: Path, suite_of: Callable[..., Suite], monkeypatch: pytest.MonkeyPatch
) -> None:
    from expectations.engine import ExaminedWarehouse, Outcome

    validate_once = ExaminedWarehouse._validate_once

    def give_up_on_many(opened: ExaminedWarehouse, table: str, expectations: dict[str, Any]) -> dict[str, Outcome]:
        if len(expectations) > 1:
            return {name: Outcome(None, None, "given up") for name in expectations}
        return validate_once(opened, table, expectations)

    monkeypatch.setattr(ExaminedWarehouse, "_validate_once", give_up_on_many)
    rules = [
        {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "amount"}},
        {"type": "expect_column_values_to_be_unique", "kwargs": {"column": "name"}},
    ]
    results = run_suites(orders, [suite_of(*rules)], AS_OF)

    assert [(r.error, r.failing_rows) for r in results] == [(None, 1), (None, 2)]


def test_a_query_that_fails_does_not_spoil_the_next(orders: Path) -> None:
    from expectations.engine import ExaminedWarehouse

    with ExaminedWarehouse(orders) as opened:
        records = "select 'a__b__c' as expectation_id from made_up.orders"
        assert opened.count_by_expectation(records) == {"a__b__c": 5}
        with pytest.raises(Exception, match="Could not convert string"):
            opened.count_by_expectation(f"{records} where cast(name as integer) > 0")
        assert opened.count_by_expectation(records) == {"a__b__c": 5}


def test_a_value_that_cannot_be_shown_spoils_no_other(orders: Path, suite_of: Callable[..., Suite]) -> None:
    rule = {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "amount"}}
    negative = {"type": "unexpected_rows", "query": "select * from {table} where amount < 0"}

    results = run_suites(orders, [suite_of(rule, {**rule, "shows": "absent"}, negative)], AS_OF)

    assert [(r.status, r.failing_rows) for r in results] == [("failed", 1), ("could_not_run", None), ("failed", 1)]
    assert "absent" in (results[1].error or "")


def test_no_failing_value_is_read(orders: Path, suite_of: Callable[..., Suite]) -> None:
    rules = [
        {"type": "expect_column_values_to_match_regex", "kwargs": {"column": "name", "regex": "^A"}},
        {"type": "expect_compound_columns_to_be_unique", "kwargs": {"column_list": ["name", "amount"]}},
        {"type": "expect_column_values_to_be_unique", "kwargs": {"column": "name"}},
        {"type": "unexpected_rows", "query": "select * from {table} where amount < 0"},
    ]
    statements: list[str] = []

    @sa.event.listens_for(sa.Engine, "before_cursor_execute")
    def keep(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    try:
        run_suites(orders, [suite_of(*rules)], AS_OF)
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", keep)

    filtered = [one for one in statements if "made_up" in one and "where" in one.lower()]
    assert len(filtered) >= len(rules)
    assert [
        one for one in filtered if not re.match(r"(?i)select (count|sum|expectation_id|.*unexpected_count)", one)
    ] == []


def test_rows_that_cannot_be_named_are_no_pass(orders: Path, suite_of: Callable[..., Suite]) -> None:
    suite = suite_of({"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "line"}})
    unnamed = suite.model_copy(update={"keys": RowKeys(record_id=["absent"], fiscal_year=None, lineage=False)})

    (result,) = run_suites(orders, [unnamed], AS_OF)

    assert result.status == "could_not_run"
    assert "absent" in (result.error or "")


def test_a_disagreement_between_the_two_counts_is_no_result(
    orders: Path, suite_of: Callable[..., Suite], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "expectations.row_rules.failing_rows", lambda *_: "select * from made_up.orders where line <= 3"
    )
    suite = suite_of({"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "amount"}})

    (result,) = run_suites(orders, [suite], AS_OF)

    assert result.status == "could_not_run"
    assert result.error == "Great Expectations counts 1 failing rows, the row rule 3"


def test_the_file_is_free_afterwards(orders: Path, suite_of: Callable[..., Suite]) -> None:
    results = run_suites(
        orders, [suite_of({"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "amount"}})], AS_OF
    )
    write_findings(orders, results)

    program = "import duckdb, sys; duckdb.connect(sys.argv[1]).execute('create table free (a int)')"
    subprocess.run([sys.executable, "-c", program, str(orders)], check=True, capture_output=True)


def test_a_plain_connection_of_the_same_process_is_no_obstacle(orders: Path, suite_of: Callable[..., Suite]) -> None:
    rule = {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "line"}}
    with duckdb.connect(str(orders)) as connection:
        results: list[ExpectationResult] = run_suites(orders, [suite_of(rule)], AS_OF)
        assert connection.execute("select count(*) from made_up.orders").fetchone() == (5,)

    assert [result.status for result in results] == ["passed"]


def test_nothing_calls_out(orders: Path, suite_of: Callable[..., Suite], monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[object] = []

    def refuse(*args: object, **_: object) -> None:
        called.append(args)
        raise OSError("no network in this test")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    rule = {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "line"}}
    (result,) = run_suites(orders, [suite_of(rule)], AS_OF)

    assert result.status == "passed"
    assert called == []


def test_great_expectations_is_imported_only_when_suites_run() -> None:
    program = (
        "import sys, expectations.runner, expectations.findings, expectations.suites;"
        "sys.exit('great_expectations' in sys.modules or 'pandas' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", program], cwd=root, check=False).returncode == 0
