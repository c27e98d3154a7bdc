"""What a whole run may keep: what is made of the same, and only after a run that came to its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.build_state import BuildState, begin, finish, forget_all, may_be_kept
from orchestration.registration import Registration

ENGINES = {"duckdb": "1.5.5"}
REGISTRATION = Registration(date(2026, 10, 31), "fingerprint", "code")


def node(name: str, *parents: str, kind: str = "model", schema: str = "marts") -> dict[str, Any]:
    depends_on = {} if kind == "seed" else {"nodes": list(parents)}
    return {"resource_type": kind, "schema": schema, "alias": name, "name": name, "depends_on": depends_on}


MANIFEST: Mapping[str, Any] = {
    "sources": {
        "cases": {"schema": "landing", "identifier": "cases", "name": "cases"},
        "rates": {"schema": "landing", "identifier": "rates", "name": "rates"},
    },
    "nodes": {
        "codes": node("codes", kind="seed"),
        "counted": node("counted", "cases", "codes"),
        "counted_has_keys": node("counted_has_keys", "counted", kind="test"),
        "shown": node("shown", "counted"),
        "priced": node("priced", "rates"),
        "all_of_it": node("all_of_it", "shown", "priced"),
    },
}
NODES = tuple(MANIFEST["nodes"])


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create schema landing")
        connection.execute("create schema marts")
        connection.execute("create table landing.cases as select 1 as id")
        connection.execute("create table landing.rates as select 1 as rate")
        begin(connection)
        yield connection


def build(connection: duckdb.DuckDBPyConnection, failing: tuple[str, ...] = (), **contents: int) -> set[str]:
    """Build what is stale, as a run does; returns what was built."""
    state = BuildState(connection, MANIFEST, NODES)
    state.forget_stale(connection)
    for name in state.stale - {"counted_has_keys"}:
        connection.execute(f"create or replace table marts.{name} as select {contents.get(name, 1)} as content")
    state.remember(connection, [name for name in state.stale if name not in failing])
    return set(state.stale)


def test_the_first_run_builds_everything_and_the_next_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    assert build(connection) == set(NODES)
    assert build(connection) == set()


def test_a_changed_source_makes_what_descends_from_it_stale(connection: duckdb.DuckDBPyConnection) -> None:
    build(connection)
    connection.execute("insert into landing.rates values (2)")
    assert build(connection) == {"priced", "all_of_it"}
    connection.execute("insert into landing.cases values (2)")
    assert build(connection) == {"counted", "counted_has_keys", "shown", "all_of_it"}
    assert build(connection) == set()


def test_a_source_is_known_by_its_rows_whatever_their_order(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("insert into landing.cases values (2)")
    build(connection)
    connection.execute("create or replace table landing.cases as select unnest([2, 1]) as id")
    assert build(connection) == set()


def test_a_view_over_files_named_by_their_content_is_known_by_their_names(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    connection.execute("drop table landing.rates")
    for number in (1, 2):
        file = tmp_path / f"20261031_{number:016x}_ce9b2114.parquet"
        connection.execute(f"copy (select 7 as rate) to '{file}'")
        connection.execute(f"create or replace view landing.rates as select * from read_parquet(['{file}'])")
        assert "priced" in build(connection)
        # Never read, so it need not be there.
        file.unlink()
        assert build(connection) == set()


def test_what_was_built_anew_with_the_same_rows_changes_nothing_in_the_next_group(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    build(connection)
    later = {
        "sources": {},
        "nodes": {**MANIFEST["nodes"], "judged": node("judged", "all_of_it")},
    }
    connection.execute("create table marts.judged as select 1 as content")
    state = BuildState(connection, later, ["judged"])
    assert state.stale == {"judged"}
    state.remember(connection, ["judged"])
    connection.execute("insert into landing.rates values (2)")
    assert build(connection) == {"priced", "all_of_it"}
    assert BuildState(connection, later, ["judged"]).stale == frozenset()
    connection.execute("insert into landing.rates values (3)")
    build(connection, all_of_it=5)
    assert BuildState(connection, later, ["judged"]).stale == {"judged"}


def test_what_failed_is_gone_or_was_changed_is_built_again(connection: duckdb.DuckDBPyConnection) -> None:
    build(connection, failing=("counted_has_keys",))
    assert build(connection) == {"counted_has_keys"}
    connection.execute("drop table marts.priced")
    assert build(connection) == {"priced", "all_of_it"}
    connection.execute("update marts.shown set content = 2")
    assert build(connection) == {"shown", "all_of_it"}


def test_a_run_that_ends_in_between_leaves_nothing_to_believe(connection: duckdb.DuckDBPyConnection) -> None:
    build(connection)
    connection.execute("insert into landing.rates values (2)")
    BuildState(connection, MANIFEST, NODES).forget_stale(connection)
    connection.execute("create or replace table marts.priced as select 9 as content")
    # The source is what it was, and the table is not.
    connection.execute("delete from landing.rates where rate = 2")
    assert build(connection) == {"priced", "all_of_it"}


def test_after_a_part_everything_is_built(connection: duckdb.DuckDBPyConnection) -> None:
    build(connection)
    forget_all(connection)
    assert build(connection) == set(NODES)


def register(connection: duckdb.DuckDBPyConnection, registration: Registration) -> None:
    connection.execute(
        "create or replace table landing.registration as select ?::date as as_of_date, ? as fingerprint, "
        "? as code_version, false as is_synthetic",
        [registration.as_of, registration.fingerprint, registration.code_version],
    )


def test_only_a_run_that_came_to_its_end_leaves_something_to_keep(connection: duckdb.DuckDBPyConnection) -> None:
    assert not may_be_kept(connection, REGISTRATION, ENGINES)
    register(connection, REGISTRATION)
    assert not may_be_kept(connection, REGISTRATION, ENGINES)
    finish(connection, REGISTRATION, ENGINES)
    assert may_be_kept(connection, REGISTRATION, ENGINES)
    assert may_be_kept(connection, replace(REGISTRATION, fingerprint="other files"), ENGINES)
    begin(connection)
    assert not may_be_kept(connection, REGISTRATION, ENGINES)


@pytest.mark.parametrize(
    ("registration", "engines"),
    [
        (Registration(date(2026, 11, 1), "fingerprint", "code"), ENGINES),
        (Registration(date(2026, 10, 31), "fingerprint", "other code"), ENGINES),
        (REGISTRATION, {"duckdb": "1.5.6"}),
    ],
    ids=["another day", "another code", "another engine"],
)
def test_nothing_is_kept_of_another_day_code_or_engine(
    connection: duckdb.DuckDBPyConnection, registration: Registration, engines: Mapping[str, str]
) -> None:
    register(connection, REGISTRATION)
    finish(connection, REGISTRATION, ENGINES)
    assert not may_be_kept(connection, registration, engines)
