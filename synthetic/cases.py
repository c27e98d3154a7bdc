"""The three case registers: FDI, collaboration and startup cases, from support to success.

A register is planned in segments (budget source and programmes with their totals as on the reference date). A success
belongs to exactly one earlier support; a case stands in the file of the year of its support, whenever it succeeds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from synthetic.schedule import NEVER, BoolArray, IntArray, Window, fiscal_years_of, plan_days

INITIAL = "当初予算"
SUPPLEMENTARY = "令和5年度補正"
CERTAINTIES = ("確定", "見込", "取下げ")
SHORTEST_LEAD = 20  # days from support to success, at least

SUPPORTS = Window()
SUCCESSES = Window(start=date(2023, 6, 1), ramp=10)
SUPPLEMENT_SUPPORTS = Window(start=date(2024, 4, 1))
SUPPLEMENT_SUCCESSES = Window(start=date(2024, 9, 1), ramp=8)


@dataclass(frozen=True)
class Segment:
    """A part of a register.

    Attributes:
        budget_source: As written in the export.
        programmes: Programmes its cases belong to.
        supports: Cases by the reference date.
        successes: Successes by the reference date: confirmed, expected, withdrawn.
        support_window: When supports begin.
        success_window: When successes happen.
        monthly: Whether every month has a support, however small the sample.
    """

    budget_source: str
    programmes: Sequence[str]
    supports: float
    successes: tuple[float, float, float]
    support_window: Window = SUPPORTS
    success_window: Window = SUCCESSES
    monthly: bool = False


FDI_SEGMENTS = (
    Segment(INITIAL, ("対日投資促進事業", "地域対日投資支援事業"), 3440, (346, 22, 4), monthly=True),
    Segment(SUPPLEMENTARY, ("対日投資促進事業（補正）",), 60, (8, 1, 0), SUPPLEMENT_SUPPORTS, SUPPLEMENT_SUCCESSES),
)
COLLABORATION_SEGMENTS = (
    Segment(INITIAL, ("J-Bridge",), 584, (65, 8, 2), monthly=True),
    Segment(SUPPLEMENTARY, ("J-Bridge（補正）",), 16, (2, 1, 0), SUPPLEMENT_SUPPORTS, SUPPLEMENT_SUCCESSES),
)
ENTREPRENEUR_PROGRAMME = "起業家等育成プログラム"
STARTUP_SEGMENTS = (
    Segment(INITIAL, ("グローバル・アクセラレーション", "海外展示会出展支援"), 1720, (166, 10, 3), monthly=True),
    Segment(INITIAL, (ENTREPRENEUR_PROGRAMME,), 40, (2, 0, 0)),
    Segment(
        SUPPLEMENTARY,
        ("グローバル・アクセラレーション（補正）",),
        55,
        (13, 1, 0),
        SUPPLEMENT_SUPPORTS,
        SUPPLEMENT_SUCCESSES,
    ),
    # Their successes are reported beside the indicator and never count.
    Segment(SUPPLEMENTARY, (ENTREPRENEUR_PROGRAMME,), 45, (9, 0, 0), SUPPLEMENT_SUPPORTS, SUPPLEMENT_SUCCESSES),
)


@dataclass(frozen=True)
class CaseRegister:
    """All cases of a source up to the horizon, sorted by support date; arrays of one value per case.

    Attributes:
        prefix: Begins the case numbers.
        segments: Plan the cases come from.
        segment: Position in `segments`.
        programme: Position in the segment's programmes.
        support_day: Ordinal of the support.
        success_day: Ordinal of the success, NEVER without one.
        certainty: Position in CERTAINTIES, -1 without a success.
        cancelled_day: Ordinal of the cancellation, NEVER without one.
        number: Running number within the fiscal year of the support.
    """

    prefix: str
    segments: Sequence[Segment]
    segment: IntArray
    programme: IntArray
    support_day: IntArray
    success_day: IntArray
    certainty: IntArray
    cancelled_day: IntArray
    number: IntArray

    def __len__(self) -> int:
        return len(self.support_day)

    @property
    def case_ids(self) -> list[str]:
        """Case numbers; SMP marks them as sample data."""
        years = fiscal_years_of(self.support_day).tolist()
        return [
            f"SMP-{self.prefix}-{year}-{number:05d}" for year, number in zip(years, self.number.tolist(), strict=True)
        ]

    @property
    def budget_sources(self) -> list[str]:
        """Budget source of every case."""
        return [self.segments[position].budget_source for position in self.segment.tolist()]

    @property
    def programmes(self) -> list[str]:
        """Programme of every case."""
        return [
            self.segments[segment].programmes[programme]
            for segment, programme in zip(self.segment.tolist(), self.programme.tolist(), strict=True)
        ]

    def known_on(self, day: date, fiscal_year: int) -> IntArray:
        """Return positions of the cases of a fiscal year that were registered by a day."""
        is_known = (fiscal_years_of(self.support_day) == fiscal_year) & (self.support_day <= day.toordinal())
        return np.flatnonzero(is_known).astype(np.int64)

    def success_days_known_on(self, day: date) -> IntArray:
        """Return success days as they were known on a day; NEVER where the case had not succeeded yet."""
        return np.where(self.success_day <= day.toordinal(), self.success_day, NEVER)

    def counted_by(self, day: date) -> BoolArray:
        """Return the mask of confirmed successes up to a day."""
        mask: BoolArray = (self.success_days_known_on(day) != NEVER) & (self.certainty == 0)
        return mask


def build_register(
    rng: np.random.Generator, prefix: str, segments: Sequence[Segment], until: date, scale: float
) -> CaseRegister:
    """Plan supports and successes of all segments and match them.

    Args:
        rng: Source of randomness.
        prefix: Begins the case numbers.
        segments: Totals as on the reference date.
        until: Horizon.
        scale: Factor on the totals.
    """
    parts = [_build_segment(rng, position, segment, until, scale) for position, segment in enumerate(segments)]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = np.argsort(columns[2], kind="stable")
    segment, programme, support_day, success_day, certainty = (column[order] for column in columns)
    cancelled = (rng.random(len(order)) < 0.18) & (success_day == NEVER)
    cancelled_day = np.where(cancelled, support_day + rng.integers(60, 500, size=len(order)), NEVER)
    years = fiscal_years_of(support_day)
    number = np.arange(len(order)) - np.searchsorted(years, years) + 1
    return CaseRegister(
        prefix, segments, segment, programme, support_day, success_day, certainty, cancelled_day, number
    )


def _build_segment(
    rng: np.random.Generator, position: int, segment: Segment, until: date, scale: float
) -> tuple[IntArray, IntArray, IntArray, IntArray, IntArray]:
    support_day = plan_days(rng, segment.supports * scale, until, segment.support_window, int(segment.monthly))
    success_day = np.full(len(support_day), NEVER, dtype=np.int64)
    certainty = np.full(len(support_day), -1, dtype=np.int64)
    for kind, total in enumerate(segment.successes):
        for day in plan_days(rng, total * scale, until, segment.success_window).tolist():
            case = _support_before(rng, day, support_day, success_day)
            if case is not None:
                success_day[case], certainty[case] = day, kind
    programme = rng.integers(len(segment.programmes), size=len(support_day))
    return np.full(len(support_day), position, dtype=np.int64), programme, support_day, success_day, certainty


def _support_before(rng: np.random.Generator, day: int, support_day: IntArray, success_day: IntArray) -> int | None:
    """Pick a support without success that began some months before a day."""
    latest = int(np.searchsorted(support_day, day - SHORTEST_LEAD, side="right"))
    free = np.flatnonzero(success_day[:latest] == NEVER)
    if not len(free):
        return None
    wanted = np.searchsorted(support_day[free], day - SHORTEST_LEAD - rng.gamma(2.2, 95.0))
    return int(free[min(int(wanted), len(free) - 1)])
