"""An outsider who adds and subtracts: whether published sums tell what one or two companies answered.

Knows no rule of suppression. An outsider knows of every answer which company gave it and which published figures it is
added up in: published figures are linear equations over the answers. A combination of equations tells of a pair of
companies when nothing but answers of the pair is left in it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Pair = tuple[str, ...]


class Answer(NamedTuple):
    """An answer that is added up.

    Attributes:
        company: Who gave it; None for nobody known, who may be anybody.
        value: What was answered.
        blocks: Names of the figures it is added up in.
    """

    company: str | None
    value: float
    blocks: frozenset[Hashable]


def equations(answers: Sequence[Answer], published: Iterable[Hashable]) -> NDArray[np.float64]:
    """Return a row per published figure and a column per answer, 1 where the answer is added up in the figure."""
    return np.array(
        [[float(block in answer.blocks) for answer in answers] for block in published], dtype=np.float64
    ).reshape(-1, len(answers))


def told_pairs(answers: Sequence[Answer], published: Iterable[Hashable]) -> list[Pair]:
    """Return the companies, alone or in pairs, of whose answers the published figures tell a sum.

    Some combination of the rows is nothing outside the columns of a pair, and something within, exactly when the rows
    lose rank once those columns are left out.

    Args:
        answers: Every answer.
        published: Names of the figures that are published.

    Returns:
        The pairs; an answer of nobody known counts with each of them.
    """
    companies = sorted({answer.company for answer in answers if answer.company is not None})
    system = equations(answers, published)
    rank = _rank(system)
    pairs: list[Pair] = [(), *((company,) for company in companies), *combinations(companies, 2)]
    return [
        pair
        for pair in pairs
        if _rank(system[:, [answer.company is not None and answer.company not in pair for answer in answers]]) < rank
    ]


def _rank(system: NDArray[np.float64]) -> int:
    return int(np.linalg.matrix_rank(system)) if system.size else 0
