"""Which kinds are planted together: as many as fit into few runs, or as chance has it.

Kinds of one run must not undo each other: each takes a record or file of its own, and what follows elsewhere is
reckoned from the files as they are at the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from tests.mutation.catalogue import catalogue
from tests.mutation.exports import CleanSample, Exports
from tests.mutation.kinds import Kind
from tests.mutation.trial import Planting, plant

MOST_RUNS = 12
MOST_TOGETHER = 30
# Whole files and groups of one source that are spoilt in one run; more would leave too little of it.
MOST_WIDE = 2


def packed(clean: CleanSample, seed: int) -> Iterator[Planting]:
    """Plant every kind, in as few runs as their records allow: first those that records bound, then the others.

    Raises:
        AssertionError: Some kinds do not fit into MOST_RUNS; the sample is too small for them.
    """
    kinds = catalogue()
    runs = 0
    for bounds in ("exact", "historical"):
        pending = [kind for kind in kinds.values() if kind.bounds == bounds]
        while pending and runs < MOST_RUNS:
            planting = plant(Exports.of(clean, seed + runs), _few_wide(pending, MOST_WIDE))
            assert planting.kinds, f"no record for {[kind.id for kind in pending]}"
            pending = [kind for kind in pending if kind not in planting.kinds]
            runs += 1
            yield planting
        assert not pending, f"no room for {[kind.id for kind in pending]}"


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
    return _few_wide([kind for name, kind in kinds.items() if name in chosen], 1)


def _few_wide(kinds: Sequence[Kind], most: int) -> list[Kind]:
    """Leave out kinds of whole files and groups beyond so many a source."""
    wide: Counter[str] = Counter()
    few = []
    for kind in kinds:
        wide[kind.source] += kind.is_wide
        if not kind.is_wide or wide[kind.source] <= most:
            few.append(kind)
    return few
