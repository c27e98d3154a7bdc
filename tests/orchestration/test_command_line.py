"""Exit codes and errors of the command line: 0 it ran, 1 it failed, 2 wrong usage."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from orchestration.command_line.application import run_application
from orchestration.command_line.run import FailOn, cause_of_failure, should_fail
from orchestration.home import Home
from orchestration.resources import RunInProgressError, hold
from reporting.publication import publish


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "--as-of", "31.10.2026"],
        ["run", "--fail-on", "rain"],
        ["no-such-command"],
        ["gaps", "--no-such-option"],
    ],
)
def test_wrong_usage_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_application(arguments) == 2
    assert capsys.readouterr().err


def test_status_before_the_first_run_fails_with_a_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_application(["status", "--home", str(tmp_path)]) == 1
    assert "Remedy: `mokuhyo run` first" in capsys.readouterr().err


def test_a_missing_inbox_fails_with_a_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["run", "--inbox", str(tmp_path / "nowhere"), "--home", str(tmp_path / "home")]
    assert run_application(arguments) == 1
    assert "Remedy: name an existing one with --inbox" in capsys.readouterr().err


def test_a_second_run_on_the_same_home_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "inbox").mkdir()
    with hold(Home(tmp_path / "home").run_lock):
        arguments = ["run", "--inbox", str(tmp_path / "inbox"), "--home", str(tmp_path / "home")]
        assert run_application(arguments) == 1
    assert "Remedy: wait until it has ended" in capsys.readouterr().err


def test_the_hold_ends_with_its_block(tmp_path: Path) -> None:
    with hold(tmp_path / "run.lock"), pytest.raises(RunInProgressError), hold(tmp_path / "run.lock"):
        pass
    with hold(tmp_path / "run.lock"):
        pass


def test_a_sample_is_not_written_over_other_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letter.txt").write_text("keep me", encoding="utf-8")
    assert run_application(["sample", "--out", str(tmp_path)]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def row(status: str, *, is_in_force: bool = True, target: int | None = 376) -> dict[str, Any]:
    return {"status": status, "is_in_force": is_in_force, "target": target}


@pytest.mark.parametrize(
    ("fail_on", "rows", "gaps", "fails"),
    [
        ([], [row("missed")], [{}], False),
        ([FailOn.AT_RISK], [row("at_risk")], [], True),
        ([FailOn.AT_RISK], [row("missed")], [], True),
        ([FailOn.AT_RISK], [row("not_assessable"), row("met")], [{}], False),
        ([FailOn.AT_RISK], [row("at_risk", is_in_force=False)], [], False),
        ([FailOn.GAP], [row("met")], [{}], True),
        ([FailOn.GAP], [row("missed")], [], False),
        ([FailOn.GAP], [row("met")], [{"status": "accepted"}], False),
        ([FailOn.GAP], [row("met")], [{"status": "accepted"}, {"status": "failed"}], True),
    ],
)
def test_verdicts_decide_the_exit_code_only_when_asked(
    fail_on: list[FailOn], rows: list[dict[str, Any]], gaps: list[dict[str, Any]], fails: bool
) -> None:
    assert should_fail(fail_on, rows, gaps) is fails


def test_status_prints_json_of_the_published_rows(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    home = Home(tmp_path)
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            "create schema marts; create table marts.kpi_target_status as select date '2026-10-31' as as_of_date, "
            "'fdi_success' as indicator_id, 'revised' as target_version, 376 as target, 1 as position, "
            "date '2024-04-01' as effective_from"
        )
        publish(
            connection,
            home.publications,
            home.published,
            as_of=dt.date(2026, 10, 31),
            code_version="",
            fingerprint="",
            input_files=[],
        )
    assert run_application(["status", "--json", "--home", str(tmp_path)]) == 0
    assert json.loads(capfd.readouterr().out)[0]["indicator_id"] == "fdi_success"


def test_the_cause_of_a_failure_is_the_error_that_names_the_remedy() -> None:
    library = SimpleNamespace(message="ValueError: line contains NUL", cause=None)
    ours = SimpleNamespace(message="ReviewFileError: row 2: it is no CSV. Remedy: save it again.", cause=library)
    step = SimpleNamespace(message="DagsterExecutionStepExecutionError: Error occurred while executing op", cause=ours)
    failure = SimpleNamespace(
        is_step_failure=True, step_failure_data=SimpleNamespace(user_failure_data=None, error=step)
    )
    assert cause_of_failure([failure]) == "row 2: it is no CSV. Remedy: save it again."  # type: ignore[list-item]
