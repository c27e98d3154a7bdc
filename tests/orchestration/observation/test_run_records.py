"""Run records: what is known of a run while it runs, after it ended, and after it was killed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from orchestration.command_line.application import run_application
from orchestration.home import Home
from orchestration.observation.memory import peak_bytes, reset_peak
from orchestration.observation.run_records import RunFile, drop_old, read_runs

STARTED = datetime(2026, 11, 1, 1, 0, tzinfo=UTC)
KILLED = """
import os, signal, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from orchestration.observation.run_records import RunFile
started = datetime(2026, 11, 1, 1, 0, tzinfo=UTC)
run = RunFile(Path(sys.argv[1]), "killed", started)
run.append(started, "run_started", run_id="killed", job="refresh", started_by="UI", is_peak_per_step=True)
run.append(started, "step_started", step="land_exports")
end = started + timedelta(seconds=2)
run.append(end, "step_ended", step="land_exports", seconds=2.0, peak_bytes=5, outcome="success")
run.append(started + timedelta(seconds=3), "step_started", step="register_landing")
print("ready", flush=True)
sys.stdin.read()
"""


def record(directory: Path, run_id: str, started: datetime, outcome: str = "success", seconds: float = 9.0) -> None:
    run = RunFile(directory, run_id, started)
    run.append(started, "run_started", run_id=run_id, job="refresh", started_by="UI", is_peak_per_step=True)
    run.append(started, "step_started", step="land_exports")
    end = started + timedelta(seconds=seconds)
    run.append(end, "step_ended", step="land_exports", seconds=seconds, peak_bytes=10**8, outcome=outcome)
    run.append(end, "run_ended", outcome=outcome, publication=None, rows_landed=7, gaps={"error": 2}, error=None)
    run.close()


def test_a_killed_run_is_told_from_one_that_is_going_on(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        (running,) = read_runs(tmp_path)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    finally:
        process.kill()
        process.communicate()
    (killed,) = read_runs(tmp_path)
    assert (running.outcome, killed.outcome) == ("running", "killed")
    assert killed.seconds == 3.0
    assert [(step.step, step.outcome) for step in killed.steps] == [
        ("land_exports", "success"),
        ("register_landing", "unfinished"),
    ]


def test_a_line_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    record(tmp_path, "whole", STARTED)
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:-20])
    (run,) = read_runs(tmp_path)
    assert (run.outcome, len(run.steps)) == ("killed", 1)
    path.write_bytes(b"")
    assert read_runs(tmp_path) == []


def test_the_newest_come_first_and_the_oldest_are_dropped(tmp_path: Path) -> None:
    for day in range(5):
        record(tmp_path, f"run-{day}", STARTED + timedelta(days=day))
    assert [run.run_id for run in read_runs(tmp_path, last=2)] == ["run-4", "run-3"]
    drop_old(tmp_path, kept=2)
    assert [run.run_id for run in read_runs(tmp_path)] == ["run-4", "run-3"]


def test_records_are_a_table_for_duckdb(tmp_path: Path) -> None:
    record(tmp_path, "one", STARTED)
    query = f"select step, seconds from read_json('{tmp_path}/*.jsonl') where event = 'step_ended'"
    assert duckdb.sql(query).fetchall() == [("land_exports", 9.0)]


def test_the_peak_is_that_of_the_step() -> None:
    if not reset_peak():
        pytest.skip("this system cannot tell the peak of a step")
    size = 200 * 10**6
    before = peak_bytes()
    held = bytearray(size)
    during = peak_bytes()
    del held
    kept = peak_bytes()
    reset_peak()
    after = peak_bytes()
    assert during - before > 0.9 * size
    assert kept - before > 0.9 * size
    assert after < during - 0.9 * size


def test_the_command_shows_runs_steps_and_a_step_over_time(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    runs = Home(tmp_path).runs
    record(runs, "aaaa1111", STARTED)
    record(runs, "bbbb2222", STARTED + timedelta(days=1), "failed", 4.0)

    def shown(*arguments: str) -> str:
        assert run_application(["runs", "--home", str(tmp_path), *arguments]) == 0
        return capfd.readouterr().out

    table = shown("--lang", "en")
    assert table.index("bbbb2222") < table.index("aaaa1111")
    assert "nothing new" in table
    assert "失敗" in shown("--lang", "ja")
    assert "bbbb2222" not in shown("--run", "aaaa")
    trend = json.loads(shown("--step", "land_exports", "--json"))
    assert [run["steps"][0]["seconds"] for run in trend] == [4.0, 9.0]
    assert run_application(["runs", "--home", str(tmp_path), "--run", "cccc"]) == 2
    assert run_application(["runs", "--home", str(tmp_path), "--step", "dance"]) == 2
