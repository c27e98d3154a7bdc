"""The comparison of target versions, as tables and pages show it: an indicator's versions, a version's readings.

Belongs here: putting the columns of `target_comparison` together. Not here: layout (`comparison_table`, `pages`), and
any rule: the mart says every figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from reporting.language import Language

# Column of the mart, budget reading behind it, what people call it.
READINGS = (
    ("initial", "initial", ("当初予算分", "initial budget")),
    ("supplementary", "supplement", ("補正予算分", "supplementary")),
    ("all", "all", ("対象案件すべて", "all cases")),
)


@dataclass(frozen=True)
class Reading:
    """What one target version shows under one budget reading.

    Attributes:
        names: What people call the reading, in Japanese and English.
        actual: The actual.
        low: Its low bound, None when nothing bounds it.
        high: Its high bound, None when nothing bounds it.
        attainment: Percent of the target, or of its supplementary part; None when there is no such part.
        attainment_low: The same at the low bound.
        attainment_high: The same at the high bound.
        is_judging: Whether the version is judged by this reading.
    """

    names: tuple[str, str]
    actual: float | None
    low: float | None
    high: float | None
    attainment: float | None
    attainment_low: float | None
    attainment_high: float | None
    is_judging: bool

    @property
    def is_open(self) -> bool:
        """Whether gaps in the data could move the actual."""
        return self.actual is not None and not self.low == self.actual == self.high

    @property
    def attainment_is_open(self) -> bool:
        """Whether they could move the attainment, as far as it is shown."""
        return self.attainment is not None and not self.attainment_low == self.attainment == self.attainment_high

    def bounds(self, language: Language) -> str:
        """Show the bounds of the actual.

        Args:
            language: The language.
        """
        return interval(self.low, self.high, language)


def interval(low: float | None, high: float | None, language: Language, digits: int = 0) -> str:
    """Show two bounds; a missing one is one that nothing bounds.

    Args:
        low: Low bound.
        high: High bound.
        language: The language.
        digits: Decimals.
    """
    unbounded = language.pick("限りなし", "unbounded")
    return "–".join(unbounded if bound is None else f"{bound:,.{digits}f}" for bound in (low, high))


def readings_of(row: Mapping[str, Any]) -> list[Reading]:
    """Return the readings of a target version, in the order to show them in.

    Args:
        row: Row of `target_comparison`; an empty one gives the readings without figures.
    """
    return [
        Reading(
            names,
            row.get(f"actual_{name}"),
            row.get(f"actual_{name}_low"),
            row.get(f"actual_{name}_high"),
            row.get(f"attainment_{name}_pct"),
            row.get(f"attainment_{name}_low_pct"),
            row.get(f"attainment_{name}_high_pct"),
            row.get("target") is not None and row.get("budget_reading") == reading,
        )
        for name, reading, names in READINGS
    ]


def grouped(rows: Sequence[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    """Yield the versions of each indicator.

    Args:
        rows: Rows of `target_comparison`, the versions of an indicator one after the other.
    """
    for _, versions in groupby(rows, key=lambda row: row["indicator_id"]):
        yield list(versions)
