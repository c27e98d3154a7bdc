"""The inbox sensor: one run per change, none while files are being written, none when the inbox is away."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from orchestration.automation.inbox_sensor import (
    INBOX_SENSOR,
    FileState,
    InboxCursor,
    build_inbox_sensor,
    evaluate,
    read_cursor,
    write_cursor,
)
from orchestration.jobs import build_refresh
from orchestration.settings import Settings

RATES = "fx_rates/fx_rates_FY2024_20250410.csv"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Watched:
    """An inbox under the sensor, tick by tick, as the daemon keeps its cursor."""

    def __init__(self, folder: Path, instance: dg.DagsterInstance, inbox: str | None = None) -> None:
        self.inbox = folder / "inbox"
        self.inbox.mkdir()
        self._settings = Settings(home=folder / "home", inbox=inbox or str(self.inbox))
        self._sensor = build_inbox_sensor(self._settings, ["fx_rates"], build_refresh())
        self._instance = instance
        self._cursor: str | None = None

    def put(self, file: str, content: str, *, seconds_ago: float = 3600) -> None:
        path = self.inbox / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
        os.utime(path, times=(time.time() - seconds_ago, time.time() - seconds_ago))

    def tick(self) -> dg.SensorResult:
        with dg.build_sensor_context(instance=self._instance, cursor=self._cursor) as context:
            result = self._sensor(context)
        assert isinstance(result, dg.SensorResult)
        self._cursor = result.cursor
        return result

    def keys(self, ticks: int = 3) -> list[str | None]:
        """The run keys requested in so many ticks."""
        return [request.run_key for _ in range(ticks) for request in self.tick().run_requests or ()]


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield Watched(tmp_path, instance)


def reason(result: dg.SensorResult) -> str:
    assert not result.run_requests
    assert isinstance(result.skip_reason, dg.SkipReason)
    return result.skip_reason.skip_message or ""


def test_each_change_asks_for_one_run(watched: Watched) -> None:
    keys = []
    watched.put(RATES, "new")
    keys.append(watched.keys())
    watched.put(RATES, "changed")
    keys.append(watched.keys())
    watched.put("fx_rates/fx_rates_FY2025_20260410.csv", "another")
    keys.append(watched.keys())
    (watched.inbox / RATES).unlink()
    keys.append(watched.keys())
    assert [len(requested) for requested in keys] == [1, 1, 1, 1]
    assert len({key for requested in keys for key in requested}) == 4


def test_coming_back_to_an_earlier_state_is_a_change(watched: Watched) -> None:
    keys = []
    for _ in range(2):
        watched.put(RATES, "there")
        keys += watched.keys()
        (watched.inbox / RATES).unlink()
        keys += watched.keys()
    assert len(set(keys)) == len(keys) == 4


def test_a_file_still_being_written_is_waited_for(watched: Watched) -> None:
    for size in range(1, 4):
        watched.put(RATES, "x" * size)
        assert reason(watched.tick()) == "The inbox has changed; waiting until it rests."
    watched.put(RATES, "x" * 4, seconds_ago=1)
    assert reason(watched.tick()).startswith("The inbox has changed")
    assert RATES in reason(watched.tick())


def test_a_time_in_the_future_is_not_waited_for() -> None:
    files = {RATES: FileState(1, NOW + timedelta(days=1))}
    cursor = read_cursor(evaluate(files, InboxCursor("a"), NOW).cursor)
    assert len(evaluate(files, cursor, NOW).run_requests or ()) == 1


def test_a_tick_that_died_before_its_cursor_was_kept_asks_for_the_same_run() -> None:
    files = {RATES: FileState(1, NOW - timedelta(hours=1))}
    cursor = read_cursor(evaluate(files, InboxCursor("a"), NOW).cursor)
    first, again = (evaluate(files, cursor, NOW + timedelta(minutes=n)).run_requests for n in (1, 2))
    assert first
    assert again
    assert first[0].run_key == again[0].run_key


@pytest.mark.parametrize("text", [None, "", "nonsense", "[]", '{"other": 1}'])
def test_a_cursor_that_cannot_be_read_begins_anew(text: str | None) -> None:
    cursor = read_cursor(text)
    assert (cursor.seen, cursor.requested, cursor.changes) == (None, None, 0)
    assert read_cursor(write_cursor(cursor)) == cursor
    assert read_cursor(text).began != cursor.began


def test_an_inbox_that_is_away_is_a_reason_and_no_crash(watched: Watched) -> None:
    watched.put(RATES, "new")
    assert len(watched.keys()) == 1
    folder = watched.inbox.rename(watched.inbox.with_name("moved"))
    assert "is no folder. Remedy: " in reason(watched.tick())
    folder.rename(watched.inbox)
    assert watched.keys() == []


def test_a_server_that_is_down_is_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "planted-key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "planted-secret")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    monkeypatch.setattr("ingest.retries.FIRST_PAUSE_SECONDS", 0.01)
    with dg.DagsterInstance.ephemeral() as instance:
        said = reason(Watched(tmp_path, instance, "s3://bucket/inbox").tick())
    assert "inbox s3://bucket/inbox cannot be reached" in said
    assert "planted" not in said + caplog.text


def test_the_synthetic_sample_is_not_watched(tmp_path: Path) -> None:
    sensor = build_inbox_sensor(Settings(home=tmp_path), ["fx_rates"], build_refresh())
    with dg.build_sensor_context() as context:
        result = sensor(context)
    assert isinstance(result, dg.SensorResult)
    assert "synthetic sample" in reason(result)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("automation", "status"), [(False, dg.DefaultSensorStatus.STOPPED), (True, dg.DefaultSensorStatus.RUNNING)]
)
def test_it_is_stopped_unless_automation_was_chosen(
    tmp_path: Path, automation: bool, status: dg.DefaultSensorStatus
) -> None:
    settings = Settings(home=tmp_path, inbox=str(tmp_path / "nowhere"), automation=automation)
    sensor = build_inbox_sensor(settings, ["fx_rates"], build_refresh())
    assert (sensor.name, sensor.default_status) == (INBOX_SENSOR, status)


def test_a_change_is_left_to_a_run_that_waits_already(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    waits = "orchestration.automation.inbox_sensor.whole_run_waits"
    watched.put(RATES, "new")
    with monkeypatch.context() as patched:
        patched.setattr(waits, lambda _: "the-run")
        watched.tick()
        assert "the-run" in reason(watched.tick())
    # That run was cancelled, or began before the file was there.
    assert len(watched.keys()) == 1
