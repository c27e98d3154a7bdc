"""The series of the backtest: public monthly counts, and the monthly plan of the synthetic exports.

The generator of the exports plans how many records every month has, and the seed only chooses which day and company:
its months repeat year for year without any chance. A forecast that knew that would need no interval, and one that does
not is right too often. So chance is added to the same plan here, and the bare plan is measured on its own.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from synthetic.overseas import is_counted
from synthetic.schedule import PERIOD_END, PERIOD_START, FloatArray, months_between
from synthetic.world import World, build_world

DATA = Path(__file__).with_name("data")
PERIOD = 48
ORIGINS = (6, 12, 18, 24, 30, 36, 42, 45)
# Every second year of a public series begins a period.
STEP = 24
NOISE_SEEDS = (1, 2, 3, 4, 5)
# Not looked at when the constants of the model were chosen: periods that begin in the years between, and other seeds.
HELD_OUT_START, HELD_OUT_SEEDS = 12, (101, 102, 103)
# Variance of a month over its mean, monthly drift of the level, and scatter of the months around it.
OVERDISPERSION, DRIFT, SCATTER = (1.0, 1.5, 3.0), (0.0, 0.02, 0.04), (0.0, 0.05, 0.1)


@dataclass(frozen=True)
class Case:
    """One forecast to make: what was known, and what came.

    Attributes:
        group: `public`, `synthetic` (with chance) or `plan` (without).
        series: Name of the series.
        period: Which period of it, or which seed.
        history: Whole months before the origin.
        future: Months from the origin to the period's end.
    """

    group: str
    series: str
    period: int
    history: FloatArray
    future: FloatArray


def cases(*, held_out: bool = False) -> Iterator[Case]:
    """Yield the forecasts of the backtest: periods of 48 months, each from several origins.

    Args:
        held_out: Those kept apart, instead.
    """
    for group, series, period, months in _periods(held_out):
        for origin in ORIGINS:
            if months[:origin].any():
                yield Case(group, series, period, months[:origin], months[origin:])


def _periods(held_out: bool) -> Iterator[tuple[str, str, int, FloatArray]]:
    """Yield periods of 48 months: group, series, number, values."""
    for name, values in public_series().items():
        for start in range(HELD_OUT_START if held_out else 0, len(values) - PERIOD + 1, STEP):
            yield "public", name, start, values[start : start + PERIOD]
    # The months of the plan are the same for every seed.
    planned = planned_series(build_world(1, 1.0, PERIOD_END))
    for seed in HELD_OUT_SEEDS if held_out else NOISE_SEEDS:
        for position, (name, values) in enumerate(planned.items()):
            yield "synthetic", name, seed, with_chance(values, np.random.default_rng([seed, position]))
    if not held_out:
        for name, values in planned.items():
            yield "plan", name, 0, values


def public_series() -> dict[str, FloatArray]:
    """Read the public series."""
    series = {}
    for path in sorted(DATA.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for column in rows[0]:
            if column != "month":
                series[f"{path.stem}.{column}"] = np.array([float(row[column]) for row in rows])
    return series


def planned_series(world: World) -> dict[str, FloatArray]:
    """Count what a synthetic world brings month by month: the eight targets' indicators, and two of the supplement."""
    counted = is_counted(world.successes, world.supports, PERIOD_END)
    registers = {"fdi": world.fdi, "collab": world.collaboration, "su": world.startup}
    days = {
        "ovs_success": world.successes.day[counted],
        "ovs_support_companies": _first_days(world),
        "ovs_success_supplement": world.successes.day[
            counted[world.supports.segment[world.successes.support[counted]] == 1]
        ],
    }
    for name, register in registers.items():
        days[f"{name}_support"] = register.support_day
        days[f"{name}_success"] = register.success_day[register.counted_by(PERIOD_END)]
    supplement = np.array([source.startswith("令和") for source in world.fdi.budget_sources])
    days["fdi_support_supplement"] = world.fdi.support_day[supplement]
    return {name: _by_month(day.tolist()) for name, day in days.items()}


def _first_days(world: World) -> FloatArray:
    """Day on which each company first appears in a fiscal year."""
    first: dict[tuple[int, int], int] = {}
    in_scope = world.supports.segment < 2
    for day, company in zip(
        world.supports.day[in_scope].tolist(), world.supports.company[in_scope].tolist(), strict=True
    ):
        when = date.fromordinal(day)
        first.setdefault((company, when.year - (when.month < PERIOD_START.month)), day)
    return np.array(list(first.values()))


def _by_month(days: list[int]) -> FloatArray:
    months = {month: place for place, month in enumerate(months_between(PERIOD_START, PERIOD_END))}
    counts = np.zeros(len(months))
    for day in days:
        place = months.get(date.fromordinal(day).replace(day=1))
        if place is not None:
            counts[place] += 1
    return counts


def with_chance(planned: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Draw counts around a plan: a level that drifts, months that scatter, and more than Poisson noise."""
    excess = rng.choice(OVERDISPERSION) - 1
    drift = np.exp(np.cumsum(rng.normal(0, rng.choice(DRIFT), len(planned))))
    mean = planned * drift * np.exp(rng.normal(0, rng.choice(SCATTER), len(planned)))
    if excess > 0:
        mean = rng.gamma(np.maximum(mean, 1e-12) / excess, excess)
    return rng.poisson(mean).astype(np.float64)
