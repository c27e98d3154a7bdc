"""What is held back: nowhere in a publication, and whole in a database that only one account may open."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from reporting.internal_marts import internal_database, internal_folder
from reporting.publication import KEPT, Publication, PublicationError, publish
from reporting.published import CATALOG, NotPublishedError, read_rows

AS_OF = date(2026, 10, 31)
SECRET = 987654321
MARTS = f"""
create schema marts;
create table marts.kpi_target_status as select date '{AS_OF}' as as_of_date;
create table marts.fct_cases as select 'a' as case_key, {SECRET}::decimal(28, 2) as amount_jpy;
comment on table marts.fct_cases is 'Grain: one row per case. ／ 案件ごとに1行。';
comment on column marts.fct_cases.amount_jpy is '金額 / Amount';
create schema disclosed;
create view disclosed.fct_cases as
select * replace (null::decimal(28, 2) as amount_jpy), true as is_suppressed from marts.fct_cases;
comment on view disclosed.fct_cases is 'amount_jpy is always NULL. ／ 金額は秘匿。';
comment on column disclosed.fct_cases.is_suppressed is '秘匿 / Withheld';
"""
AMOUNT = f"select amount_jpy from {CATALOG}.marts.fct_cases"


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as connection:
        connection.execute(MARTS)
        yield connection


def publish_cases(warehouse: duckdb.DuckDBPyConnection, home: Path) -> Publication:
    return publish(
        warehouse,
        home / "publications",
        home / "published",
        as_of=AS_OF,
        code_version="1",
        fingerprint="f",
        input_files=[],
        disclosed=["fct_cases"],
    )


def test_readers_get_what_is_disclosed_and_staff_get_it_whole(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    publish_cases(warehouse, tmp_path)
    published = tmp_path / "published"
    assert read_rows(published, AMOUNT) == [{"amount_jpy": None}]
    assert read_rows(published, AMOUNT, whole=True) == [{"amount_jpy": SECRET}]
    parquet = duckdb.sql(f"select amount_jpy, is_suppressed from '{published / 'fct_cases.parquet'}'")
    assert parquet.fetchall() == [(None, True)]


def test_comments_say_what_is_held_back(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    publish_cases(warehouse, tmp_path)
    columns = f"select column_name, comment from duckdb_columns() where database_name = '{CATALOG}' and comment <> ''"
    assert {row["column_name"]: row["comment"] for row in read_rows(tmp_path / "published", columns)} == {
        "amount_jpy": "金額 / Amount",
        "is_suppressed": "秘匿 / Withheld",
    }
    table = f"select comment from duckdb_tables() where database_name = '{CATALOG}' and comment <> ''"
    assert read_rows(tmp_path / "published", table) == [
        {"comment": "Grain: one row per case. amount_jpy is always NULL. ／ 案件ごとに1行。 金額は秘匿。"}
    ]


def test_only_one_account_may_open_the_whole_marts(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    (tmp_path / "internal").mkdir(mode=0o777)
    publication = publish_cases(warehouse, tmp_path)
    file = internal_database(tmp_path / "published", publication.id)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.parent.iterdir()] == [f"{publication.id}.duckdb"]


def test_whole_marts_are_kept_as_long_as_their_publication(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    folder = internal_folder(tmp_path / "published")
    for _ in range(KEPT + 2):
        publish_cases(warehouse, tmp_path)
    (folder / ".lost.duckdb.unfinished").touch()
    publish_cases(warehouse, tmp_path)
    kept = {path.name for path in (tmp_path / "publications").iterdir()}
    assert {path.name for path in folder.iterdir()} == {f"{name}.duckdb" for name in kept}


def test_nothing_is_published_whole_because_a_model_was_not_built(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    warehouse.execute("drop view disclosed.fct_cases")
    with pytest.raises(PublicationError, match=r"lacks fct_cases: .* Remedy: build the models first"):
        publish_cases(warehouse, tmp_path)
    assert not (tmp_path / "published").exists()
    assert not (tmp_path / "publications").exists()


def test_a_publication_of_an_older_version_has_no_whole_marts(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    publication = publish_cases(warehouse, tmp_path)
    internal_database(tmp_path / "published", publication.id).unlink()
    with pytest.raises(NotPublishedError, match=r"older version. Remedy: `mokuhyo run --force`"):
        read_rows(tmp_path / "published", AMOUNT, whole=True)
