"""Read together or one by one, the failing rows are the same."""

from collections import Counter
from datetime import date
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.one_pass import failing_records_together
from expectations.row_rules import failing_records, failing_rows
from expectations.suites import ExaminedTable, Expectation, RowKeys

AS_OF = date(2024, 6, 30)
ORDERS = ExaminedTable(
    table="made_up.orders", source="orders", keys=RowKeys(record_id=["line"], fiscal_year=None, lineage=False)
)
MEANING: dict[str, Any] = {
    "severity": "error",
    "blocking": False,
    "effect": "none",
    "runbook": "made-up",
    "detail_ja": "{records}件",
    "detail_en": "{records} rows",
}
CONDITIONS = st.sampled_from(
    [None, "grade = 'x'", "amount > 0 or name is null", "grade is distinct from 'y' and amount < 2"]
)
RULES = st.one_of(
    st.builds(
        lambda column, condition: {
            "type": "expect_column_values_to_be_unique",
            "kwargs": {"column": column},
            "row_condition": condition,
        },
        st.sampled_from(["name", "amount", "grade"]),
        CONDITIONS,
    ),
    st.builds(
        lambda columns, condition: {
            "type": "expect_compound_columns_to_be_unique",
            "kwargs": {"column_list": columns},
            "row_condition": condition,
        },
        st.lists(st.sampled_from(["name", "amount", "grade"]), min_size=2, max_size=3, unique=True),
        CONDITIONS,
    ),
    st.builds(
        lambda low, condition: {
            "type": "expect_column_values_to_be_between",
            "kwargs": {"column": "amount", "min_value": low},
            "row_condition": condition,
        },
        st.integers(-1, 2),
        CONDITIONS,
    ),
    st.just({"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "name"}, "shows": "grade"}),
    st.just({"type": "expect_column_values_to_be_in_set", "kwargs": {"column": "grade", "value_set": ["x"]}}),
    st.just({"type": "unexpected_rows", "query": "select * from {table} where amount < 0"}),
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from([None, "A", "B", "it's"]),
        st.sampled_from([None, -1, 0, 1, 2]),
        st.sampled_from([None, "x", "y"]),
    ),
    max_size=12,
)


def expectation(number: int, rule: dict[str, Any]) -> Expectation:
    return Expectation(**{"id": f"orders__rule_{number}__holds", **MEANING, **rule})


def orders_of(rows: list[tuple[Any, ...]]) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": 1})
    connection.execute(
        "create schema made_up; create table made_up.orders (line int, name varchar, amount int, grade varchar)"
    )
    if rows:
        connection.executemany(
            "insert into made_up.orders values (?, ?, ?, ?)", [(n, *row) for n, row in enumerate(rows)]
        )
    return connection


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, rules=st.lists(RULES, min_size=1, max_size=6), is_view=st.booleans())
def test_together_and_one_by_one_select_the_same(
    rows: list[tuple[Any, ...]], rules: list[dict[str, Any]], is_view: bool
) -> None:
    expectations = [expectation(number, rule) for number, rule in enumerate(rules)]
    together = failing_records_together([(one, ORDERS) for one in expectations], AS_OF, is_view=is_view)
    with orders_of(rows) as connection:
        alone = [
            row for one in expectations for row in connection.execute(failing_records(one, ORDERS, AS_OF)).fetchall()
        ]
        assert Counter(connection.execute(together).fetchall()) == Counter(alone)


@settings(max_examples=60, deadline=None)
@given(
    rows=ROWS,
    key=st.lists(st.sampled_from(["name", "amount", "grade"]), min_size=1, max_size=3, unique=True),
    condition=CONDITIONS,
)
def test_repeated_rows_are_those_that_a_window_finds(
    rows: list[tuple[Any, ...]], key: list[str], condition: str | None
) -> None:
    rule: dict[str, Any] = (
        {"type": "expect_column_values_to_be_unique", "kwargs": {"column": key[0]}}
        if len(key) == 1
        else {"type": "expect_compound_columns_to_be_unique", "kwargs": {"column_list": key}}
    )
    select = failing_rows(expectation(0, {**rule, "row_condition": condition}), ORDERS.table, AS_OF)
    given_key = " and ".join(f"{column} is not null" for column in key)
    window = (
        f"select * from made_up.orders where {condition or 'true'} "
        f"qualify {given_key} and count(*) over (partition by {', '.join(key)}) > 1"
    )
    with orders_of(rows) as connection:
        described = [connection.execute(f"describe {one}").fetchall() for one in (select, window)]
        assert described[0] == described[1]
        assert Counter(connection.execute(select).fetchall()) == Counter(connection.execute(window).fetchall())


@pytest.mark.parametrize("is_view", [False, True])
def test_all_rules_about_single_rows_read_the_table_once(is_view: bool) -> None:
    rules = [
        {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "name"}},
        {"type": "expect_column_values_to_be_between", "kwargs": {"column": "amount", "min_value": 0}},
        {"type": "expect_column_values_to_be_null", "kwargs": {"column": "grade"}, "row_condition": "amount > 1"},
    ]
    examined = [(expectation(number, rule), ORDERS) for number, rule in enumerate(rules)]
    query = {"type": "unexpected_rows", "query": "select * from {table} where amount < 0"}
    with_query = [*examined, (expectation(3, query), ORDERS)]

    assert failing_records_together(examined, AS_OF, is_view=is_view).count('"made_up"."orders"') == 1
    # A query reads it on its own, unless it is a view: that is computed once for all.
    assert failing_records_together(with_query, AS_OF, is_view=is_view).count('"made_up"."orders"') == (
        1 if is_view else 2
    )
