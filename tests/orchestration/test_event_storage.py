"""Dagster's events in SQLite: by our storage, in the home directory wherever it lies, and seen while they come."""

from __future__ import annotations

import os
from pathlib import Path

import dagster as dg
import pytest
from sqlalchemy import event

from orchestration.event_storage import MOST_ENGINES, PooledEventLogStorage
from orchestration.home import Home
from orchestration.instance import open_instance

SILENT = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dg.asset
def counted() -> dg.MaterializeResult[None]:
    return dg.MaterializeResult(metadata={"rows": 3})


def run(home: Home) -> str:
    with open_instance(home) as instance:
        return dg.materialize([counted], instance=instance, run_config=SILENT).run_id


def storage(instance: dg.DagsterInstance) -> PooledEventLogStorage:
    assert isinstance(instance.event_log_storage, PooledEventLogStorage)
    return instance.event_log_storage


def test_a_home_directory_uses_it(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with open_instance(home) as instance:
        shard = storage(instance).path_for_shard("index")
    assert Path(shard).is_relative_to(home.dagster)


def test_a_home_directory_that_was_moved_keeps_its_runs(tmp_path: Path) -> None:
    run_id = run(Home(tmp_path / "old"))
    (tmp_path / "old").rename(tmp_path / "new")
    with open_instance(Home(tmp_path / "new")) as instance:
        events = instance.all_logs(run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION)
        latest = instance.get_latest_materialization_event(counted.key)
    assert len(events) == 1
    assert latest is not None
    assert latest.run_id == run_id
    assert not (tmp_path / "old").exists()


def test_who_watches_the_file_of_a_run_hears_of_each_event(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with open_instance(home) as instance:
        run_id = dg.materialize([counted], instance=instance, run_config=SILENT).run_id
        shard = storage(instance).path_for_shard(run_id)
        os.utime(shard, (1, 1))
        record = instance.get_run_by_id(run_id)
        assert record is not None
        instance.report_engine_event("said afterwards", record)
        assert Path(shard).stat().st_mtime > 1
        instance.all_logs(run_id)
        os.utime(shard, (1, 1))
        instance.all_logs(run_id)
        assert Path(shard).stat().st_mtime == 1


def test_connections_of_runs_looked_at_long_ago_are_closed(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with open_instance(home) as instance:
        kept = storage(instance)
        runs = [instance.create_run_for_job(_job, tags={"n": str(n)}).run_id for n in range(MOST_ENGINES + 3)]
        for run_id in runs:
            instance.all_logs(run_id)
        assert set(kept._engines) - {"index"} == set(runs[-MOST_ENGINES:])
        assert instance.all_logs(runs[0]) == []


@dg.asset_check(asset=counted, name="rows_known")
def rows_known() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=True)


def test_what_a_run_plans_is_written_down_as_a_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    definitions = dg.Definitions(
        assets=[counted], asset_checks=[rows_known], jobs=[dg.define_asset_job("all_of_it", "*")]
    )
    job = definitions.resolve_job_def("all_of_it")
    planned = {dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED, dg.DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED}
    with open_instance(Home(tmp_path / "home")) as instance:
        run_id = job.execute_in_process(instance=instance, run_config=SILENT).run_id
        assert len(instance.all_logs(run_id, of_type=planned)) == 2
        kept, batch = storage(instance), instance.all_logs(run_id, of_type=planned)
        commits: list[str] = []
        event.listen(kept._engines[run_id], "commit", lambda _: commits.append(run_id))
        kept.store_event_batch(batch)
        assert len(commits) == 1
        assert len(instance.all_logs(run_id, of_type=planned)) == 4
        monkeypatch.setattr(kept, "store_asset_check_event", _fail)
        with pytest.raises(OSError, match="no space"):
            kept.store_event_batch(batch)
        assert len(instance.all_logs(run_id, of_type=planned)) == 4


def _fail(*_: object) -> None:
    raise OSError("no space left on device")


@dg.op
def nothing() -> None: ...


@dg.job
def _job() -> None:
    nothing()
