"""The history: kept per as-of date, and still read when its columns have grown."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from reporting.history import COLUMNS, REPORTS, append_history, is_reported, register_history

MARTS = (Path(__file__).parent / "marts.sql").read_text(encoding="utf-8")
AS_OF = date(2026, 10, 31)
# As the first version wrote it.
OLD = (
    "select date '2026-08-31' as as_of_date, 'gap-1' as gap_id, 'a__b__c' as expectation_id, 'fdi_cases' as source, "
    "2024::integer as fiscal_year, 2::bigint as records, date '2026-08-31' as first_seen"
)


def old_file(history: Path) -> None:
    folder = history / "data_gaps"
    folder.mkdir(parents=True)
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"copy ({OLD}) to '{folder / 'as_of=2026-08-31.parquet'}' (format parquet)")


def kept(history: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(":memory:") as connection:
        register_history(connection, history)
        return connection.execute(query).fetchall()


def report(history: Path, as_of: date = AS_OF) -> None:
    with duckdb.connect(":memory:") as connection:
        connection.execute(MARTS)
        append_history(connection, history, as_of)


def test_old_files_alone_read_as_unknown_in_new_columns(tmp_path: Path) -> None:
    old_file(tmp_path)
    query = "select gap_id, first_seen, status, resolved_on, indicator_ids from history.data_gaps"
    assert kept(tmp_path, query) == [("gap-1", date(2026, 8, 31), None, None, None)]


def test_old_files_read_beside_new_ones(tmp_path: Path) -> None:
    old_file(tmp_path)
    report(tmp_path)
    query = "select as_of_date, status, indicator_ids from history.data_gaps where gap_id = 'gap-1' order by 1"
    assert kept(tmp_path, query) == [
        (date(2026, 8, 31), None, None),
        (AS_OF, "failed", ["fdi_success"]),
    ]


def test_every_column_has_its_type_with_and_without_files(tmp_path: Path) -> None:
    def types(history: Path) -> dict[str, dict[str, str]]:
        return {table: {row[0]: row[1] for row in kept(history, f"describe history.{table}")} for table in COLUMNS}

    report(tmp_path / "history")
    assert types(tmp_path / "history") == types(tmp_path / "nothing")


def test_resolved_gaps_are_kept_with_their_days(tmp_path: Path) -> None:
    report(tmp_path)
    query = "select last_seen, resolved_on, accepted_until from history.data_gaps where gap_id in ('gap-2', 'gap-4')"
    assert kept(tmp_path, f"{query} order by gap_id") == [
        (AS_OF, None, date(2026, 12, 31)),
        (date(2026, 9, 30), AS_OF, None),
    ]


def test_units_of_closed_years_are_kept_with_their_rows(tmp_path: Path) -> None:
    report(tmp_path)
    query = "select as_of_date, indicator_id, unit_id, fiscal_year, source_row, value from history.closed_years"
    assert kept(tmp_path, query) == [(AS_OF, "fdi_success", "F-1", 2024, 11, 1)]


def told(history: Path, actual: int, as_of: date = AS_OF, sha256: str = "aa") -> list[str]:
    """Report once; returns the names of the reports written."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(MARTS)
        connection.execute("update marts.kpi_target_status set actual = ?", [actual])
        connection.execute("update landing.snapshots set sha256 = ?", [sha256])
        return sorted(
            f"{path.parent.name}/{path.name}"
            for path in append_history(connection, history, as_of)
            if path.parent.name in REPORTS
        )


def test_a_report_that_changed_is_a_revision_and_other_days_stay(tmp_path: Path) -> None:
    told(tmp_path, 340, date(2026, 9, 30))
    told(tmp_path, 341)
    written = told(tmp_path, 342)
    assert written == [f"{table}/as_of=2026-10-31_r0002.parquet" for table in ("inputs", "target_status")]
    query = "select distinct as_of_date, actual, revision from history.target_status{} order by all"
    last = [(date(2026, 9, 30), 340, 1), (AS_OF, 342, 2)]
    assert kept(tmp_path, query.format("")) == last
    assert kept(tmp_path, query.format("_revisions")) == [last[0], (AS_OF, 341, 1), last[1]]


def test_a_report_that_says_the_same_is_not_kept_again(tmp_path: Path) -> None:
    told(tmp_path, 341)
    assert told(tmp_path, 341) == []


def test_a_day_is_reported_by_any_revision(tmp_path: Path) -> None:
    assert not is_reported(tmp_path, AS_OF)
    told(tmp_path, 341, date(2026, 9, 30))
    assert not is_reported(tmp_path, AS_OF)
    told(tmp_path, 341)
    assert is_reported(tmp_path, AS_OF)


def test_other_files_alone_are_a_revision_too(tmp_path: Path) -> None:
    told(tmp_path, 341)
    told(tmp_path, 341, sha256="bb")
    query = "select revision, sha256 from history.inputs_revisions order by all"
    assert kept(tmp_path, query) == [(1, "aa"), (2, "bb")]


def test_a_report_of_before_there_were_revisions_is_the_first(tmp_path: Path) -> None:
    (tmp_path / "target_status").mkdir()
    with duckdb.connect(":memory:") as connection:
        old = "select date '2026-10-31' as as_of_date, 'fdi_success' as indicator_id, 340::bigint as actual"
        path = tmp_path / "target_status" / "as_of=2026-10-31.parquet"
        connection.execute(f"copy ({old}) to '{path}' (format parquet)")
    told(tmp_path, 341)
    query = "select distinct revision, actual from history.target_status_revisions order by all"
    assert kept(tmp_path, query) == [(1, 340), (2, 341)]
