"""Every kind of gap is found by the expectation meant for it, and nothing else is found; a few runs for all kinds.

One kind at a time, many random combinations and many clean samples: `make test-mutation`.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from expectations.suites import load_suites
from tests.mutation.catalogue import UNPLANTED, catalogue
from tests.mutation.exports import CleanSample, Exports
from tests.mutation.packing import at_random, packed
from tests.mutation.pipeline import Outcome, Pipeline
from tests.mutation.replay import Project
from tests.mutation.special_forms import CHANGED
from tests.mutation.trial import Planting, Trial, attempt, run

SEED = 7
SCALE = 0.1
LEAST_KINDS = 60


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory, project: Project) -> Pipeline:
    return Pipeline(tmp_path_factory.mktemp("mutation"), CleanSample.build(SEED, SCALE), project)


@pytest.fixture(scope="module")
def plantings(pipeline: Pipeline) -> list[Planting]:
    return list(packed(pipeline.clean, SEED))


@pytest.fixture(scope="module")
def recorded(pipeline: Pipeline, plantings: list[Planting]) -> Outcome:
    """What dbt and Great Expectations make of the planting with most kinds; quick runs do again what dbt did here.

    Without what was reported earlier, for that takes a run before.
    """
    return pipeline.record(replace(plantings[0].exports, earlier=[]))


@pytest.fixture(scope="module")
def trials(pipeline: Pipeline, plantings: list[Planting], recorded: Outcome) -> list[Trial]:
    return [run(pipeline, planting, quick=True) for planting in plantings]


def test_every_expectation_has_a_kind_or_a_reason() -> None:
    expectations = {expectation.id for suite in load_suites() for expectation in suite.expectations}
    planted = {kind.expectation_id for kind in catalogue().values()}
    assert planted - expectations == set(), "kinds of no expectation"
    assert expectations - planted == set(UNPLANTED), "expectations that nothing proves"


def test_there_are_many_kinds() -> None:
    assert len({(kind.what, kind.source) for kind in catalogue().values()}) >= LEAST_KINDS


def test_every_kind_is_found_by_its_expectation(trials: list[Trial]) -> None:
    planted = {kind.id for trial in trials for kind in trial.planting.kinds}
    assert planted == set(catalogue())
    assert [trial.missed for trial in trials] == [{}] * len(trials)


def test_what_follows_elsewhere_is_found(trials: list[Trial]) -> None:
    assert [sorted(trial.ripples_missed) for trial in trials] == [[]] * len(trials)


def test_nothing_else_is_found(trials: list[Trial]) -> None:
    assert [sorted(trial.false_alarms) for trial in trials] == [[]] * len(trials)
    assert [trial.outcome.could_not_run for trial in trials] == [()] * len(trials)


def test_truth_lies_within_bounds_that_records_set(trials: list[Trial]) -> None:
    exact = [trial for trial in trials if all(kind.bounds == "exact" for kind in trial.planting.kinds)]
    assert exact
    assert [trial.outside for trial in exact] == [{}] * len(exact)


def test_quick_runs_come_to_the_same_as_dbt(trials: list[Trial], recorded: Outcome) -> None:
    quick = trials[0].outcome
    assert {finding for finding in quick.found if finding.expectation_id != CHANGED} == recorded.found
    assert quick.bounds == recorded.bounds
    assert recorded.could_not_run == ()


def test_a_random_combination(pipeline: Pipeline, recorded: Outcome) -> None:
    trial = attempt(pipeline, at_random(catalogue(), 1, with_periods=False), 1, quick=True)
    assert (trial.missed, trial.ripples_missed, trial.false_alarms, trial.outside) == ({}, set(), set(), {})


def test_clean_exports_raise_nothing(pipeline: Pipeline, recorded: Outcome) -> None:
    # Reported before as they are now, so that a closed year would show a change that is none.
    outcome = pipeline.run(replace(Exports.of(pipeline.clean, SEED), earlier=[lambda _: None]), quick=True)
    assert outcome.found == frozenset()
    assert outcome.could_not_run == ()
    truth = pipeline.clean.true_counts()
    assert {key: (b.actual, b.low, b.high) for key, b in outcome.bounds.items()} == {
        key: (truth[key],) * 3 for key in outcome.bounds
    }
