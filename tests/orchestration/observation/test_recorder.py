"""Runs as Dagster executes them: each is recorded and logged, also a part of one and one that fails."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from orchestration.home import Home
from orchestration.observation import recorder
from orchestration.observation.logs import LOGGER, configure_logs
from orchestration.observation.run_records import RunRecord, read_runs
from orchestration.resources import Warehouse

SECRET = "correct-horse-battery-staple"


@dg.asset
def first(context: dg.AssetExecutionContext, warehouse: Warehouse) -> None:
    context.log.info(f"connecting to smtp://sender:hunter2@mail.example with {SECRET}")


@dg.asset(deps=[first])
def second(warehouse: Warehouse) -> None:
    pass


@dg.asset
def failing(warehouse: Warehouse) -> None:
    raise dg.Failure(f"the file is broken ({SECRET}). Remedy: send it again.", allow_retries=False)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture(autouse=True)
def _no_handlers() -> Iterator[None]:
    yield
    logger = logging.getLogger(LOGGER)
    for handler in [one for one in logger.handlers if one.name is not None]:
        logger.removeHandler(handler)
        handler.close()
    logger.propagate = True


def materialize(home: Home, *assets: dg.AssetsDefinition, instance: dg.DagsterInstance | None = None) -> RunRecord:
    dg.materialize(
        list(assets),
        resources={"warehouse": Warehouse(database=str(home.warehouse), run_lock=str(home.run_lock))},
        raise_on_error=False,
        instance=instance,
    )
    return read_runs(home.runs)[0]


def test_a_part_of_the_assets_is_a_run_of_its_own(home: Home) -> None:
    run = materialize(home, first, second)
    assert (run.outcome, run.error) == ("success", None)
    assert [(step.step, step.outcome) for step in run.steps] == [("first", "success"), ("second", "success")]
    assert all((step.peak_bytes or 0) > 10**6 for step in run.steps)
    assert (home.metrics / "mokuhyo.prom").is_file()


def test_a_run_that_fails_says_why_and_still_writes_metrics(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOKUHYO_SFTP_PASSWORD", SECRET)
    run = materialize(home, failing)
    assert (run.outcome, run.error) == ("failed", "the file is broken (***). Remedy: send it again.")
    assert 'mokuhyo_last_run_outcome{outcome="failed"} 1.0' in (home.metrics / "mokuhyo.prom").read_text("utf-8")


def test_what_goes_wrong_while_recording_fails_no_run(
    home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(recorder.RunFile, "append", refuse)
    result = dg.materialize(
        [first], resources={"warehouse": Warehouse(database=str(home.warehouse), run_lock=str(home.run_lock))}
    )
    assert result.success


@pytest.mark.parametrize(("error", "has_traceback"), [(OSError("the disk is full"), False), (KeyError("step"), True)])
def test_a_full_disk_is_told_in_one_line(
    home: Home,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    has_traceback: bool,
) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr("orchestration.observation.prometheus.write_metrics", refuse)
    materialize(home, first)
    (told,) = [one for one in caplog.records if "not recorded" in one.getMessage()]
    assert told.getMessage() == f"the end of the run was not recorded: {error}"
    assert bool(told.exc_info) is has_traceback


def test_every_event_is_one_json_object_without_secrets(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "logs" / "run.jsonl"
    monkeypatch.setenv("MOKUHYO_LOG_FILE", str(log))
    monkeypatch.setenv("MOKUHYO_ALERT_URLS", f"json://other.example/path,{SECRET}")
    run = materialize(home, first, failing)
    text = log.read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert {line["run_id"] for line in lines} == {run.run_id}
    assert all({"time", "level", "step", "event", "message"} <= line.keys() for line in lines)
    events = [(line["event"], line["step"]) for line in lines]
    assert ("STEP_SUCCESS", "first") in events
    (failure,) = [line for line in lines if line["event"] == "STEP_FAILURE"]
    assert failure["level"] == "error"
    (said,) = [line for line in lines if line["event"] == "message" and line["step"] == "first"]
    assert said["message"] == "connecting to smtp://***@mail.example with ***"
    assert SECRET not in text
    assert "hunter2" not in text


def test_a_rotated_log_is_begun_anew(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "run.log"
    monkeypatch.setenv("MOKUHYO_LOG_FILE", str(log))
    monkeypatch.setenv("MOKUHYO_LOG_FORMAT", "text")
    materialize(home, first)
    log.rename(tmp_path / "run.log.1")
    materialize(home, second)
    assert " first " in (tmp_path / "run.log.1").read_text(encoding="utf-8")
    assert " second " in log.read_text(encoding="utf-8")


def test_no_logs_are_written_unless_they_are_wanted() -> None:
    before = list(logging.getLogger(LOGGER).handlers)
    assert configure_logs(None, None) is None
    assert logging.getLogger(LOGGER).handlers == before
