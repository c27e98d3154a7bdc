"""Damaged publications and reports, and clocks that jump."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from reporting.history import append_history, is_reported
from reporting.history_ledger import LEDGER, HistoryDamagedError, begin_change, read_ledger, verify_history
from reporting.internal_marts import internal_database
from reporting.publication import KEPT, Publication, publication_in_force, publish
from reporting.publication_integrity import damage_of, repair_publications
from reporting.rollback import kept_publications, roll_back
from tests.reporting.conftest import AS_OF, FILE, MARTS

Publish = Callable[[], Publication]


@pytest.fixture
def publish_once(tmp_path: Path) -> Publish:
    def run() -> Publication:
        with duckdb.connect(":memory:") as connection:
            connection.execute(MARTS.read_text(encoding="utf-8"))
            return publish(
                connection,
                tmp_path / "publications",
                tmp_path / "published",
                as_of=AS_OF,
                code_version="1",
                fingerprint="f",
                input_files=[FILE],
            )

    return run


def repaired(home: Path) -> list[str]:
    return repair_publications(home / "publications", home / "published", home / "corrupt")


def without_manifest(directory: Path) -> None:
    (directory / "manifest.json").unlink()


def garbage_manifest(directory: Path) -> None:
    (directory / "manifest.json").write_text('{"id": ', encoding="utf-8")


def truncated_database(directory: Path) -> None:
    with (directory / "marts.duckdb").open("r+b") as stream:
        stream.truncate(10_000)


def flipped_parquet(directory: Path) -> None:
    path = directory / "kpi_target_status.parquet"
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("damage", [without_manifest, garbage_manifest, truncated_database, flipped_parquet])
def test_readers_get_the_publication_before_a_damaged_one(
    publish_once: Publish, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    first, second = publish_once(), publish_once()
    assert repaired(tmp_path) == []
    damage(second.directory)
    said = repaired(tmp_path)
    assert said[0].startswith(f"publication {second.id}: ")
    assert publication_in_force(tmp_path / "published") == first
    assert repaired(tmp_path) == []
    assert len(list((tmp_path / "corrupt").iterdir())) == 1


def test_nothing_whole_is_nothing_published(publish_once: Publish, tmp_path: Path) -> None:
    without_manifest(publish_once().directory)
    repaired(tmp_path)
    assert not (tmp_path / "published").is_symlink()
    assert publication_in_force(tmp_path / "published") is None
    assert publish_once() == publication_in_force(tmp_path / "published")


def test_a_link_that_is_gone_leads_to_the_newest_again(publish_once: Publish, tmp_path: Path) -> None:
    publish_once()
    second = publish_once()
    (tmp_path / "published").unlink()
    assert any("leads to no publication" in line for line in repaired(tmp_path))
    assert publication_in_force(tmp_path / "published") == second


def test_whole_marts_that_do_not_open_are_set_aside(publish_once: Publish, tmp_path: Path) -> None:
    database = internal_database(tmp_path / "published", publish_once().id)
    database.write_bytes(b"garbage")
    assert "whole marts" in repaired(tmp_path)[0]
    assert not database.exists()


def test_a_publication_of_a_version_without_hashes_is_whole(publish_once: Publish) -> None:
    directory = publish_once().directory
    manifest = json.loads((directory / "manifest.json").read_text(encoding="utf-8"))
    for name in ("files", "sequence"):
        del manifest[name]
    (directory / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert damage_of(directory) is None
    truncated_database(directory)
    assert "marts.duckdb does not open" in (damage_of(directory) or "")


class Clock(dt.datetime):
    moment = dt.datetime(2026, 10, 31, tzinfo=dt.UTC)

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
        return cls.moment


def test_the_newest_is_the_newest_when_the_clock_goes_back(
    publish_once: Publish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reporting.publication.datetime", Clock)
    built = []
    for days in (365, 0, -1, 30, -365):
        Clock.moment = dt.datetime(2026, 10, 31, tzinfo=dt.UTC) + dt.timedelta(days=days)
        built.append(publish_once().id)
    kept = kept_publications(tmp_path / "publications")
    assert [one.id for one in kept] == built[: -KEPT - 1 : -1]
    assert roll_back(tmp_path / "publications", tmp_path / "published").restored.id == built[-2]


def report(history: Path, fingerprint: str | None, actual: int = 341) -> None:
    with duckdb.connect(":memory:") as connection:
        connection.execute(MARTS.read_text(encoding="utf-8"))
        connection.execute("update marts.kpi_target_status set actual = ?", [actual])
        append_history(connection, history, AS_OF, fingerprint)


def test_a_revision_that_was_not_kept_to_its_end_is_not_reported(tmp_path: Path) -> None:
    report(tmp_path, "first")
    assert is_reported(tmp_path, AS_OF, "first")
    assert not is_reported(tmp_path, AS_OF, "second"), "a report of the day is not this publication's"
    report(tmp_path, "second", 342)
    assert is_reported(tmp_path, AS_OF, "second")


def test_a_history_of_before_there_was_a_ledger_counts_by_day(tmp_path: Path) -> None:
    report(tmp_path, "first")
    (tmp_path / LEDGER).unlink()
    assert is_reported(tmp_path, AS_OF, "any")
    verify_history(tmp_path)


@pytest.mark.parametrize("table", ["target_status", "inputs", "data_gaps", "closed_years"])
def test_a_damaged_report_stops_the_run(tmp_path: Path, table: str) -> None:
    report(tmp_path, "first")
    verify_history(tmp_path)
    (file,) = (tmp_path / table).iterdir()
    content = file.read_bytes()
    file.write_bytes(content[:-1])
    with pytest.raises(HistoryDamagedError, match=rf"{file.name}: a kept report is damaged.* Remedy: restore it"):
        verify_history(tmp_path)
    file.unlink()
    with pytest.raises(HistoryDamagedError, match="is gone"):
        verify_history(tmp_path)
    file.write_bytes(content)
    verify_history(tmp_path)


def test_a_run_that_ended_while_it_replaced_a_state_left_no_damage(tmp_path: Path) -> None:
    report(tmp_path, "first")
    (state,) = (tmp_path / "data_gaps").iterdir()
    begin_change(tmp_path, [state])
    state.write_bytes(b"another, whole")  # killed before the ledger was written
    verify_history(tmp_path)
    ledger = read_ledger(tmp_path)
    assert ledger is not None
    assert ledger.fingerprint == "first"


def test_a_damaged_ledger_names_its_remedy(tmp_path: Path) -> None:
    report(tmp_path, "first")
    (tmp_path / LEDGER).write_text('{"files"', encoding="utf-8")
    with pytest.raises(HistoryDamagedError, match="Remedy: restore it from a backup; or remove it"):
        verify_history(tmp_path)
