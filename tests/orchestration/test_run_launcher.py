"""A run of the job that names no fiscal year is about all of them; one that names some is left as it is."""

from __future__ import annotations

from typing import Any

import dagster as dg
import pytest
from dagster._core.launcher.base import LaunchRunContext

from orchestration.fiscal_years import every_fiscal_year, fiscal_year_partitions
from orchestration.run_launcher import WatchedRunLauncher
from orchestration.settings import Settings

ALL = every_fiscal_year(fiscal_year_partitions(Settings()))
ONE_YEAR = {"dagster/partition": "FY2024"}


@pytest.mark.parametrize(
    ("job", "given", "launched"),
    [
        ("refresh", {}, ALL),
        ("refresh", ONE_YEAR, ONE_YEAR),
        ("refresh", {**ALL, "dagster/backfill": "b"}, {**ALL, "dagster/backfill": "b"}),
        ("__ASSET_JOB", {}, {}),
    ],
)
def test_a_run_without_a_fiscal_year_is_about_all(
    job: str, given: dict[str, str], launched: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dg.DefaultRunLauncher, "launch_run", lambda *_: None)
    launcher: Any = WatchedRunLauncher()
    with dg.DagsterInstance.ephemeral() as instance:
        run = instance.add_run(dg.DagsterRun(job_name=job, tags=given))
        launcher.register_instance(instance)
        launcher.launch_run(LaunchRunContext(dagster_run=run, workspace=None))
        stored = instance.get_run_by_id(run.run_id)
    assert stored is not None
    assert {name: value for name, value in stored.tags.items() if not name.startswith(".dagster")} == launched
