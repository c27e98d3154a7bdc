"""A backup carries over all state, no secret, and is put in place as a whole or not at all."""

from __future__ import annotations

import json
import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest

from orchestration.backup.errors import BackupError
from orchestration.backup.restore import restore_backup, verify_backup
from orchestration.backup.write import write_backup
from orchestration.command_line.application import run_application
from orchestration.home import Home
from orchestration.resources import RunInProgressError, hold
from tests.orchestration.backup.small_home import NOW, PUBLICATION, write

NOT_IN_IT = {"served_token", "spool", "warehouse", "published", "dagster/dagster.yaml", "dagster/runs.db"}


def content_of(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not path.name.startswith(".") and not path.name.endswith(("-wal", "-shm"))
    }


@pytest.mark.parametrize("suffix", [".tar.zst", ".tar.gz"])
def test_all_state_comes_back_elsewhere(home: Home, tmp_path: Path, suffix: str) -> None:
    archive = tmp_path / f"backup{suffix}"
    write_backup(home, archive, NOW)
    restored = restore_backup(archive, Home(tmp_path / "elsewhere"), NOW)
    before, after = content_of(home.root), content_of(restored.home)
    kept = {name for name in before if name not in NOT_IN_IT and name.split("/")[0] not in NOT_IN_IT}
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert after.keys() - kept == {"dagster/dagster.yaml", "dagster/runs.db"}
    assert (restored.home / "published").resolve() == restored.home / "publications" / PUBLICATION
    assert (restored.home / "published").readlink() == Path("publications") / PUBLICATION


def test_permissions_and_second_names_come_back(home: Home, tmp_path: Path) -> None:
    write_backup(home, tmp_path / "backup.tar.gz", NOW)
    root = restore_backup(tmp_path / "backup.tar.gz", Home(tmp_path / "elsewhere"), NOW).home
    modes = {name: stat.S_IMODE((root / name).stat().st_mode) for name in ("internal", "receipts/one.json")}
    assert modes == {"internal": 0o700, "receipts/one.json": 0o644}
    assert stat.S_IMODE((root / "internal" / f"{PUBLICATION}.duckdb").stat().st_mode) == 0o600
    publication = root / "publications" / PUBLICATION
    assert (publication / "mokuhyo.duckdb").samefile(publication / "marts.duckdb")


def test_no_secret_is_in_it_and_nobody_else_may_read_it(home: Home, tmp_path: Path) -> None:
    written = write_backup(home, tmp_path / "backup.tar.gz", NOW)
    assert stat.S_IMODE(written.file.stat().st_mode) == 0o600
    assert {"served_token", "spool", "warehouse"} <= written.manifest.left_out.keys()
    assert not {name for name in written.manifest.files if "token" in name or "tmp" in name}
    restored = restore_backup(written.file, Home(tmp_path / "elsewhere"), NOW)
    assert not (restored.home / "served_token").exists()


def test_paths_in_dagsters_configuration_follow_the_home(home: Home, tmp_path: Path) -> None:
    write_backup(home, tmp_path / "backup.tar.gz", NOW)
    root = restore_backup(tmp_path / "backup.tar.gz", Home(tmp_path / "elsewhere"), NOW).home
    assert f"base_dir: {root}/dagster/history/runs" in (root / "dagster" / "dagster.yaml").read_text(encoding="utf-8")


def test_a_database_that_is_being_written_is_copied_as_of_one_moment(home: Home, tmp_path: Path) -> None:
    database = home.dagster / "runs.db"
    stop = threading.Event()

    def insert_pairs() -> None:
        with closing(sqlite3.connect(database, timeout=30)) as connection:
            while not stop.is_set():
                connection.execute("insert into runs values ('a'), ('b')")
                connection.commit()

    # What is only in the write-ahead log is in the backup too.
    with closing(sqlite3.connect(database)) as reader:
        reader.execute("insert into runs values ('second')")
        reader.commit()
        writer = threading.Thread(target=insert_pairs)
        writer.start()
        try:
            write_backup(home, tmp_path / "backup.tar.gz", NOW)
        finally:
            stop.set()
            writer.join()
    root = restore_backup(tmp_path / "backup.tar.gz", Home(tmp_path / "elsewhere"), NOW).home
    with closing(sqlite3.connect(root / "dagster" / "runs.db")) as restored:
        assert restored.execute("pragma integrity_check").fetchone() == ("ok",)
        ((firsts, pairs),) = restored.execute(
            "select sum(id in ('first', 'second')), sum(id = 'a') - sum(id = 'b') from runs"
        ).fetchall()
    assert (firsts, pairs or 0) == (2, 0)


