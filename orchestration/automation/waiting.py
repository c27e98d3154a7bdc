"""A whole run that waits for its turn does for every automation what each of them would ask for."""

from __future__ import annotations

import dagster as dg

from orchestration.jobs import REFRESH


def whole_run_waits(instance: dg.DagsterInstance) -> str | None:
    """Return the id of a whole run that was asked for and has not begun.

    It will see every file that is there now, and count up to the day on which it begins.

    Args:
        instance: Where runs are recorded.
    """
    # Queued alone: a run whose process died while it began stays in the states between for ever.
    queued = dg.RunsFilter(job_name=REFRESH, statuses=[dg.DagsterRunStatus.QUEUED])
    records = instance.get_run_records(queued, limit=1)
    return records[0].dagster_run.run_id if records else None
