"""What a spoilt file does to other records: references that lead nowhere, months without a row, rates that are missing.

Written down a second time, over the cells themselves, so that a mutation need only name the expectations it may ripple
into. Does not belong here: what is done to a file (`catalogue`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from synthetic.dates import ordinal_of
from synthetic.exports import Cell
from synthetic.schedule import PERIOD_START, months_between, next_month
from tests.mutation.exports import AS_OF, MONTHLY_BY, Exports, Finding, month_of

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


def surveys_without_case(exports: Exports) -> Iterator[Finding]:
    """Surveys about cases that stand in no file."""
    decided = {subject: _decided(exports, subject) for subject in CASES_OF_SUBJECT}
    for export, row in exports.rows("outcome_survey"):
        if row["案件番号"] not in decided[str(row["対象"])]:
            yield Finding(NO_CASE, "outcome_survey", export.fiscal_year, str(row["調査番号"]))


def successes_without_support(exports: Exports) -> Iterator[Finding]:
    """Overseas successes whose support number stands in no file."""
    supports = {row["支援番号"] for _, row in exports.rows("overseas_support")} - {""}
    for export, row in exports.rows("overseas_success"):
        if row["支援番号"] not in supports:
            yield Finding(NO_SUPPORT, "overseas_success", export.fiscal_year, str(row["成功番号"]))


def months_without_row(exports: Exports) -> Iterator[Finding]:
    """Months that a source's file covers whole and has no row for."""
    for source, heading in MONTHLY_BY.items():
        speaking = {export.fiscal_year: export for export in exports.speaking(source)}
        seen = {month_of(row[heading]) for _, row in exports.rows(source)}
        for month in months_between(PERIOD_START, AS_OF):
            year = month.year - (month.month < 4)
            export = speaking.get(year)
            is_covered = export is not None and export.snapshot_date.toordinal() >= next_month(month).toordinal() - 1
            if is_covered and (month.year, month.month) not in seen:
                yield Finding(NO_ROW, source, year, month.isoformat())


def needed_rates(exports: Exports) -> set[tuple[str, tuple[int, int], Cell]]:
    """Return source, month and currency of every amount that is converted by a rate."""
    needed: set[tuple[str, tuple[int, int], Cell]] = set()
    for source in ("overseas_success", "agrifood_cases"):
        for _, row in exports.rows(source):
            if row["成約金額"] != "":
                _need(needed, source, row["成約日"], row["通貨"])
    decided = {subject: _decided(exports, subject) for subject in CASES_OF_SUBJECT}
    for _, row in exports.rows("outcome_survey"):
        if any(row[heading] not in ("", "-9999") for heading in SURVEY_AMOUNTS):
            case_day = decided[str(row["対象"])].get(row["案件番号"], "")
            _need(needed, "outcome_survey", case_day if ordinal_of(case_day) else row["回答日"], row["通貨"])
    return needed


def missing_rates(exports: Exports) -> Iterator[Finding]:
    """Months and currencies that amounts need and no rate is given for."""
    given = {
        (month_of(row["年月"]), row["通貨"])
        for _, row in exports.rows("fx_rates")
        if str(row["円"]).replace(".", "").isdigit()
    }
    for source, (year, month), currency in needed_rates(exports):
        if ((year, month), currency) not in given:
            yield Finding(NO_RATE, source, year - (month < 4), f"{year}-{month:02d}-01/{currency}")


RIPPLES: dict[str, Callable[[Exports], Iterator[Finding]]] = {
    NO_CASE: surveys_without_case,
    NO_SUPPORT: successes_without_support,
    NO_ROW: months_without_row,
    NO_RATE: missing_rates,
}


def ripples(exports: Exports) -> set[Finding]:
    """Return all findings that follow from the files as they are now."""
    return {finding for rule in RIPPLES.values() for finding in rule(exports)}


def _decided(exports: Exports, subject: str) -> dict[Cell, Cell]:
    """Return the deciding dates of the cases of a survey's subject, by number."""
    found: dict[Cell, Cell] = {}
    for source, key, heading in CASES_OF_SUBJECT[subject]:
        for _, row in exports.rows(source):
            known = found.get(row[key], "")
            day = row[heading]
            if row[key] != "" and (not ordinal_of(known) or (ordinal_of(day) or 10**9) < (ordinal_of(known) or 0)):
                found[row[key]] = day
    return found


def _need(needed: set[tuple[str, tuple[int, int], Cell]], source: str, day: Cell, currency: Cell) -> None:
    month = month_of(day) if ordinal_of(day) else None
    if month is not None and currency not in ("JPY", ""):
        needed.add((source, month, currency))
