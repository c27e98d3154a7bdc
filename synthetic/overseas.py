"""Overseas expansion: supports of companies year by year, and the successes that follow from them.

The number of distinct companies within a fiscal year is planned, because a target counts it: every company has a month
in which it first appears in a year, and all further rows go to companies that have appeared already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from synthetic.cases import CERTAINTIES, INITIAL, SUPPLEMENTARY
from synthetic.schedule import (
    CASE_SEASON,
    PERIOD_START,
    IntArray,
    Window,
    draw_days,
    fiscal_year_of,
    fiscal_years_of,
    monthly_counts,
    months_between,
    plan_days,
)

GROWTH = 0.06
# Companies come early in the year; later rows are mostly about companies that were there before.
FIRST_APPEARANCE_SEASON = (14.0, 12.0, 11.0, 10.0, 6.0, 9.0, 8.0, 7.0, 6.0, 6.0, 5.0, 6.0)
RETURNING_SHARE = 0.55
HEALTHCARE_PROGRAMME = "ヘルスケアスタートアップ・エコシステム強化事業"


@dataclass(frozen=True)
class OverseasSegment:
    """A part of the supports and what comes of it.

    Attributes:
        budget_source: As written in the export.
        programmes: Programmes its rows belong to.
        supports: Rows by the reference date.
        company_years: Distinct companies per fiscal year, summed, by the reference date.
        overlap: Share of its companies that appear in the first segment in the same year too.
        successes: Successes by the reference date: confirmed, expected, withdrawn.
        start: First day of supports.
        success_start: First day of successes.
    """

    budget_source: str
    programmes: Sequence[str]
    supports: float
    company_years: float
    overlap: float
    successes: tuple[float, float, float]
    start: date
    success_start: date


SEGMENTS = (
    OverseasSegment(
        INITIAL,
        ("新輸出大国コンソーシアム", "海外展示会出展支援", "海外商談会", "越境EC", "専門家活用", "海外ビジネス相談"),
        118_350,
        14_640,
        0.0,
        (45_053, 6_144, 950),
        PERIOD_START,
        date(2023, 4, 10),
    ),
    OverseasSegment(
        SUPPLEMENTARY,
        ("新輸出大国コンソーシアム", "越境EC", "コンテンツ産業"),
        1_500,
        260,
        5 / 13,
        (800, 100, 15),
        date(2024, 4, 1),
        date(2024, 6, 1),
    ),
    # Left out of the two targets and shown beside them.
    OverseasSegment(
        SUPPLEMENTARY, (HEALTHCARE_PROGRAMME,), 150, 40, 0.5, (45, 10, 0), date(2024, 4, 1), date(2024, 6, 1)
    ),
)


@dataclass(frozen=True)
class OverseasSupports:
    """Supports up to the horizon, sorted by day; arrays of one value per row.

    Attributes:
        day: Ordinal of the support.
        company: Position of the company; below `company_count`.
        segment: Position in SEGMENTS.
        programme: Position in the segment's programmes.
        number: Running number within the fiscal year.
        company_count: Companies to be invented.
    """

    day: IntArray
    company: IntArray
    segment: IntArray
    programme: IntArray
    number: IntArray
    company_count: int

    def __len__(self) -> int:
        return len(self.day)

    @property
    def case_ids(self) -> list[str]:
        """Support numbers; SMP marks them as sample data."""
        years = fiscal_years_of(self.day).tolist()
        return [f"SMP-OS-{year}-{number:06d}" for year, number in zip(years, self.number.tolist(), strict=True)]


@dataclass(frozen=True)
class OverseasSuccesses:
    """Successes up to the horizon, sorted by the day they were registered; arrays of one value per row.

    Attributes:
        registered_day: Ordinal of the day it was entered; before `day` for some that are only expected.
        day: Ordinal of the (expected) contract.
        support: Position of the support it follows from.
        certainty: Position in CERTAINTIES.
        corrected_day: Ordinal from which the entry is right; before it was provisional.
        number: Running number within the fiscal year of registration.
    """

    registered_day: IntArray
    day: IntArray
    support: IntArray
    certainty: IntArray
    corrected_day: IntArray
    number: IntArray

    def __len__(self) -> int:
        return len(self.day)

    @property
    def success_ids(self) -> list[str]:
        """Success numbers; SMP marks them as sample data."""
        years = fiscal_years_of(self.registered_day).tolist()
        return [f"SMP-OX-{year}-{number:06d}" for year, number in zip(years, self.number.tolist(), strict=True)]


def plan_supports(rng: np.random.Generator, until: date, scale: float) -> OverseasSupports:
    """Plan all supports and which company each is about."""
    months = months_between(PERIOD_START, until)
    main = SEGMENTS[0]
    appearances = _appearances(main, months, scale)
    members, frontier = _members_by_year(rng, months, appearances)
    early = {year: names[: _first_month(months, appearances, year)] for year, names in members.items()}
    parts = [_segment_rows(rng, 0, months, appearances, members, scale)]
    # Companies of these segments that the first one never meets.
    reserve = np.arange(frontier, frontier + max(8, int(400 * scale)))
    free = {year: rng.permutation(reserve) for year in members}
    for position in range(1, len(SEGMENTS)):
        segment = SEGMENTS[position]
        wanted = _appearances(segment, months, scale)
        chosen = {}
        for year in members:
            count = int(wanted[[fiscal_year_of(month) == year for month in months]].sum())
            shared = np.floor(np.arange(1, count + 1) * segment.overlap) > np.floor(np.arange(count) * segment.overlap)
            fresh, free[year] = free[year][: count - shared.sum()], free[year][count - shared.sum() :]
            known = rng.permutation(early[year])[: shared.sum()]
            chosen[year] = rng.permutation(np.concatenate([fresh, known])).astype(np.int64)
        parts.append(_segment_rows(rng, position, months, wanted, chosen, scale))
    day, company, index, programme = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(day, kind="stable")
    day = day[order]
    years = fiscal_years_of(day)
    number = np.arange(len(day)) - np.searchsorted(years, years) + 1
    return OverseasSupports(day, company[order], index[order], programme[order], number, frontier + len(reserve))


def plan_successes(
    rng: np.random.Generator, supports: OverseasSupports, until: date, scale: float
) -> OverseasSuccesses:
    """Plan successes, each after a support of the same segment; several may follow from one support."""
    parts = []
    for position, segment in enumerate(SEGMENTS):
        of_segment = np.flatnonzero(supports.segment == position)
        window = Window(start=segment.success_start, growth=GROWTH)
        for kind, total in enumerate(segment.successes):
            at_least = int(position == 0 and kind == 0)
            day = plan_days(rng, total * scale, until, window, at_least)
            if not len(of_segment) or not len(day):
                continue
            wanted = day - rng.gamma(1.5, 60.0, size=len(day))
            found = np.searchsorted(supports.day[of_segment], wanted, side="right") - 1
            support = of_segment[np.maximum(found, 0)]
            day = np.maximum(day, supports.day[support])
            lead = np.where((kind == 1) & (rng.random(len(day)) < 0.25), rng.integers(30, 150, size=len(day)), 0)
            registered = np.maximum(day - lead, supports.day[support])
            parts.append((registered, day, support, np.full(len(day), kind, dtype=np.int64)))
    registered, day, support, certainty = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(registered, kind="stable")
    registered = registered[order]
    years = fiscal_years_of(registered)
    provisional = rng.random(len(day)) < 0.02
    return OverseasSuccesses(
        registered_day=registered,
        day=day[order],
        support=support[order],
        certainty=certainty[order],
        corrected_day=registered + np.where(provisional, rng.integers(20, 90, size=len(day)), 0),
        number=np.arange(len(day)) - np.searchsorted(years, years) + 1,
    )


def programme_of(segment: int, programme: int) -> str:
    """Return the programme's name."""
    return SEGMENTS[segment].programmes[programme]


