"""An outsider who adds and subtracts: whether published sums tell what one or two companies answered.

Knows no rule of suppression. An outsider knows of every answer which company gave it and which published figures it is
added up in: published figures are linear equations over the answers. A combination of equations tells of a pair of
companies when nothing but answers of the pair is left in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from decimal import Decimal
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
    value: Decimal
    blocks: frozenset[Hashable]


def told_pairs(answers: Sequence[Answer], published: Iterable[Hashable]) -> list[Pair]:
    """Return the companies, alone or in pairs, of whose answers the published figures tell a sum.

    Some combination of the equations is nothing outside the answers of a pair, and something within, exactly when the
    equations lose rank once those answers are left out. Answers that are added up in the same figures have the same
    column; only a pair that is alone in a column can take it away.

    Args:
        answers: Every answer.
        published: Names of the figures that are published.

    Returns:
        The pairs; an answer of nobody known counts with each of them.
    """
    figures = list(published)
    holders: dict[frozenset[Hashable], set[str]] = defaultdict(set)
    for answer in answers:
        holders[answer.blocks.intersection(figures)] |= set() if answer.company is None else {answer.company}
    columns = list(holders)
    system = np.array(
        [[float(figure in column) for column in columns] for figure in figures], dtype=np.float64
    ).reshape(len(figures), len(columns))
    rank = _rank(system)
    alone = sorted({company for companies in holders.values() if len(companies) <= 2 for company in companies})
    pairs: list[Pair] = [(), *((company,) for company in alone), *combinations(alone, 2)]
    return [pair for pair in pairs if _rank(system[:, [not holders[column] <= set(pair) for column in columns]]) < rank]


def _rank(system: NDArray[np.float64]) -> int:
    return int(np.linalg.matrix_rank(system)) if system.size else 0
