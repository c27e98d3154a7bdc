"""The alert sensor: what failed, what turned worse, what recovered, told to those who are to hear of it.

Belongs here: one tick in the server. Does not belong here: what a tick does (`orchestration.alerting`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import dagster as dg

from orchestration.settings import Settings

ALERT_SENSOR = "alerts"
INTERVAL_SECONDS = 60


def now_utc() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def build_alert_sensor(settings: Settings, *, clock: Callable[[], datetime] = now_utc) -> dg.SensorDefinition:
    """Build the sensor that tells people.

    Args:
        settings: Name the routes and the home directory.
        clock: Tells the time.
    """
    status = dg.DefaultSensorStatus.RUNNING if settings.automates("alerts") else dg.DefaultSensorStatus.STOPPED

    @dg.sensor(
        name=ALERT_SENSOR,
        minimum_interval_seconds=INTERVAL_SECONDS,
        default_status=status,
        description=(
            "Tells of failed expectations, verdicts that turned, and runs that failed, hang or do not come. Where "
            "reading stands is kept in the outbox; resetting the cursor here changes nothing."
        ),
    )
    def alerts(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        from orchestration.alerting import tick

        def checks() -> list[dg.AssetCheckKey]:
            repository = context.repository_def
            return [] if repository is None else sorted(repository.asset_graph.asset_check_keys)

        done = tick(settings, context.instance, checks, clock=clock)
        if not done.channels:
            return dg.SensorResult(
                skip_reason=dg.SkipReason(
                    "Nobody is to be told. Remedy: set MOKUHYO_ALERT_URLS or write alert_routes.yml (docs/alerts.md)."
                )
            )
        failing = [
            f"{report.channel} (busy)" if report.is_busy else f"{report.channel}: {report.error}"
            for report in done.channels
            if report.error or report.is_busy
        ]
        delivered = sum(report.delivered for report in done.channels)
        told = (
            f"{done.messages} messages written, {delivered} delivered, {done.pending} waiting, "
            f"{done.open_episodes} episodes open."
        )
        return dg.SensorResult(skip_reason=dg.SkipReason(" ".join([told, *failing])))

    return alerts