def is_counted(successes: OverseasSuccesses, supports: OverseasSupports, day: date) -> IntArray:
    """Return positions of the successes that count by a day: not withdrawn, not of the healthcare programme."""
    in_scope = supports.segment[successes.support] < 2
    mask = (successes.day <= day.toordinal()) & (successes.certainty != CERTAINTIES.index("取下げ")) & in_scope
    return np.flatnonzero(mask).astype(np.int64)


def _appearances(segment: OverseasSegment, months: Sequence[date], scale: float) -> IntArray:
    growth = GROWTH if segment.start == PERIOD_START else 0.0
    window = Window(start=segment.start, season=FIRST_APPEARANCE_SEASON, growth=growth)
    return monthly_counts(segment.company_years * scale, months, window, int(segment.start == PERIOD_START))


def _members_by_year(
    rng: np.random.Generator, months: Sequence[date], appearances: IntArray
) -> tuple[dict[int, IntArray], int]:
    """Choose the companies of each fiscal year, in the order in which they appear; also how many there are."""
    members: dict[int, IntArray] = {}
    frontier = 0
    previous = np.zeros(0, dtype=np.int64)
    for year in sorted({fiscal_year_of(month) for month in months}):
        count = int(appearances[[fiscal_year_of(month) == year for month in months]].sum())
        returning = rng.permutation(previous)[: int(count * RETURNING_SHARE)]
        fresh = np.arange(frontier, frontier + count - len(returning))
        frontier += len(fresh)
        previous = members[year] = rng.permutation(np.concatenate([returning, fresh])).astype(np.int64)
    return members, frontier


def _first_month(months: Sequence[date], appearances: IntArray, year: int) -> int:
    return int(appearances[months.index(date(year, 4, 1))])


def _segment_rows(
    rng: np.random.Generator,
    position: int,
    months: Sequence[date],
    appearances: IntArray,
    members: dict[int, IntArray],
    scale: float,
) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    segment = SEGMENTS[position]
    growth = GROWTH if segment.start == PERIOD_START else 0.0
    window = Window(start=segment.start, season=CASE_SEASON, growth=growth)
    rows = monthly_counts(segment.supports * scale, months, window)
    appeared = dict.fromkeys(members, 0)
    companies = [np.zeros(0, dtype=np.int64)]
    for place, month in enumerate(months):
        year = fiscal_year_of(month)
        newcomers = members[year][appeared[year] : appeared[year] + int(appearances[place])]
        appeared[year] += len(newcomers)
        rows[place] = len(newcomers) + (max(0, int(rows[place]) - len(newcomers)) if appeared[year] else 0)
        # Some companies come often, most a few times.
        ranks = rng.random(int(rows[place]) - len(newcomers)) ** 1.6 * appeared[year]
        companies.append(rng.permutation(np.concatenate([newcomers, members[year][ranks.astype(np.int64)]])))
    day = draw_days(rng, months, rows)
    company = np.concatenate(companies).astype(np.int64)
    programme = rng.integers(len(segment.programmes), size=len(day))
    return day, company, np.full(len(day), position, dtype=np.int64), programme
