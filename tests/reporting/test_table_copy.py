"""The tables of a publication: with their keys, as other programs read them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from reporting import table_copy
from reporting.table_copy import DATABASE, ForeignKey, TableKeys, copy_tables

KEYS = {
    "fct_things": TableKeys(("day", "thing"), (ForeignKey("thing", "dim_thing", "thing"),)),
    "dim_thing": TableKeys(("thing",)),
}


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            "create schema marts; "
            "create table marts.dim_thing as select * from (values ('b'), ('a')) as t (thing); "
            "create table marts.fct_things as "
            "select * from (values (date '2026-10-02', 'a', 2), (date '2026-10-01', 'b', 1)) as t (day, thing, n); "
            "comment on table marts.fct_things is 'Grain: one row per thing''s day.'"
        )
        yield connection


def constraints_of(directory: Path) -> set[str]:
    with duckdb.connect(str(directory / DATABASE), read_only=True) as connection:
        rows = connection.execute(
            "select table_name || ': ' || constraint_text from duckdb_constraints() "
            "where constraint_type in ('PRIMARY KEY', 'FOREIGN KEY')"
        ).fetchall()
    return {text for (text,) in rows}


def test_keys_are_published(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    # The fact comes first by name, so that the order of creation matters.
    copied = copy_tables(warehouse, ["fct_things", "dim_thing"], tmp_path, KEYS)
    assert constraints_of(tmp_path) == {
        "dim_thing: PRIMARY KEY(thing)",
        'fct_things: PRIMARY KEY("day", thing)',
        "fct_things: FOREIGN KEY (thing) REFERENCES marts.dim_thing(thing)",
    }
    assert list(copied) == ["fct_things", "dim_thing"]


def test_rows_are_sorted_and_comments_kept(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    copy_tables(warehouse, ["dim_thing", "fct_things"], tmp_path, KEYS)
    with duckdb.connect(str(tmp_path / DATABASE), read_only=True) as connection:
        assert connection.execute("select n from marts.marts.fct_things").fetchall() == [(1,), (2,)]
        comments = connection.execute("select comment from duckdb_tables() where comment is not null").fetchall()
    assert comments == [("Grain: one row per thing's day.",)]
    assert duckdb.sql(f"select n from '{tmp_path / 'fct_things.parquet'}'").fetchall() == [(1,), (2,)]


def test_keys_make_no_difference_to_the_content(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    with_keys, without = tmp_path / "with", tmp_path / "without"
    with_keys.mkdir()
    without.mkdir()
    tables = ["dim_thing", "fct_things"]
    assert copy_tables(warehouse, tables, with_keys, KEYS) == copy_tables(warehouse, tables, without)
    assert constraints_of(without) == set()


def test_tables_of_many_rows_go_without_keys(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_copy, "MOST_ROWS_WITH_KEYS", 1)
    copy_tables(warehouse, ["dim_thing", "fct_things"], tmp_path, KEYS)
    assert constraints_of(tmp_path) == set()


def test_lists_are_no_key(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    warehouse.execute("create table marts.lineage as select ['all', 'initial'] as readings")
    copy_tables(warehouse, ["lineage"], tmp_path, {"lineage": TableKeys(("readings",))})
    assert constraints_of(tmp_path) == set()


def test_a_row_that_breaks_a_key_is_not_published(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    warehouse.execute("insert into marts.fct_things values (date '2026-10-03', 'unknown', 3)")
    with pytest.raises(duckdb.ConstraintException, match="unknown"):
        copy_tables(warehouse, ["dim_thing", "fct_things"], tmp_path, KEYS)
