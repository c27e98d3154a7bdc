"""The published figures against a count that shares no code with the pipeline, and against the ground truth."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.end_to_end.pipeline import AS_OF
from tests.end_to_end.recount import VERSIONS, Figures, recount, recount_monitored

INDICATORS = (
    "fdi_success",
    "fdi_support",
    "collab_success",
    "collab_support",
    "su_success",
    "su_support",
    "ovs_success",
    "ovs_support_companies",
)
SAMPLES = ("full", "planted", "repaired")


def true_counts(truth: dict[str, Any]) -> dict[tuple[str, str], int]:
    readings = {"current": "initial", "revised": "total"}
    return {
        (indicator, version): truth["true_counts"][indicator][reading]
        for indicator in INDICATORS
        for version, reading in readings.items()
    }


@pytest.mark.parametrize("name", SAMPLES)
def test_figures_equal_an_independent_count_of_the_exports(name: str, request: pytest.FixtureRequest) -> None:
    sample = request.getfixturevalue(name)
    counted = recount(sample.inbox, AS_OF)
    assert set(counted) == {(indicator, version) for indicator in INDICATORS for version in VERSIONS}
    assert sample.published.figures == counted


@pytest.mark.parametrize("name", SAMPLES)
def test_monitored_figures_equal_an_independent_count_of_the_exports(name: str, request: pytest.FixtureRequest) -> None:
    sample = request.getfixturevalue(name)
    counted = recount_monitored(sample.inbox, AS_OF)
    published = sample.published.monitored
    assert published.keys() == counted.keys()
    assert len(counted) == 23
    assert {indicator: actual for indicator, (actual, _, _) in published.items()} == pytest.approx(
        {indicator: round(figure, 2) for indicator, figure in counted.items()}, abs=Decimal("0.01")
    )
    assert all(low <= actual <= high for actual, low, high in published.values())


@pytest.mark.parametrize("name", SAMPLES)
def test_the_truth_lies_within_the_bounds(name: str, request: pytest.FixtureRequest) -> None:
    sample = request.getfixturevalue(name)
    figures = sample.published.figures
    outside = {
        key: (count, figures[key])
        for key, count in true_counts(sample.truth).items()
        if not figures[key].low <= count <= figures[key].high
    }
    assert outside == {}


@pytest.mark.parametrize("name", ["full", "planted"])
def test_planted_gaps_and_no_others_are_found(name: str, request: pytest.FixtureRequest) -> None:
    sample = request.getfixturevalue(name)
    planted = {(gap["expectation_id"], gap["source"], gap["fiscal_year"]) for gap in sample.truth["planted_gaps"]}
    assert planted
    assert sample.published.gap_keys == planted


def test_exports_without_gaps_give_the_truth_without_doubt(repaired: Any) -> None:
    assert repaired.truth["planted_gaps"] == []
    assert repaired.published.gaps == []
    figures = repaired.published.figures
    for key, count in true_counts(repaired.truth).items():
        assert figures[key] == Figures(count, count, count, figures[key].excluded), key
    assert {indicator for indicator, bounds in repaired.published.monitored.items() if len(set(bounds)) > 1} == set()


def test_the_realistic_sample_reaches_realistic_volumes(full: Any) -> None:
    # A recount that agrees because both sides read nothing would prove nothing.
    assert all(actual > 0 for actual, _, _ in full.published.monitored.values())
    assert full.published.figures["ovs_success", "revised"].actual > 50_000
    assert full.published.figures["ovs_success", "revised"].excluded > 0
    assert full.published.figures["su_success", "revised"].excluded > 0
    assert full.published.figures["ovs_support_companies", "revised"].excluded > 0
