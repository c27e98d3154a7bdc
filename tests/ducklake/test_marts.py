"""The dbt project on a lake: the same marts as in one file, also when two people build at the same time."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from reporting.served.extensions import NO_NETWORK
from tests.ducklake.dbt_build import TABLES_ONLY, Build, registered_only
from tests.ducklake.lake import Lake, LakeServers
from tests.marts_equality import catalog_marts, differences, row_counts

COMMENTS = (
    "select table_name, null as column_name, comment from duckdb_tables() "
    "where database_name = $1 and schema_name = $2 "
    "union all select table_name, column_name, comment from duckdb_columns() "
    "where database_name = $1 and schema_name = $2 order by all"
)


@pytest.fixture(scope="module")
def built(servers: LakeServers, warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Lake, Path]:
    """A lake that the whole project was built into, and the warehouse of whoever built it."""
    lake = servers.new("built")
    own = registered_only(warehouse, tmp_path_factory.mktemp("own") / "first")
    done = Build(own, lake, TABLES_ONLY).finish()
    assert done.failed == 0, done.output
    return lake, own


def compare(lake: Lake, warehouse: Path, schema: str) -> tuple[list[str], dict[str, int]]:
    """Return what differs, and the rows that were compared."""
    with lake.connect(read_only=True) as shared, duckdb.connect(str(warehouse), read_only=True) as file:
        place = catalog_marts(shared, "lake", schema)
        return differences(catalog_marts(file, "warehouse", schema), place), row_counts(place)


@pytest.mark.parametrize("schema", ["marts", "disclosed", "reference"])
def test_every_table_is_the_same_row_for_row(built: tuple[Lake, Path], warehouse: Path, schema: str) -> None:
    found, rows = compare(built[0], warehouse, schema)

    assert found == []
    assert len(rows) >= 18
    assert sum(rows.values()) > 100


def test_descriptions_are_there_too(built: tuple[Lake, Path], warehouse: Path) -> None:
    with built[0].connect(read_only=True) as shared, duckdb.connect(str(warehouse), read_only=True) as file:
        there = shared.execute(COMMENTS, ["lake", "marts"]).fetchall()

        assert there == file.execute(COMMENTS, ["warehouse", "marts"]).fetchall()
        assert all(comment for *_, comment in there)


def test_others_read_it_under_any_name_and_without_the_warehouse(built: tuple[Lake, Path]) -> None:
    with built[0].connect(read_only=True, alias="shared") as connection:
        views = connection.execute("select count(*) from duckdb_views() where database_name = 'shared'").fetchone()
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'shared'"
        ).fetchall()
        for schema, table in tables:
            connection.execute(f'select * from shared."{schema}"."{table}" limit 1')

    assert views == (0,)
    assert {schema for schema, _ in tables} == {"intermediate", "marts", "disclosed", "reference"}


def test_two_people_build_different_models_at_the_same_time(
    built: tuple[Lake, Path], warehouse: Path, tmp_path: Path
) -> None:
    lake, first = built
    second = registered_only(warehouse, tmp_path / "second")
    builds = [
        Build(first, lake, [*TABLES_ONLY, "--select", "marts.pillars", "marts.fiscal_years"]),
        Build(second, lake, [*TABLES_ONLY, "--select", "marts.dimensions", "marts.gaps"]),
    ]
    done = [build.finish() for build in builds]

    assert [one.failed for one in done] == [0, 0], "\n".join(one.output for one in done)
    assert min(one.passed for one in done) >= 3
    assert compare(lake, warehouse, "marts")[0] == []


def test_what_one_file_holds_stays_as_it_was(built: tuple[Lake, Path]) -> None:
    with duckdb.connect(str(built[1]), read_only=True, config={**NO_NETWORK}) as own:
        assert own.execute("select count(*) from duckdb_tables() where schema_name = 'marts'").fetchone() == (0,)
