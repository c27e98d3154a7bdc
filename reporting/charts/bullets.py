"""What a bullet shows of a target, in percent of the target in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any


@dataclass(frozen=True)
class Bullet:
    """A target in percent of the target in force; None for what is not known, or for a bound that nothing bounds.

    Attributes:
        row: Row of `kpi_target_status` of the version that the rest is of.
        actual: The actual.
        low: Its low bound.
        high: Its high bound.
        pace: The pace by the as-of date.
        forecast: Forecast of the period's end.
        forecast_low: Low end of its interval.
        forecast_high: High end of its interval.
        in_force: The target in force, 100.
        others: Targets of the other versions.
    """

    row: Mapping[str, Any]
    actual: float | None
    low: float | None
    high: float | None
    pace: float | None
    forecast: float | None
    forecast_low: float | None
    forecast_high: float | None
    in_force: float
    others: Sequence[float]


def bullets_of(rows: Sequence[Mapping[str, Any]]) -> list[Bullet]:
    """Return the bullets of all targets.

    Args:
        rows: Rows of `kpi_target_status`, the versions of an indicator one after the other; those without a target are
            left out.
    """
    with_target = [row for row in rows if row["target"]]
    return [_bullet(list(versions)) for _, versions in groupby(with_target, key=lambda row: row["indicator_id"])]


def version_in_force(versions: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the version in force, the latest when none is.

    Args:
        versions: Rows of one indicator, one per target version.
    """
    return max(versions, key=lambda row: (bool(row["is_in_force"]), row["effective_from"]))


def highest_percent(bullets: Sequence[Bullet]) -> float:
    """Return the percent at which bullets that stand under each other end.

    Args:
        bullets: The bullets.
    """
    shown = [
        value
        for bullet in bullets
        for value in (bullet.actual, bullet.high, bullet.pace, bullet.forecast, bullet.forecast_high, *bullet.others)
        if value is not None
    ]
    return 1.03 * max([100.0, *shown])


def _bullet(versions: Sequence[Mapping[str, Any]]) -> Bullet:
    judged = version_in_force(versions)

    def percent(value: float | None) -> float | None:
        return None if value is None else round(100 * float(value) / judged["target"], 2)

    return Bullet(
        row=judged,
        actual=percent(judged["actual"]),
        low=percent(judged["actual_low"]),
        high=percent(judged["actual_high"]),
        pace=percent(judged["pace"]),
        forecast=percent(judged["forecast"]),
        forecast_low=percent(judged["forecast_low"]),
        forecast_high=percent(judged["forecast_high"]),
        in_force=100.0,
        others=[round(100 * row["target"] / judged["target"], 2) for row in versions if row is not judged],
    )
