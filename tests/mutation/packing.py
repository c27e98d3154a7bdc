"""Which kinds are planted together: as many as fit into few runs, or as chance has it.

Kinds of one run must not undo each other: each takes a record or file of its own, and what follows elsewhere is
reckoned from the files as they are at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from tests.mutation.catalogue import catalogue
from tests.mutation.exports import CleanSample, Exports
from tests.mutation.kinds import Kind
from tests.mutation.trial import Planting, plant

MOST_RUNS = 5
MOST_TOGETHER = 30
# Taken together per run; the first of a pair must come before files are touched otherwise.
PERIOD_PAIRS = (
    ("the files of a year missing", "an unreadable file"),
    ("a file older than its cadence", "the rows of a month missing"),
)


def packed(clean: CleanSample, seed: int) -> Iterator[Planting]:
    """Plant every kind, in as few runs as their records allow: those of single records first.

    Raises:
        AssertionError: Some kinds do not fit into MOST_RUNS; the sample is too small for them.
    """
    kinds = catalogue()
    pending = [kind for kind in kinds.values() if kind.bounds == "exact"]
    runs = 0
    while pending and runs < MOST_RUNS - len(PERIOD_PAIRS):
        planting = plant(Exports.of(clean, seed + runs), pending)
        pending = [kind for kind in pending if kind not in planting.kinds]
        runs += 1
        yield planting
    for pair in PERIOD_PAIRS:
        together = [kind for what in pair for kind in kinds.values() if kind.what == what]
        planting = plant(Exports.of(clean, seed + runs), together)
        pending += [kind for kind in together if kind not in planting.kinds]
        runs += 1
        yield planting
    assert not pending, f"no record for {[kind.id for kind in pending]}"


def at_random(kinds: Mapping[str, Kind], seed: int, *, with_periods: bool) -> list[Kind]:
    """Choose kinds to plant together, in the order of the catalogue.

    Args:
        kinds: The catalogue.
        seed: Chooses.
        with_periods: Whether whole files and months are among them, at most one a source.
    """
    rng = np.random.default_rng(seed)
    names = [name for name, kind in kinds.items() if with_periods or kind.bounds == "exact"]
    count = int(rng.integers(2, MOST_TOGETHER + 1))
    chosen = {names[place] for place in rng.permutation(len(names))[:count].tolist()}
    spoilt_sources: set[str] = set()
    together = []
    for name, kind in kinds.items():
        if name not in chosen or (kind.bounds == "historical" and kind.source in spoilt_sources):
            continue
        if kind.bounds == "historical":
            spoilt_sources.add(kind.source)
        together.append(kind)
    return together
