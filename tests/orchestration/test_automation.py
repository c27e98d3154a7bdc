"""What starts runs without a person: chosen per environment, once per night, never twice for the same work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
from pydantic import ValidationError

from orchestration.automation.choices import AUTOMATIONS
from orchestration.automation.freshness import longest_interval, read_by_people
from orchestration.automation.nightly import NIGHTLY, build_nightly
from orchestration.automation.partial_refresh import PARTIAL_REFRESH, build_partial_refresh
from orchestration.automation.waiting import whole_run_waits
from orchestration.fiscal_years import every_fiscal_year
from orchestration.jobs import REFRESH, build_refresh
from orchestration.settings import Settings

YEARS = dg.StaticPartitionsDefinition(["FY2023", "FY2024"])
# Two o'clock in Japan, on the day before in Europe.
TICK = datetime(2026, 11, 25, 17, tzinfo=UTC)


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    (tmp_path / "instance").mkdir()
    with dg.DagsterInstance.local_temp(str(tmp_path / "instance")) as opened:
        yield opened


@pytest.mark.parametrize(
    ("choice", "chosen"),
    [
        (None, frozenset()),
        ("0", frozenset()),
        ("", frozenset()),
        ("1", AUTOMATIONS),
        ("all", AUTOMATIONS),
        ("true", AUTOMATIONS),
        ("nightly", frozenset({"nightly"})),
        ("Nightly, inbox,", frozenset({"nightly", "inbox"})),
    ],
)
def test_the_environment_chooses(choice: str | None, chosen: frozenset[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOKUHYO_AUTOMATION", raising=False)
    if choice is not None:
        monkeypatch.setenv("MOKUHYO_AUTOMATION", choice)
    settings = Settings()
    assert settings.automation == chosen
    assert {name for name in AUTOMATIONS if settings.automates(name)} == chosen


def test_an_automation_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOKUHYO_AUTOMATION", "nightly,hourly")
    with pytest.raises(ValidationError, match=r"hourly: no such automation\. Remedy: name some of alerts, inbox"):
        Settings()


def nightly(settings: Settings, instance: dg.DagsterInstance) -> dg.RunRequest | dg.SkipReason:
    schedule = build_nightly(settings, build_refresh(), YEARS)
    with dg.build_schedule_context(instance, scheduled_execution_time=TICK) as context:
        result = schedule(context)
    assert isinstance(result, dg.RunRequest | dg.SkipReason)
    return result


def test_each_night_asks_for_one_run_over_all_fiscal_years(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    first, again = (nightly(Settings(home=tmp_path), instance) for _ in range(2))
    assert isinstance(first, dg.RunRequest)
    assert isinstance(again, dg.RunRequest)
    assert first.run_key == again.run_key, "a tick that is repeated asks for the same run"
    assert first.tags.items() >= {**every_fiscal_year(YEARS), "mokuhyo/started_by": NIGHTLY}.items()


def test_nothing_piles_up_behind_a_run_that_waits(
    tmp_path: Path, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.automation.nightly.whole_run_waits", lambda _: "the-run")
    skipped = nightly(Settings(home=tmp_path), instance)
    assert isinstance(skipped, dg.SkipReason)
    assert "the-run waits already" in (skipped.skip_message or "")


def test_a_run_that_goes_on_or_never_began_is_not_waited_for(instance: dg.DagsterInstance) -> None:
    for status in (dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.FAILURE):
        instance.add_run(dg.DagsterRun(job_name=REFRESH, status=status))
    assert whole_run_waits(instance) is None


@pytest.mark.parametrize(("chosen", "status"), [("inbox", "STOPPED"), ("nightly", "RUNNING"), ("1", "RUNNING")])
def test_the_schedule_is_stopped_unless_chosen(chosen: str, status: str, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, automation=chosen, timezone="Europe/Berlin", nightly_cron="30 3 * * 1-5")
    schedule = build_nightly(settings, build_refresh(), YEARS)
    assert (schedule.name, schedule.default_status.value) == (NIGHTLY, status)
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("30 3 * * 1-5", "Europe/Berlin")


@pytest.mark.parametrize(("chosen", "status"), [("inbox", "STOPPED"), ("partial", "RUNNING"), ("1", "RUNNING")])
def test_partial_refresh_is_stopped_unless_chosen(chosen: str, status: str, tmp_path: Path) -> None:
    sensor = build_partial_refresh(Settings(home=tmp_path, automation=chosen))
    assert (sensor.name, sensor.default_status.value) == (PARTIAL_REFRESH, status)


@pytest.mark.parametrize(("cron", "hours"), [("0 2 * * *", 24), ("0 2 * * 1-5", 72), ("0 */6 * * *", 6)])
def test_the_window_follows_the_cadence(cron: str, hours: int) -> None:
    assert longest_interval(cron, "Asia/Tokyo", TICK) == timedelta(hours=hours)


def test_only_what_people_read_has_a_freshness(graph: dg.AssetGraph, settings: Settings) -> None:
    policies = {key.to_user_string(): graph.get(key).freshness_policy for key in graph.materializable_asset_keys}
    assert {name for name, policy in policies.items() if policy is not None} == {"published/marts", "published/history"}
    assert policies["published/marts"] == read_by_people(settings, TICK)
    assert read_by_people(settings, TICK) == dg.FreshnessPolicy.time_window(
        fail_window=timedelta(hours=28), warn_window=timedelta(hours=26)
    )


def test_a_server_shows_what_starts_runs(definitions: dg.Definitions) -> None:
    repository = definitions.get_repository_def()
    assert {schedule.name for schedule in repository.schedule_defs} == {NIGHTLY}
    assert {sensor.name for sensor in repository.sensor_defs} >= {"inbox_changes", PARTIAL_REFRESH}