def test_a_run_that_is_going_on_is_not_backed_up(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with hold(home.run_lock):
        arguments = ["backup", "--home", str(home.root), "--out", str(tmp_path / "backup.tar.gz")]
        assert run_application(arguments) == 1
    assert "Remedy: wait until it has ended" in capsys.readouterr().err
    assert not (tmp_path / "backup.tar.gz").exists()


def test_a_backup_waits_for_a_run_as_long_as_it_is_told(home: Home, tmp_path: Path) -> None:
    held, release = threading.Event(), threading.Event()

    def run() -> None:
        with hold(home.run_lock):
            held.set()
            release.wait(10)

    running = threading.Thread(target=run)
    running.start()
    held.wait(10)
    threading.Timer(0.2, release.set).start()
    written = write_backup(home, tmp_path / "backup.tar.gz", NOW, wait_seconds=10)
    running.join()
    assert verify_backup(written.file) == written.manifest


@pytest.mark.parametrize(
    ("name", "remedy"),
    [("backup.zip", "end it in .tar.zst"), ("there.tar.gz", "name another file"), ("home/b.tar.gz", "elsewhere")],
)
def test_an_archive_that_cannot_lie_there_is_refused(home: Home, tmp_path: Path, name: str, remedy: str) -> None:
    write(tmp_path / "there.tar.gz", "an older backup")
    with pytest.raises(BackupError, match=remedy):
        write_backup(home, tmp_path / name, NOW)
    assert (tmp_path / "there.tar.gz").read_text(encoding="utf-8") == "an older backup"


def test_a_link_whose_target_would_be_missing_is_refused(home: Home, tmp_path: Path) -> None:
    (tmp_path / "other_disk").mkdir()
    (home.root / "archive").symlink_to(tmp_path / "other_disk")
    with pytest.raises(BackupError, match="symbolic link"):
        write_backup(home, tmp_path / "backup.tar.gz", NOW)


def test_a_home_that_is_there_is_refused_and_set_aside_only_by_force(home: Home, tmp_path: Path) -> None:
    archive = write_backup(home, tmp_path / "backup.tar.gz", NOW).file
    write(home.receipts / "two.json", "since then")
    with pytest.raises(BackupError, match="--force"):
        restore_backup(archive, home, NOW)
    assert (home.receipts / "two.json").is_file()
    done = restore_backup(archive, home, NOW, force=True)
    assert done.set_aside is not None
    assert not (home.receipts / "two.json").exists()
    assert (done.set_aside / "receipts" / "two.json").read_text(encoding="utf-8") == "since then"
    assert (done.set_aside / "served_token").is_file()


def test_a_home_in_use_is_not_set_aside(home: Home, tmp_path: Path) -> None:
    archive = write_backup(home, tmp_path / "backup.tar.gz", NOW).file
    with hold(home.run_lock), pytest.raises(RunInProgressError):
        restore_backup(archive, home, NOW, force=True)
    assert home.receipts.is_dir()
    assert not [path for path in tmp_path.iterdir() if "restore" in path.name]


def test_an_empty_folder_is_filled(home: Home, tmp_path: Path) -> None:
    archive = write_backup(home, tmp_path / "backup.tar.gz", NOW).file
    (tmp_path / "empty").mkdir()
    assert restore_backup(archive, Home(tmp_path / "empty"), NOW).set_aside is None


def test_runs_kept_in_postgresql_are_told(home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(home.dagster / "dagster.yaml", "storage:\n  postgres:\n    postgres_url:\n      env: URL\n")
    out = tmp_path / "backup.tar.gz"
    assert run_application(["backup", "--home", str(home.root), "--out", str(out), "--lang", "en"]) == 0
    assert verify_backup(out).postgresql


def test_the_command_checks_a_backup(home: Home, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    archive = write_backup(home, tmp_path / "backup.tar.gz", NOW).file
    assert run_application(["backup", "--verify", str(archive), "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["publication_in_force"] == PUBLICATION
    assert run_application(["backup"]) == 2
