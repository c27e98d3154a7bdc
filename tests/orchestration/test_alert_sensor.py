"""The alert sensor over a real instance: what is read, from where, once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

import orchestration.alerting
from alerts.outbox import undelivered
from alerts.store import Store
from orchestration.alerting import Tick, tick
from orchestration.automation.alert_sensor import ALERT_SENSOR, build_alert_sensor
from orchestration.checks.verdicts import TARGET_STATUS
from orchestration.settings import Settings

ROUTES = """
channels: [{name: desk, language: en, url_env: MOKUHYO_ALERT_URL_DESK}]
routes: [{channels: [desk], kinds: [gaps, verdicts, runs], minimum_severity: info}]
watch: {job: soak}
"""
TABLE = dg.AssetKey(["intermediate", "cases"])
GAP = dg.AssetCheckKey(TABLE, "cases__date__missing")
VERDICT = dg.AssetCheckKey(TARGET_STATUS, "verdict__orders")


class Watched:
    """An instance under the alerts, run by run and tick by tick."""

    def __init__(self, folder: Path, instance: dg.DagsterInstance) -> None:
        self.instance, self.now = instance, datetime.now(UTC)
        self.settings = Settings(home=folder / "home")
        self.settings.home.mkdir()
        self.outbox = self.settings.home / "alerts" / "outbox.sqlite"
        (self.settings.home / "alert_routes.yml").write_text(ROUTES, encoding="utf-8")
        self.sent: list[tuple[str, str]] = []
        self.fails_to_send = False

    def run(self, gap: str = "passed", verdict: str = "met", *, fails: bool = False, **metadata: Any) -> str:
        @dg.multi_asset_check(specs=[dg.AssetCheckSpec(key.name, asset=key.asset_key) for key in (GAP, VERDICT)])
        def checks() -> Iterator[dg.AssetCheckResult]:
            said = {"status": gap, "owner": "planning", "severity": "error", **metadata}
            yield dg.AssetCheckResult(
                asset_key=TABLE, check_name=GAP.name, passed=gap == "passed", metadata=said, description="Taro Yamada"
            )
            passed = verdict in ("met", "on_track")
            yield dg.AssetCheckResult(
                asset_key=TARGET_STATUS, check_name=VERDICT.name, passed=passed, metadata={"status": verdict}
            )
            if fails:
                raise dg.Failure("cases.csv, row 3: no date. Remedy: enter it.")

        jobs = [dg.define_asset_job("soak", selection=dg.AssetSelection.all_asset_checks())]
        job = dg.Definitions(asset_checks=[checks], jobs=jobs).resolve_job_def("soak")
        quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
        return job.execute_in_process(instance=self.instance, raise_on_error=False, run_config=quiet).run_id

    def tick(self) -> Tick:
        def sender(url: str, title: str, body: str) -> None:
            if self.fails_to_send:
                raise OSError("no way")
            self.sent.append((title, body))

        return tick(
            self.settings,
            self.instance,
            lambda: [GAP, VERDICT],
            clock=lambda: self.now,
            environment={"MOKUHYO_ALERT_URL_DESK": "json://127.0.0.1/desk"},
            sender=sender,
        )

    def titles(self) -> list[str]:
        """What was sent by the next tick."""
        before = len(self.sent)
        self.tick()
        return [title.removeprefix("[mokuhyo] ") for title, _ in self.sent[before:]]


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield Watched(tmp_path, instance)


def test_failures_and_recoveries_are_told_once_per_change(watched: Watched) -> None:
    assert watched.titles() == []
    watched.run()
    assert watched.titles() == []
    watched.run("failed", "at_risk")
    assert watched.titles() == ["ERROR: new 2"]
    watched.run("failed", "not_assessable")
    assert watched.titles() == []
    watched.run("failed", "missed")
    assert watched.titles() == ["ERROR: worse 1"]
    watched.run("passed", "on_track")
    assert watched.titles() == ["ERROR: recovered 2"]
    assert watched.titles() == []
    assert "Taro Yamada" not in str(watched.sent)


def test_runs_that_were_missed_are_told_one_by_one(watched: Watched) -> None:
    watched.tick()
    watched.run("failed")
    watched.run("passed")
    assert watched.titles() == ["ERROR: new 1", "ERROR: recovered 1"]


def test_of_a_long_history_only_what_is_wrong_now_is_told(watched: Watched) -> None:
    for status in ("failed", "passed", "failed"):
        watched.run(status)
    watched.run("failed", "missed")
    assert watched.titles() == ["ERROR: new 2"]
    watched.run("passed", "missed")
    assert watched.titles() == ["ERROR: recovered 1"]


def test_what_a_desk_accepted_is_no_news_and_its_end_is(watched: Watched) -> None:
    watched.tick()
    watched.run("failed", accepted_until="2027-03-31")
    assert watched.titles() == []
    watched.run("failed")
    assert watched.titles() == ["ERROR: new 1"]
    watched.run("failed", accepted_until="2027-03-31")
    assert watched.titles() == ["ERROR: recovered 1"]


def test_a_failed_run_is_told_with_its_cause_and_its_end(watched: Watched) -> None:
    watched.tick()
    watched.run(fails=True)
    watched.run(fails=True)
    assert watched.titles() == ["ERROR: new 1"]
    assert "cases.csv, row 3: no date. Remedy: enter it." in watched.sent[-1][1]
    watched.run()
    assert watched.titles() == ["ERROR: recovered 1"]


def test_a_check_reported_from_outside_is_read(watched: Watched) -> None:
    watched.tick()
    report = dg.AssetCheckEvaluation(asset_key=TABLE, check_name=GAP.name, passed=False)
    watched.instance.report_runless_asset_event(report)
    assert watched.titles() == ["ERROR: new 1"]
    assert watched.titles() == []


def test_runs_that_hang_or_do_not_come_are_told(watched: Watched) -> None:
    watched.tick()
    run = dg.DagsterRun(job_name="soak", status=dg.DagsterRunStatus.STARTED)
    watched.instance.add_run(run)
    watched.now += timedelta(hours=4)
    assert watched.titles() == ["ERROR: new 1"]
    assert run.run_id in watched.sent[-1][1]
    watched.now += timedelta(hours=23)
    assert "no successful run within 26 hours" in str(watched.titles() and watched.sent)
    watched.instance.report_run_failed(run)
    assert watched.titles() == ["ERROR: new 1", "ERROR: recovered 1"]  # the run failed, and no longer hangs


def test_reading_and_writing_down_are_one(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    watched.tick()
    watched.run("failed")
    with monkeypatch.context() as patched:

        def crash(*_: object, **__: object) -> int:
            raise RuntimeError

        patched.setattr(orchestration.alerting, "enqueue_news", crash)
        with pytest.raises(RuntimeError):
            watched.tick()
    heartbeat = json.loads((watched.settings.home / "alerts" / "heartbeat.json").read_text(encoding="utf-8"))
    assert heartbeat["error"] == "RuntimeError"
    assert watched.titles() == ["ERROR: new 1"]


def test_a_channel_that_fails_moves_nothing_back(watched: Watched) -> None:
    watched.tick()
    watched.run("failed")
    watched.fails_to_send = True
    assert (watched.tick().messages, watched.tick().messages) == (1, 0)
    watched.fails_to_send = False
    watched.now += timedelta(minutes=2)
    assert watched.titles() == ["ERROR: new 1"]


def test_the_sensor_says_what_it_did_and_never_an_address(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOKUHYO_ALERT_URL_DESK", "json://127.0.0.1:1/PLANTED?cto=0.3")
    sensor = build_alert_sensor(watched.settings)
    assert (sensor.name, sensor.default_status) == (ALERT_SENSOR, dg.DefaultSensorStatus.STOPPED)
    watched.run("failed")
    with dg.build_sensor_context(
        instance=watched.instance,
        definitions=dg.Definitions(asset_checks=[_check_of(GAP)]),
    ) as context:
        result = sensor(context)
    assert isinstance(result, dg.SensorResult)
    said = str(result.skip_reason)
    assert "1 messages written, 0 delivered, 1 waiting" in said
    assert "PLANTED" not in said
    with Store(watched.outbox) as store:
        assert "PLANTED" not in str(undelivered(store))


def test_without_channels_nothing_is_read(watched: Watched) -> None:
    (watched.settings.home / "alert_routes.yml").unlink()
    assert watched.tick().channels == []
    assert not watched.outbox.exists()


def _check_of(key: dg.AssetCheckKey) -> dg.AssetChecksDefinition:
    @dg.asset_check(asset=key.asset_key, name=key.name)
    def check() -> dg.AssetCheckResult:
        return dg.AssetCheckResult(passed=True)

    return check
