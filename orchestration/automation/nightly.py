"""The nightly schedule: a whole run in the early morning, so that what people read counts up to their day."""

from __future__ import annotations

import dagster as dg

from orchestration.automation.waiting import whole_run_waits
from orchestration.fiscal_years import every_fiscal_year
from orchestration.settings import Settings

NIGHTLY = "nightly_refresh"


def build_nightly(
    settings: Settings, job: dg.UnresolvedAssetJobDefinition, partitions: dg.PartitionsDefinition[str]
) -> dg.ScheduleDefinition:
    """Build the schedule.

    Args:
        settings: When it runs, in which time zone, and whether it is switched on.
        job: What to run.
        partitions: Fiscal years; a run is about all of them.
    """
    status = dg.DefaultScheduleStatus.RUNNING if settings.automates("nightly") else dg.DefaultScheduleStatus.STOPPED

    @dg.schedule(
        name=NIGHTLY,
        job=job,
        cron_schedule=settings.nightly_cron,
        execution_timezone=settings.timezone,
        default_status=status,
        description="Requests a refresh, unless one waits already. After downtime the newest missed one is made up.",
    )
    def nightly_refresh(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        waiting = whole_run_waits(context.instance)
        if waiting is not None:
            return dg.SkipReason(f"The refresh {waiting} waits already; it counts up to the day on which it begins.")
        at = context.scheduled_execution_time
        return dg.RunRequest(
            # One run per tick, also when the daemon dies between asking for it and remembering that.
            run_key=f"{NIGHTLY}-{at:%Y%m%dT%H%M%z}",
            tags={"mokuhyo/started_by": NIGHTLY, **every_fiscal_year(partitions)},
        )

    return nightly_refresh
