"""The generic test of keys finds each key that rows share, and no other."""

from __future__ import annotations

import duckdb
import pytest

from tests.rendered_macros import MACROS, Macros

GENERIC_TEST = MACROS / "generic_tests" / "unique_combination.sql"


@pytest.fixture
def query() -> str:
    """The generic test over table `marts`, whose key is a and b."""
    text = GENERIC_TEST.read_text(encoding="utf-8").replace("{% test ", "{% macro ").replace("endtest", "endmacro")
    return Macros("duckdb").render(text + "{{ unique_combination('marts', ['a', 'b']) }}")


@pytest.mark.parametrize(
    ("rows", "shared"),
    [
        ("(1, ['x']), (1, ['y']), (2, ['x'])", []),
        ("(1, ['x']), (1, ['x']), (2, ['x'])", [(1, ["x"], 2)]),
        ("(1, null), (1, null), (null, ['x']), (null, ['x']), (2, null)", [(1, None, 2), (None, ["x"], 2)]),
    ],
)
def test_keys_that_rows_share(query: str, rows: str, shared: list[tuple[object, ...]]) -> None:
    """Lists and missing parts are compared as grouping compares them."""
    with duckdb.connect() as connection:
        connection.execute(f"create table marts as from (values {rows}) as t (a, b)")
        assert connection.execute(f"{query} order by all").fetchall() == shared


def test_equal_hashes_of_different_keys_are_no_finding(query: str) -> None:
    """The hash only says where to look."""
    with duckdb.connect() as connection:
        connection.execute("create table marts as from (values (1, 'x'), (2, 'y')) as t (a, b)")
        assert connection.execute(query.replace("hash(a, b)", "1")).fetchall() == []
