"""What a spoilt file does elsewhere: references that lead nowhere, months without rows or unusual, missing rates.

Written down a second time, over the cells themselves, so that a mutation need only name the expectations it may ripple
into. Does not belong here: what is done to a file (`catalogue`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from math import sqrt

from synthetic.exports import Cell
from synthetic.overseas_exports import FOREIGN_CURRENCIES
from synthetic.schedule import PERIOD_START, fiscal_year_of, months_between, next_month
from tests.mutation.exports import AS_OF, MONTHLY_BY, Exports, Finding, day_of, month_of
from tests.mutation.survey_ripples import DECLINED, RATE, SENT, UNDELIVERABLE, unusual_rates

CASES_OF_SUBJECT = {
    "fdi": (("fdi_cases", "案件番号", "成功日"),),
    "collaboration": (("collaboration_cases", "案件番号", "成功日"),),
    "startup": (("startup_cases", "支援番号", "成功日"),),
    "overseas": (("overseas_success", "成功番号", "成約日"), ("overseas_support", "支援番号", "支援日")),
}
SURVEY_AMOUNTS = ("投資金額", "出資額", "企業価値")

NO_CASE = "outcome_survey__case__unknown"
NO_SUPPORT = "overseas_success__success__without_support"
NO_RATE = "fx_rates__rate__missing"
NO_ROW = "source_files__month__missing"
ENDS_EARLY = "source_files__rows__end_early"
DROP = "source_files__month__drop"
JUMP = "source_files__month__jump"


def surveys_without_case(exports: Exports) -> Iterator[Finding]:
    """Surveys about cases that stand in no file."""
    decided: dict[Cell, dict[Cell, Cell]] = {subject: _decided(exports, subject) for subject in CASES_OF_SUBJECT}
    for export, (number, subject, case) in exports.cells("outcome_survey", "調査番号", "対象", "案件番号"):
        # One about nothing known is a gap of its own.
        if subject in decided and case not in decided[subject]:
            yield Finding(NO_CASE, "outcome_survey", export.fiscal_year, str(number))


def successes_without_support(exports: Exports) -> Iterator[Finding]:
    """Overseas successes whose support number stands in no file."""
    supports = {number for _, (number,) in exports.cells("overseas_support", "支援番号")} - {""}
    for export, (number, support) in exports.cells("overseas_success", "成功番号", "支援番号"):
        if support not in supports:
            yield Finding(NO_SUPPORT, "overseas_success", export.fiscal_year, str(number))


def covered_months(exports: Exports, source: str) -> dict[date, int]:
    """Return the rows of every month that a source's file covers whole."""
    speaking = {export.fiscal_year: export for export in exports.speaking(source)}
    rows = exports.rows_by_month(source)
    covered = {}
    for month in months_between(PERIOD_START, AS_OF):
        export = speaking.get(fiscal_year_of(month))
        if export is not None and export.snapshot_date.toordinal() >= next_month(month).toordinal() - 1:
            covered[month] = rows[month.year, month.month]
    return covered


def months_without_row(exports: Exports) -> Iterator[Finding]:
    """Months that a source's file covers whole and has no row for; those after the last row of all end it early."""
    for source in MONTHLY_BY:
        seen = exports.rows_by_month(source)
        filled = [month for month in months_between(PERIOD_START, AS_OF) if seen[month.year, month.month]]
        last = max(filled, default=None)
        for month, rows in covered_months(exports, source).items():
            if not rows:
                rule = ENDS_EARLY if last is not None and month > last else NO_ROW
                yield Finding(rule, source, fiscal_year_of(month), month.isoformat())


def unusual_months(exports: Exports) -> Iterator[Finding]:
    """Months with less than half or more than twice the rows of the same month before, beyond what chance does."""
    for source in MONTHLY_BY:
        filled = {month: rows for month, rows in covered_months(exports, source).items() if rows}
        for month, rows in filled.items():
            earlier = [one for then, one in filled.items() if then.month == month.month and then < month]
            usual = sum(earlier) / len(earlier) if earlier else rows
            if abs(rows - usual) <= 3 * sqrt(1.5 * usual * (1 + 1 / max(len(earlier), 1))):
                continue
            if not 0.5 <= rows / usual <= 2:
                rule = DROP if rows < usual else JUMP
                yield Finding(rule, source, fiscal_year_of(month), month.isoformat())


def needed_rates(exports: Exports) -> set[tuple[str, tuple[int, int], Cell]]:
    """Return source, month and currency of every amount that is converted by a rate."""
    needed: set[tuple[str, tuple[int, int], Cell]] = set()
    for source in ("overseas_success", "agrifood_cases"):
        for _, (amount, day, currency) in exports.cells(source, "成約金額", "成約日", "通貨"):
            if amount != "":
                _need(needed, source, day, currency)
    decided: dict[Cell, dict[Cell, Cell]] = {subject: _decided(exports, subject) for subject in CASES_OF_SUBJECT}
    headings = ("対象", "案件番号", "回答日", "通貨", *SURVEY_AMOUNTS)
    for _, (subject, case, answered, currency, *amounts) in exports.cells("outcome_survey", *headings):
        if any(amount not in ("", "-9999") for amount in amounts):
            day = decided.get(subject, {}).get(case, "")
            _need(needed, "outcome_survey", day if day_of(day) else answered, currency)
    return needed


def missing_rates(exports: Exports) -> Iterator[Finding]:
    """Months and currencies that amounts need and no rate is given for."""
    given = {
        (month_of(month), currency)
        for _, (month, currency, yen) in exports.cells("fx_rates", "年月", "通貨", "円")
        if str(yen).removeprefix("-").replace(".", "").isdigit()
    }
    for source, (year, month), currency in needed_rates(exports):
        if ((year, month), currency) not in given:
            yield Finding(NO_RATE, source, year - (month < 4), f"{year}-{month:02d}-01/{currency}")


RIPPLES: tuple[Callable[[Exports], Iterator[Finding]], ...] = (
    surveys_without_case,
    successes_without_support,
    months_without_row,
    unusual_months,
    missing_rates,
    unusual_rates,
)
ALL_RIPPLES = frozenset(
    {NO_CASE, NO_SUPPORT, NO_RATE, NO_ROW, ENDS_EARLY, DROP, JUMP, RATE, SENT, UNDELIVERABLE, DECLINED}
)


def ripples(exports: Exports) -> set[Finding]:
    """Return all findings that follow from the files as they are now."""
    return {finding for rule in RIPPLES for finding in rule(exports)}


def _decided(exports: Exports, subject: str) -> dict[Cell, Cell]:
    """Return the deciding dates of the cases of a survey's subject, by number."""
    found: dict[Cell, Cell] = {}
    for source, key, heading in CASES_OF_SUBJECT[subject]:
        for _, (number, day) in exports.cells(source, key, heading):
            known = found.get(number, "")
            if number != "" and (not day_of(known) or (day_of(day) or 10**9) < (day_of(known) or 0)):
                found[number] = day
    return found


def _need(needed: set[tuple[str, tuple[int, int], Cell]], source: str, day: Cell, currency: Cell) -> None:
    month = month_of(day) if day_of(day) else None
    if month is not None and currency in FOREIGN_CURRENCIES:
        needed.add((source, month, currency))
