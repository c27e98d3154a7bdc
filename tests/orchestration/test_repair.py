"""What a run puts in order before it begins, and what says that the disk takes no more."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import dagster as dg
import duckdb
import pytest

from orchestration.home import Home
from orchestration.instance import close_dead_runs, open_instance
from orchestration.repair import repair
from orchestration.resources import RunInProgressError, Warehouse, hold
from orchestration.settings import REPOSITORY
from orchestration.storage_problems import storage_problem


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.warehouse.parent.mkdir(parents=True)
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute("create table a as from range(10000)")
    return home


def garbage(path: Path) -> None:
    path.write_bytes(b"garbage " * 10_000)


def truncated(path: Path) -> None:
    with path.open("r+b") as stream:
        stream.truncate(5000)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def garbage_log(path: Path) -> None:
    path.with_name(f"{path.name}.wal").write_bytes(b"garbage " * 1000)


def test_nothing_damaged_is_nothing_said(home: Home, tmp_path: Path) -> None:
    assert repair(home) == []
    assert repair(Home(tmp_path / "new")) == []
    assert not home.corrupt.exists()


@pytest.mark.parametrize("damage", [garbage, truncated, emptied])
def test_a_warehouse_that_does_not_open_is_set_aside(home: Home, damage: Callable[[Path], None]) -> None:
    damage(home.warehouse)
    (said,) = repair(home)
    assert said.startswith("the warehouse does not open (")
    with Warehouse(database=str(home.warehouse), run_lock=str(home.run_lock)).get_connection() as connection:
        assert connection.execute("select count(*) from duckdb_tables()").fetchone() == (0,)
    assert repair(home) == []


def test_garbage_in_the_log_of_the_warehouse_stops_nothing(home: Home) -> None:
    garbage_log(home.warehouse)
    (said,) = repair(home)
    assert said.startswith("the log of the warehouse holds no entry that can be read; set aside as ")
    assert not home.warehouse.with_name(f"{home.warehouse.name}.wal").exists()
    with Warehouse(database=str(home.warehouse), run_lock=str(home.run_lock)).get_connection() as connection:
        connection.execute("create or replace table b as from range(10)")
    assert repair(home) == []


def test_a_log_that_a_killed_process_left_is_read(home: Home) -> None:
    writes = "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); c.execute('create table killed as select 1')"
    subprocess.run([sys.executable, "-c", f"{writes}; os._exit(1)", str(home.warehouse)], check=False)
    assert home.warehouse.with_name(f"{home.warehouse.name}.wal").exists()
    assert repair(home) == []
    with Warehouse(database=str(home.warehouse), run_lock=str(home.run_lock)).get_connection() as connection:
        assert connection.execute("from killed").fetchall() == [(1,)]


def test_a_warehouse_that_somebody_holds_is_not_damaged(home: Home) -> None:
    holder = (
        "import duckdb, sys; connection = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.readline()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(home.warehouse)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        process.stdout.readline()
        assert repair(home) == []
        process.stdin.write("\n")


def test_a_log_without_its_database_is_removed(home: Home) -> None:
    garbage_log(home.warehouse)
    home.warehouse.unlink()
    assert repair(home) == []
    assert list(home.warehouse.parent.iterdir()) == []


def test_a_whole_run_begins_anew(home: Home) -> None:
    garbage_log(home.warehouse)
    warehouse = Warehouse(database=str(home.warehouse), run_lock=str(home.run_lock))
    warehouse.discard()
    with warehouse.get_connection() as connection:
        assert connection.execute("select count(*) from duckdb_tables()").fetchone() == (0,)


@pytest.mark.parametrize("file", ["runs.db", "runs/index.db"])
def test_damaged_runs_of_dagster_are_set_aside(home: Home, file: str) -> None:
    with open_instance(home) as instance:
        assert instance.get_runs() == []
    path = home.dagster / "history" / file
    garbage(path)
    (said,) = repair(home)
    assert f"{path.name} of the run history is damaged" in said
    with open_instance(home) as instance:
        assert instance.get_runs() == []
    with sqlite3.connect(path) as connection:
        assert connection.execute("pragma quick_check").fetchone() == ("ok",)


def test_a_configuration_is_there_whole_or_not_at_all(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", killed)
    with pytest.raises(KeyboardInterrupt), open_instance(home):
        pass
    assert not (home.dagster / "dagster.yaml").exists()


def test_leftovers_are_removed_wherever_they_lie(home: Home) -> None:
    left = [
        home.receipts / ".a.json.4194305.tmp",
        home.landing / "fdi_cases" / "fy=2024" / ".a.parquet.4194305.tmp",
        home.history / "inputs" / ".a.parquet.4194305.tmp",
        home.publications / ".20261031_x.unfinished" / "marts.duckdb",
        home.root / "internal" / ".x.duckdb.unfinished.wal",
        home.dbt / "parsed" / ".x.unfinished" / "manifest.json",
    ]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (home.root / ".published.4194305").symlink_to("nowhere")
    assert repair(home) == []
    assert list(home.root.rglob(".*")) == []


def test_a_run_may_hold_its_lock_twice_and_another_may_not(home: Home) -> None:
    refused: list[str] = []

    def another() -> None:
        try:
            with hold(home.run_lock, again=True):
                pass
        except RunInProgressError as error:
            refused.append(str(error))

    with hold(home.run_lock), hold(home.run_lock, again=True):
        thread = threading.Thread(target=another)
        thread.start()
        thread.join()
        with pytest.raises(RunInProgressError), hold(home.run_lock):
            pass
    assert f"process {os.getpid()}" in refused[0]
    another()
    assert len(refused) == 1


def test_the_lock_of_a_killed_run_is_no_lock(home: Home) -> None:
    holder = (
        "import sys; from pathlib import Path; from orchestration.resources import hold\n"
        "with hold(Path(sys.argv[1])): print('held', flush=True); sys.stdin.readline()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(home.run_lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(RunInProgressError, match=f"process {process.pid}"), hold(home.run_lock):
            pass
        process.kill()
        process.wait()
        with hold(home.run_lock):
            pass


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "x"), "is full"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "is full"),
        (duckdb.IOException('Could not write file "x": No space left on device'), "is full"),
        (sqlite3.OperationalError("database or disk is full"), "is full"),
        (OSError(errno.EROFS, "Read-only file system", "/home/m/receipts"), "cannot be written to"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "cannot be written to"),
        ('IO Error: Cannot open file "/home/m/warehouse/w": Read-only file system', "cannot be written to"),
    ],
)
def test_a_disk_that_takes_no_more_is_said_in_one_line(error: Exception | str, said: str) -> None:
    outer: BaseException | str = error
    if isinstance(error, Exception):
        outer = RuntimeError("a step failed\nwith many words")
        outer.__cause__ = error
    problem = storage_problem(outer, Path("/home/m"))
    assert problem is not None
    assert said in problem
    assert "Remedy: " in problem
    assert "\n" not in problem


@pytest.mark.parametrize(
    "error",
    [ValueError("wrong"), OSError(errno.EACCES, "Permission denied", "/inbox/a.csv"), OSError(errno.ENOENT, "No file")],
)
def test_other_errors_are_not_the_disk(error: Exception) -> None:
    assert storage_problem(error, Path("/home/m")) is None


def test_an_error_without_a_remedy_on_a_full_disk_is_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=4096))
    assert "is full" in (storage_problem(sqlite3.OperationalError("disk I/O error"), tmp_path) or "")
    assert storage_problem(ValueError("a file is wrong. Remedy: correct it."), tmp_path) is None


def test_runs_whose_process_died_are_closed_by_the_run_that_holds_the_home(home: Home) -> None:
    with open_instance(home) as instance:
        dead = instance.create_run_for_job(dg.JobDefinition(name="dead", graph_def=dg.GraphDefinition(name="dead")))
        instance.handle_run_event(
            dead.run_id,
            dg.DagsterEvent(event_type_value=dg.DagsterEventType.RUN_START.value, job_name="dead"),
            datetime.now(UTC),
        )
        with hold(home.run_lock):
            assert close_dead_runs(instance, home) == 1
        found = instance.get_run_by_id(dead.run_id)
        assert found is not None
        assert found.status == dg.DagsterRunStatus.FAILURE
