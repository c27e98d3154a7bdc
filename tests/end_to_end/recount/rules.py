"""The rules of counting written down a second time: when a row counts, and what is counted once.

Nothing is imported from the pipeline, so that the two counts can disagree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tests.end_to_end.recount.companies import Company
from tests.end_to_end.recount.exports import FILE_YEAR, SNAPSHOT, Row, read_day

PERIOD_START, PERIOD_END = date(2023, 4, 1), date(2027, 3, 31)
VERSIONS = ("current", "revised")
ENTREPRENEUR_PROGRAMME = "起業家等育成プログラム"
HEALTHCARE_PROGRAMME = "ヘルスケアスタートアップ・エコシステム強化事業"
SUPPLEMENTARY_PROGRAMMES = {
    "対日投資促進事業(補正)",
    "J-Bridge(補正)",
    "グローバル・アクセラレーション(補正)",
    HEALTHCARE_PROGRAMME,
}

# True: it counts. False: something rules it out. None: what decides is missing or unknown, so it stays open.
Truth = bool | None


@dataclass(frozen=True)
class Figures:
    """What one indicator comes to under one target version."""

    actual: int
    low: int
    high: int
    excluded: int


@dataclass(frozen=True)
class Record:
    """One row as one indicator sees it: `unit` is what counts once, `rule` leaves exclusion and budget aside."""

    unit: object
    rule: Truth
    budget: str
    company: Company | None = None
    excluded: Truth = False
    doubtful: bool = False
    # Says initial budget, though its programme exists in the supplementary one only.
    misbudgeted: bool = False


def all_of(*parts: Truth) -> Truth:
    """Return False when a part rules it out, else None when a part is open, else True."""
    if False in parts:
        return False
    return None if None in parts else True


def among(text: str, counting: set[str], others: set[str] = frozenset()) -> Truth:  # type: ignore[assignment]
    """Tell whether a code counts; one that stands in neither list is unknown."""
    return True if text in counting else False if text in others else None


def known_by(row: Row, as_of: date) -> date:
    """Return the last day that a row can tell of."""
    return min(as_of, read_day(row[SNAPSHOT]) or as_of)


def registered_from(row: Row) -> date:
    """Return the first day of the year that the row's file registers."""
    return date(int(row[FILE_YEAR]), 4, 1)


def in_period(row: Row, heading: str, as_of: date, *, ahead: bool = False) -> Truth:
    """Tell whether a deciding date counts; one that cannot be right leaves the record open.

    It cannot be right after the day of its file (unless `ahead`). Before the year of its file it may be a slip: that
    matters where it would rule the record out.
    """
    day = read_day(row[heading])
    if day is None or day > (as_of if ahead else known_by(row, as_of)):
        return None
    if day < PERIOD_START:
        return None if day < registered_from(row) else False
    return day <= PERIOD_END


def succeeded(row: Row) -> Truth:
    """Tell whether the status says success; one that a confirmed success contradicts is open."""
    if row["状態"] in {"支援中", "中止"} and row["確度"] == "確定" and read_day(row["成功日"]):
        return None
    return among(row["状態"], {"成功"}, {"支援中", "中止"})


def without_earlier_support(row: Row, start: str) -> bool:
    """Tell whether a success lacks a support that began before it."""
    began, won = read_day(row[start]), read_day(row["成功日"])
    return began is None or (won is not None and won < began)


def is_programme(row: Row, programme: str) -> bool:
    return row["事業名"] == programme


def confirmed(row: Row) -> Truth:
    return among(row["確度"], {"確定"}, {"見込", "取下げ"})


def tally(records: Iterable[Record]) -> dict[str, Figures]:
    """Count units: once if a record of theirs counts, by target version."""
    units: defaultdict[object, list[Record]] = defaultdict(list)
    for record in records:
        units[record.unit].append(record)
    return {version: _tally(units.values(), version) for version in VERSIONS}


def _tally(units: Iterable[list[Record]], version: str) -> Figures:
    actual = low = high = excluded = 0
    for unit in units:
        applies = [(r, all_of(r.rule, version == "revised" or _initial(r.budget))) for r in unit]
        open_or_in = [
            (r, truth) for r, rule in applies
            if (truth := all_of(rule, None if r.excluded is None else not r.excluded)) is not False
        ]  # fmt: skip
        counting = [r for r, truth in open_or_in if truth]
        actual += bool(counting)
        low += any(not (r.doubtful or (version == "current" and r.misbudgeted)) for r in counting)
        # One number for several companies may hide as many cases.
        high += max(len({r.company for r, _ in open_or_in if r.company}), bool(open_or_in))
        excluded += not counting and any(rule and r.excluded for r, rule in applies)
    return Figures(actual, low, high, excluded)


def misbudgeted(row: Row) -> bool:
    """Tell whether a row gives the initial budget for a programme of the supplementary one."""
    return row["財源"] == "当初予算" and row["事業名"] in SUPPLEMENTARY_PROGRAMMES


def _initial(budget: str) -> Truth:
    return among(budget, {"当初予算"}, {"令和5年度補正"})
