"""Narratives in Dagster: what the UI shows of them, and that a new one asks for a run and for a rebuild."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import dagster as dg
import pytest

from ingest.contracts import load_contracts
from ingest.land import land_inbox
from orchestration.assets.landing import build_landing, source_key
from orchestration.automation.inbox_sensor import build_inbox_sensor
from orchestration.fingerprint import run_fingerprint
from orchestration.home import Home
from orchestration.jobs import build_refresh
from orchestration.resources import Warehouse
from orchestration.settings import Settings

AS_OF = date(2026, 10, 31)
TRIALS = "narratives/partner_trials_20260930.txt"
SECRET_PLANS = "まだ公表していない試行"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "inbox" / "narratives").mkdir(parents=True)
    return Settings(home=tmp_path / "home", inbox=tmp_path / "inbox")


def put(settings: Settings, file: str, text: str) -> None:
    (Path(str(settings.inbox)) / file).write_text(text, encoding="utf-8")


def test_the_ui_shows_files_and_what_is_wrong_with_them_and_no_text(settings: Settings) -> None:
    put(settings, TRIALS, SECRET_PLANS)
    put(settings, "narratives/partner_trials_2026.txt", SECRET_PLANS)
    home = Home(settings.home)
    landing = build_landing(settings, load_contracts())[0]
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(
            [landing],
            selection=[source_key("narratives")],
            instance=instance,
            resources={"warehouse": Warehouse(database=str(home.warehouse), run_lock=str(home.run_lock))},
        )
        logged = "\n".join(map(str, instance.all_logs(result.run_id)))
    passed = {check.check_name: check.passed for check in result.get_asset_check_evaluations()}
    assert passed == {"files_readable": False, "files_reachable": True}
    (materialization,) = result.asset_materializations_for_node(landing.op.name)
    assert materialization.metadata["narratives"].value == f"- {TRIALS}"
    assert SECRET_PLANS not in logged


def test_a_new_or_corrected_text_changes_what_a_run_depends_on(settings: Settings) -> None:
    home = Home(settings.home)

    def fingerprint() -> str:
        land_inbox(str(settings.inbox), home.landing, home.receipts, ["narratives"])
        return run_fingerprint(home, AS_OF, "code")

    empty = fingerprint()
    put(settings, TRIALS, "一")
    one = fingerprint()
    assert fingerprint() == one
    put(settings, TRIALS, "二")
    assert len({empty, one, fingerprint()}) == 3


def test_a_new_text_asks_for_a_run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestration.automation.inbox_sensor.REST", timedelta())
    sensor = build_inbox_sensor(settings, load_contracts().keys(), build_refresh())

    def tick(cursor: str | None) -> dg.SensorResult:
        with dg.DagsterInstance.ephemeral() as instance, dg.build_sensor_context(instance, cursor=cursor) as context:
            result = sensor(context)
        assert isinstance(result, dg.SensorResult)
        return result

    resting = tick(tick(tick(None).cursor).cursor)
    put(settings, TRIALS, "一")
    changed = tick(resting.cursor)
    assert not changed.run_requests
    assert len(tick(changed.cursor).run_requests or ()) == 1
