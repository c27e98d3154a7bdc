"""Freshness of what people read. That of the sources is an expectation, by the cadence of their contracts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import dagster as dg

from orchestration.settings import Settings

# How long a run may wait and take before anybody is told, and before it counts as failed.
WARN_AFTER, FAIL_AFTER = timedelta(hours=2), timedelta(hours=4)
LOOKED_AT = timedelta(days=400)


def read_by_people(settings: Settings, now: datetime | None = None) -> dg.FreshnessPolicy:
    """Return the policy of what people read: made anew with each nightly run, and a little time for it.

    Args:
        settings: When nightly runs are.
        now: Now; the clock when None.
    """
    longest = longest_interval(settings.nightly_cron, settings.timezone, datetime.now(UTC) if now is None else now)
    return dg.FreshnessPolicy.time_window(fail_window=longest + FAIL_AFTER, warn_window=longest + WARN_AFTER)


def longest_interval(cron: str, timezone: str, now: datetime) -> timedelta:
    """Return the longest time between two ticks of a cron schedule, such as a weekend of one for working days.

    Args:
        cron: Schedule.
        timezone: Its time zone.
        now: Ticks of the year before are looked at.
    """
    # Dagster's own reading of cron, by way of the partitions between ticks.
    ticks = dg.TimeWindowPartitionsDefinition(
        start=now - LOOKED_AT, end=now, cron_schedule=cron, fmt="%Y-%m-%dT%H:%M:%S%z", timezone=timezone
    )
    moments = [ticks.start_time_for_partition_key(key) for key in ticks.get_partition_keys()]
    return max((later - earlier for earlier, later in pairwise(moments)), default=timedelta(days=1))
