"""Every supported type: the rows that SQL lists are those that Great Expectations counts."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations.findings import write_findings
from expectations.runner import run_suites
from expectations.suites import Suite

AS_OF = date(2024, 6, 30)


def failing_lines(database: Path, suite: Suite) -> list[int]:
    """Lines stored as failing; the runner has checked their number against Great Expectations' own count."""
    (result,) = run_suites(database, [suite], AS_OF)
    assert result.error is None
    write_findings(database, [result])
    with duckdb.connect(str(database)) as connection:
        stored = connection.execute("select record_id from expectations.failing_records order by all").fetchall()
    assert len(stored) == result.failing_rows
    return [int(line) for (line,) in stored]


@pytest.mark.parametrize(
    ("rule", "lines"),
    [
        ({"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "amount"}}, [4]),
        ({"type": "ExpectColumnValuesToBeNull", "kwargs": {"column": "grade"}}, [1, 2, 3, 5]),
        ({"type": "expect_column_values_to_be_unique", "kwargs": {"column": "name"}}, [2, 3]),
        (
            {"type": "expect_compound_columns_to_be_unique", "kwargs": {"column_list": ["name", "grade"]}},
            [],
        ),
        (
            {"type": "expect_column_values_to_be_in_set", "kwargs": {"column": "grade", "value_set": ["x", "y"]}},
            [5],
        ),
        (
            {
                "type": "expect_column_values_to_be_between",
                "kwargs": {"column": "amount", "min_value": 0, "max_value": 100},
            },
            [2, 3],
        ),
        (
            {"type": "expect_column_values_to_be_between", "kwargs": {"column": "day", "max_value": "{as_of}"}},
            [3],
        ),
        (
            {
                "type": "expect_column_values_to_match_regex",
                "kwargs": {"column": "name", "regex": "^[A-Z]-[0-9]{1,3}$"},
            },
            [5],
        ),
        # Not anchored: a part that matches is enough.
        ({"type": "expect_column_values_to_match_regex", "kwargs": {"column": "name", "regex": "[0-9]"}}, []),
        ({"type": "unexpected_rows", "query": "select * from {table} where amount < 0"}, [2]),
        ({"type": "unexpected_rows", "query": "select * from {table} where day > {as_of}"}, [3]),
        (
            {
                "type": "unexpected_rows",
                "query": "select l.* from {table} as l join {table} as r on l.name = r.name and l.line > r.line",
            },
            [3],
        ),
        # Braces, colons and quotes are SQL here, not placeholders or parameters.
        (
            {
                "type": "unexpected_rows",
                "query": "select * from {table} where {'a': line}.a::varchar || ':x' = '5:x'",
            },
            [5],
        ),
        (
            {
                "type": "expect_column_values_to_not_be_null",
                "kwargs": {"column": "amount"},
                "row_condition": "grade = 'x' or name is null",
            },
            [4],
        ),
        (
            {
                "type": "expect_column_values_to_be_unique",
                "kwargs": {"column": "name"},
                "row_condition": "grade = 'x'",
            },
            [],
        ),
        (
            {
                "type": "expect_column_values_to_be_in_set",
                "kwargs": {"column": "grade", "value_set": ["x"]},
                "row_condition": "day::varchar || ':' = '2024-06-02:' or amount > 100",
            },
            [3, 5],
        ),
    ],
)
def test_failing_rows_are_found_in_sql(
    orders: Path, suite_of: Callable[..., Suite], rule: dict[str, Any], lines: list[int]
) -> None:
    assert failing_lines(orders, suite_of(rule)) == lines
