"""Publication: whole or not at all, swapped in one rename, readable while it is replaced."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from reporting.publication import InputFile, Publication, PublicationError, publication_in_force, publish
from reporting.published import NotPublishedError, read_gaps, read_target_status

AS_OF = date(2026, 10, 31)
INPUT = InputFile("fdi_cases", 2026, AS_OF, "fdi_cases/fdi_cases_FY2026_20261031.xlsx", "ab" * 32, 7)

MARTS = """
create schema marts;
create table marts.kpi_target_status as
select date '2026-10-31' as as_of_date, 'fdi_success' as indicator_id, 'revised' as target_version,
    376::bigint as target, {actual}::bigint as actual, {actual}::bigint as actual_low,
    {actual}::bigint as actual_high, 90.0 as attainment_pct, 337.1 as pace,
    null::double as forecast, null::double as forecast_low, null::double as forecast_high,
    null::double as probability_met, 'on_track' as status, []::varchar[] as gap_ids, 1 as position,
    date '2024-04-01' as effective_from;
comment on column marts.kpi_target_status.actual is '実績 / Actual';
create table marts.data_gaps as
select 'gap-1' as gap_id, 'a__b__c' as expectation_id, 'fdi_cases' as source, 2026 as fiscal_year, 1::bigint as records,
    date '2026-10-31' as first_seen, 'failed' as status, false as blocking,
    'error' as severity, ['fdi_success'] as indicator_ids;
"""


@pytest.fixture
def publish_actual(tmp_path: Path) -> Callable[..., Publication]:
    """Publishes marts in which the one indicator has a given actual."""

    def run(actual: int, as_of: date = AS_OF) -> Publication:
        with duckdb.connect(":memory:") as connection:
            connection.execute(MARTS.format(actual=actual))
            return publish(
                connection,
                tmp_path / "publications",
                tmp_path / "published",
                as_of=as_of,
                code_version="1",
                fingerprint=f"f{actual}",
                input_files=[INPUT],
            )

    return run


def actual_of(published: Path) -> int:
    return int(read_target_status(published)[0]["actual"])


def test_everything_lies_in_one_folder_behind_one_link(
    publish_actual: Callable[..., Publication], tmp_path: Path
) -> None:
    publish_actual(342)
    names = {path.name for path in (tmp_path / "published").iterdir()}
    databases = {"marts.duckdb", "mokuhyo.duckdb"}
    assert names == {"manifest.json", *databases, "kpi_target_status.parquet", "data_gaps.parquet"}
    manifest = json.loads((tmp_path / "published" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["interface_version"] == 1
    assert manifest["tables"]["kpi_target_status"]["rows"] == 1
    assert manifest["input_files"][0]["sha256"] == "ab" * 32


def test_comments_travel_with_the_columns(publish_actual: Callable[..., Publication], tmp_path: Path) -> None:
    publish_actual(342)
    with duckdb.connect(str(tmp_path / "published" / "marts.duckdb"), read_only=True) as connection:
        query = "select comment from duckdb_columns() where column_name = 'actual'"
        assert connection.execute(query).fetchall() == [("実績 / Actual",)]


def test_tools_that_write_schema_and_table_have_a_file_for_it(
    publish_actual: Callable[..., Publication], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = "select actual from marts.kpi_target_status"
    publish_actual(342)
    with duckdb.connect(str(tmp_path / "published" / "mokuhyo.duckdb"), read_only=True) as connection:
        assert connection.execute(query).fetchall() == [(342,)]
    assert (tmp_path / "published" / "mokuhyo.duckdb").samefile(tmp_path / "published" / "marts.duckdb")
    monkeypatch.setattr(Path, "hardlink_to", refuse)
    publish_actual(343)
    with duckdb.connect(str(tmp_path / "published" / "mokuhyo.duckdb"), read_only=True) as connection:
        assert connection.execute(query).fetchall() == [(343,)]


def refuse(link: Path, target: Path) -> None:
    raise OSError("this file system has no hard links")


def test_a_reader_of_the_old_file_keeps_reading_it(publish_actual: Callable[..., Publication], tmp_path: Path) -> None:
    publish_actual(1)
    reader = duckdb.connect(str(tmp_path / "published" / "marts.duckdb"), read_only=True)
    for actual in range(2, 8):
        publish_actual(actual)
        assert actual_of(tmp_path / "published") == actual
    assert reader.execute("select actual from marts.marts.kpi_target_status").fetchall() == [(1,)]
    reader.close()


def test_the_last_publications_are_kept(publish_actual: Callable[..., Publication], tmp_path: Path) -> None:
    made = [publish_actual(actual) for actual in range(5)]
    assert {path.name for path in (tmp_path / "publications").iterdir()} == {p.id for p in made[-3:]}


def test_a_publication_that_fails_leaves_the_one_in_force(
    publish_actual: Callable[..., Publication], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    standing = publish_actual(1)

    def full_disk(_: Path) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("reporting.publication._flush", full_disk)
    with pytest.raises(OSError, match="no space"):
        publish_actual(2)
    assert publication_in_force(tmp_path / "published") == standing
    assert [path.name for path in (tmp_path / "publications").iterdir()] == [standing.id]


def test_figures_of_another_day_are_not_published(publish_actual: Callable[..., Publication], tmp_path: Path) -> None:
    with pytest.raises(PublicationError, match="Remedy: run the whole job"):
        publish_actual(1, date(2026, 11, 30))
    assert publication_in_force(tmp_path / "published") is None


def test_content_hashes_tell_whether_figures_changed(publish_actual: Callable[..., Publication]) -> None:
    first, again, other = publish_actual(1), publish_actual(1), publish_actual(2)
    assert first.tables == again.tables
    assert first.tables["kpi_target_status"].content != other.tables["kpi_target_status"].content
    assert first.tables["data_gaps"] == other.tables["data_gaps"]


def test_gaps_are_read_by_indicator(publish_actual: Callable[..., Publication], tmp_path: Path) -> None:
    publish_actual(1)
    assert len(read_gaps(tmp_path / "published", "fdi_success")) == 1
    assert read_gaps(tmp_path / "published", "ovs_success") == []


def test_reading_before_the_first_publication_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotPublishedError, match="`mokuhyo run` first"):
        read_target_status(tmp_path / "published")
