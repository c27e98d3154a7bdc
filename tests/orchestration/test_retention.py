"""Old runs go with events and output; the newest, and those that speak last for an asset, stay."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from orchestration.command_line.application import run_application
from orchestration.home import Home
from orchestration.instance import open_instance
from orchestration.retention import prune_runs

LATER = datetime.now(UTC) + timedelta(days=1)


@dg.asset
def often() -> None:
    print("printed by a step")


@dg.asset
def once() -> None: ...


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def run(instance: dg.DagsterInstance, *assets: dg.AssetsDefinition) -> str:
    return dg.materialize(list(assets), instance=instance).run_id


def files_of(home: Home, run_id: str) -> list[Path]:
    return [path for path in home.dagster.rglob("*") if run_id in str(path)]


def test_old_runs_go_and_what_is_said_last_of_an_asset_stays(home: Home) -> None:
    with open_instance(home) as instance:
        with_once = run(instance, once)
        old = [run(instance, often) for _ in range(2)]
        newest = [run(instance, often)]
        assert all(files_of(home, run_id) for run_id in old)
        assert prune_runs(instance, LATER, keep=1) == old
        assert {record.run_id for record in instance.get_runs()} == {with_once, *newest}
        assert instance.get_latest_materialization_event(dg.AssetKey("once")) is not None
        assert instance.get_latest_materialization_event(dg.AssetKey("often")) is not None
    assert not [file for run_id in old for file in files_of(home, run_id)]
    assert all(files_of(home, run_id) for run_id in newest)


def test_more_runs_than_one_batch_and_many_that_stay(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestration.retention.BATCH", 1)
    with open_instance(home) as instance:
        kept = [run(instance, dg.asset(name=f"once_{n}")(lambda: None)) for n in range(2)]
        old = [run(instance, often) for _ in range(2)]
        last = run(instance, often)
        assert prune_runs(instance, LATER, keep=0) == old
        assert {record.run_id for record in instance.get_runs()} == {*kept, last}


def test_runs_that_are_young_or_under_way_stay(home: Home) -> None:
    with open_instance(home) as instance:
        ended = [run(instance, often) for _ in range(2)]
        job = dg.Definitions(assets=[often], jobs=[dg.define_asset_job("job")]).resolve_job_def("job")
        under_way = instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)
        assert prune_runs(instance, datetime.now(UTC) - timedelta(days=1), keep=0) == []
        assert prune_runs(instance, LATER, keep=0) == ended[:1]
        assert instance.get_run_by_id(under_way.run_id) is not None


@pytest.mark.parametrize(("language", "said"), [("en", "0 runs from before"), ("ja", "0 件削除しました")])
def test_the_command_says_what_it_did(home: Home, language: str, said: str, capfd: pytest.CaptureFixture[str]) -> None:
    with open_instance(home) as instance:
        run(instance, often)
    assert run_application(["prune", "--home", str(home.root), "--lang", language]) == 0
    assert said in capfd.readouterr().out
    assert run_application(["prune", "--home", str(home.root), "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["removed"] == []
