"""One trial: some kinds planted into a clean sample, the pipeline run over it, and what was found held against that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tests.mutation.exports import Exports, Finding
from tests.mutation.kinds import Kind
from tests.mutation.pipeline import Bounds, Key, Outcome, Pipeline
from tests.mutation.ripples import ripples


@dataclass(frozen=True)
class Planting:
    """What was planted.

    Attributes:
        exports: The spoilt exports.
        found_by: Failing records that each planted kind makes, by the kind's id.
        kinds: The kinds that were planted; one for which no record would do is not among them.
    """

    exports: Exports
    found_by: dict[str, list[Finding]]
    kinds: tuple[Kind, ...]

    @cached_property
    def expected(self) -> set[Finding]:
        """All failing records: those made, and those that follow from them."""
        made = {finding for findings in self.found_by.values() for finding in findings}
        follow = ripples(self.exports)
        allowed = set().union(*(kind.ripples for kind in self.kinds)) | {finding.expectation_id for finding in made}
        undeclared = {finding for finding in follow if finding.expectation_id not in allowed}
        assert not undeclared, f"ripples that no planted kind declares: {sorted(undeclared)[:5]}"
        return made | follow


@dataclass(frozen=True)
class Trial:
    """A planting and what the pipeline made of it.

    Attributes:
        planting: What was planted.
        outcome: What was found.
        truth: True values by indicator and target version.
    """

    planting: Planting
    outcome: Outcome
    truth: dict[Key, int]

    @property
    def missed(self) -> dict[str, list[Finding]]:
        """Records of each kind that its expectations did not find."""
        return {
            kind: sorted(set(findings) - self.outcome.found)
            for kind, findings in self.planting.found_by.items()
            if set(findings) - self.outcome.found
        }

    @property
    def ripples_missed(self) -> set[Finding]:
        """Records elsewhere that follow from the planting and were not found."""
        return self.planting.expected - self.outcome.found - {f for fs in self.missed.values() for f in fs}

    @property
    def false_alarms(self) -> set[Finding]:
        """Records that were found and should not have been."""
        tolerated = set().union(*(kind.may_also for kind in self.planting.kinds))
        return {f for f in self.outcome.found - self.planting.expected if f.expectation_id not in tolerated}

    @property
    def outside(self) -> dict[Key, tuple[int, Bounds]]:
        """True values that lie outside their bounds."""
        return {
            key: (self.truth[key], bounds)
            for key, bounds in self.outcome.bounds.items()
            if not bounds.holds(self.truth[key])
        }


def plant(exports: Exports, kinds: Sequence[Kind]) -> Planting:
    """Plant kinds, in the order given."""
    found_by = {kind.id: kind.plant(exports) for kind in kinds}
    planted = tuple(kind for kind in kinds if found_by[kind.id])
    return Planting(exports, {kind.id: found_by[kind.id] for kind in planted}, planted)


def attempt(pipeline: Pipeline, kinds: Sequence[Kind], seed: int, *, quick: bool = False) -> Trial:
    """Plant kinds into a copy of the clean sample and run the pipeline over it."""
    return run(pipeline, plant(Exports.of(pipeline.clean, seed), kinds), quick=quick)


def run(pipeline: Pipeline, planting: Planting, *, quick: bool = False) -> Trial:
    """Run the pipeline over what was planted."""
    return Trial(planting, pipeline.run(planting.exports, quick=quick), pipeline.clean.true_counts())
