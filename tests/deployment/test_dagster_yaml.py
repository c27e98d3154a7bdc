"""deploy/dagster.yaml on a real PostgreSQL: events arrive, survive a restart, and no password is shown."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from ingest.contracts import load_contracts
from orchestration.assets.landing import build_landing, source_key
from orchestration.home import Home
from orchestration.instance import InstanceError, open_instance
from orchestration.resources import Warehouse, hold
from orchestration.retention import prune_runs
from orchestration.run_launcher import WatchedRunLauncher
from orchestration.settings import Settings
from tests.deployment.conftest import DEPLOY, server_home
from tests.deployment.postgres import PostgreSQL

RATES = "年月,通貨,円\n2024/4,USD,150\n".encode()


@pytest.fixture
def home(postgres: PostgreSQL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    for name, value in postgres.environment.items():
        monkeypatch.setenv(name, value)
    return server_home(tmp_path / "home")


@pytest.fixture
def instance(home: Home) -> Iterator[dg.DagsterInstance]:
    with open_instance(home) as opened:
        yield opened


def land(instance: dg.DagsterInstance, home: Home) -> str:
    inbox = home.root / "inbox"
    (inbox / "fx_rates").mkdir(parents=True, exist_ok=True)
    (inbox / "fx_rates" / "fx_rates_FY2024_20240410.csv").write_bytes(RATES)
    settings = Settings(home=home.root, inbox=str(inbox))
    warehouse = Warehouse(database=str(home.warehouse), run_lock=str(home.run_lock))
    result = dg.materialize(
        [build_landing(settings, load_contracts())[0]],
        selection=[source_key("fx_rates")],
        instance=instance,
        resources={"warehouse": warehouse},
    )
    return result.run_id


def test_the_configuration_of_the_operator_stays(home: Home, instance: dg.DagsterInstance) -> None:
    assert (home.dagster / "dagster.yaml").read_bytes() == (DEPLOY / "dagster.yaml").read_bytes()
    assert isinstance(instance.run_launcher, WatchedRunLauncher)
    assert type(instance.run_storage).__name__ == "PostgresRunStorage"
    assert (instance.run_monitoring_enabled, instance.run_retries_enabled, instance.run_retries_max_retries) == (
        True,
        True,
        0,
    )
    assert not instance.telemetry_enabled
    assert not instance.nux_enabled


def test_what_lands_is_recorded_there_and_is_still_known_after_a_restart(
    postgres: PostgreSQL, home: Home, instance: dg.DagsterInstance
) -> None:
    before = land(instance, home)
    postgres.stop()
    postgres.start()
    after = land(instance, home)
    assert {run.run_id: run.status for run in instance.get_runs() if run.run_id in (before, after)} == dict.fromkeys(
        (before, after), dg.DagsterRunStatus.SUCCESS
    )
    event = instance.get_latest_materialization_event(source_key("fx_rates"))
    assert event is not None
    assert event.run_id == after
    assert postgres.run_sql(f"select count(*) from event_logs where run_id = '{before}'")[0][0]
    # Nothing was kept beside it in SQLite.
    assert not list(home.dagster.rglob("*.db"))


def test_old_runs_are_removed_there_too(postgres: PostgreSQL, home: Home, instance: dg.DagsterInstance) -> None:
    old, newest = land(instance, home), land(instance, home)
    assert old in prune_runs(instance, datetime.now(UTC) + timedelta(days=1), keep=1)
    assert not instance.all_logs(old)
    assert instance.all_logs(newest)


def test_no_password_is_shown_and_a_wrong_one_is_refused(
    postgres: PostgreSQL, home: Home, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    land(instance, home)
    shown = (instance.info_str() or "") + postgres.dump()
    assert postgres.password not in shown
    wrong = home.root / "wrong"
    wrong.write_text(postgres.passfile.read_text(encoding="utf-8").replace(postgres.password, "wr0ng-Secret"))
    wrong.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(wrong))
    monkeypatch.setattr("dagster_postgres.utils.time.sleep", lambda _: None)
    with pytest.raises(InstanceError, match=r"Remedy: .*MOKUHYO_DAGSTER_DATABASE") as refused:
        open_instance(server_home(home.root / "other"))
    assert "wr0ng-Secret" not in "".join(traceback.format_exception(refused.value))


def test_a_run_whose_process_died_is_noticed(
    home: Home, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.run_launcher.SECOND_LOOK_SECONDS", 0)
    launcher = instance.run_launcher
    job = dg.Definitions(assets=[dg.AssetSpec("a")], jobs=[]).resolve_implicit_global_asset_job_def()
    run = instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)
    healthy = launcher.check_run_worker_health(run)
    assert healthy.status.value == "RUNNING"
    monkeypatch.setattr("orchestration.run_launcher.GRACE_SECONDS", -1)
    with hold(home.run_lock):
        assert launcher.check_run_worker_health(run).status.value == "RUNNING"
    died = launcher.check_run_worker_health(run)
    assert (died.status.value, "ended before" in (died.msg or "")) == ("FAILED", True)
    instance.report_run_failed(run, died.msg)
    assert launcher.check_run_worker_health(run).status.value == "RUNNING"
