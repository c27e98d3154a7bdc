"""A part of the backtest: the shipped way against the seasonal naive one, on the public series."""

from __future__ import annotations

import json

import numpy as np
import pytest

from benchmarks.forecast_candidates import CANDIDATES
from benchmarks.forecast_series import ORIGINS, PERIOD, STEP, Case, public_series, with_chance
from benchmarks.forecasting import NAIVE, RESULT, SHIPPED, measure, score, summary

TOTALS = {
    "accidental_deaths_united_states.deaths": 632_793,
    "international_air_passengers.thousands": 40_363,
    "lung_deaths_united_kingdom.men": 107_708,
    "lung_deaths_united_kingdom.women": 40_369,
    "road_casualties_great_britain.drivers_killed_or_seriously_injured": 320_699,
}


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return [
        Case("public", name, start, values[start : start + origin], values[start + origin : start + PERIOD])
        for name, values in public_series().items()
        for start in range(0, len(values) - PERIOD + 1, STEP)
        for origin in ORIGINS[1::2]
    ]


def test_the_public_series_are_whole() -> None:
    totals = {name: int(values.sum()) for name, values in public_series().items()}
    assert {name: totals.get(name) for name in TOTALS} == TOTALS


def test_the_shipped_forecast_beats_last_year_again(cases: list[Case]) -> None:
    shipped, naive = (summary(name, measure(name, cases))["public"] for name in (SHIPPED, NAIVE))
    for figure in ("mase", "interval_score"):
        assert shipped[figure] < naive[figure], figure
    assert 0.7 <= shipped["covered"] <= 0.9


def test_the_committed_result_is_of_this_backtest() -> None:
    result = json.loads(RESULT.read_text(encoding="utf-8"))
    by_name = {one["candidate"]: one for one in result["candidates"]}
    assert result["shipped"] == SHIPPED
    assert list(by_name) == list(CANDIDATES)
    low, high = result["floors"]["coverage"]
    assert low <= by_name[SHIPPED]["overall"]["covered"] <= high
    assert by_name[SHIPPED]["overall"]["mase"] < by_name[NAIVE]["overall"]["mase"]


def test_a_score_tells_inside_from_outside() -> None:
    history, future = np.arange(24.0), np.array([10.0, 10.0])
    drawn = np.column_stack([np.linspace(5, 15, 101), np.full(101, 10.0)])
    inside = score(Case("g", "s", 0, history, future), drawn)
    outside = score(Case("g", "s", 0, history, future + 4), drawn)
    assert (inside["covered"], inside["above"]) == (1.0, 0.0)
    assert (outside["covered"], outside["above"]) == (0.0, 1.0)
    assert outside["interval_score"] > inside["interval_score"]
    assert inside["mase"] == 0


def test_chance_keeps_the_plan_on_average() -> None:
    planned = np.full(48, 50.0)
    drawn = np.mean([with_chance(planned, np.random.default_rng(seed)).mean() for seed in range(60)])
    assert abs(drawn / 50 - 1) < 0.06
