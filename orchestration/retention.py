"""Retention of Dagster's records: old runs with their events and output go, what the UI says last of an asset stays.

Receipts, publications and history are no records of Dagster and are never touched here.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import dagster as dg

BATCH: Final = 100
ENDED: Final = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
# Kept however old they are, so that a quiet year does not empty the list.
KEPT_RUNS: Final = 20


def prune_runs(instance: dg.DagsterInstance, before: datetime, keep: int = KEPT_RUNS) -> list[str]:
    """Remove runs that ended, with events and captured output.

    Args:
        instance: Dagster's instance.
        before: Runs created earlier go.
        keep: So many of the newest runs stay in any case, and so do those that speak last for an asset.

    Returns:
        Ids of the runs removed, the oldest first.
    """
    newest = instance.get_runs(limit=keep) if keep else []
    stays = {run.run_id for run in newest} | _speaking_last(instance)
    removed: list[str] = []
    skipped = 0
    while True:
        # Those that stay come again with every batch; the limit leaves room for them.
        records = instance.get_run_records(
            dg.RunsFilter(statuses=ENDED, created_before=before.astimezone(UTC)),
            limit=(limit := BATCH + skipped),
            ascending=True,
        )
        old = [record.dagster_run.run_id for record in records if record.dagster_run.run_id not in stays]
        for run_id in old:
            instance.delete_run(run_id)
            instance.compute_log_manager.delete_logs(prefix=[run_id])
            _remove_empty_log(instance, run_id)
        removed += old
        skipped = len(records) - len(old)
        if len(records) < limit:
            return removed


def _speaking_last(instance: dg.DagsterInstance) -> set[str]:
    last = (record.asset_entry.last_materialization for record in instance.get_asset_records())
    return {entry.run_id for entry in last if entry is not None}


def _remove_empty_log(instance: dg.DagsterInstance, run_id: str) -> None:
    # SQLite keeps a file per run, which stays when its rows go.
    for file in (Path(instance.root_directory) / "history" / "runs").glob(f"{run_id}.db*"):
        file.unlink(missing_ok=True)
