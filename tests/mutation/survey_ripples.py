"""Rates of the outcome survey, reckoned a second time over the cells: answers, sending, delivery, refusals."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from synthetic.exports import Cell
from synthetic.schedule import fiscal_year_of
from tests.mutation.exports import AS_OF, Exports, Finding, day_of

SOURCE = "outcome_survey"
RATE = "survey_response__rate__below_threshold"
SENT = "survey_response__sent__below_threshold"
UNDELIVERABLE = "survey_response__undeliverable__above_threshold"
DECLINED = "survey_response__declined__above_threshold"
# By subject, what it is asked: headings by item.
ASKED: Mapping[Cell, Mapping[str, str]] = {
    "fdi": {"investment_amount": "投資金額", "new_jobs": "新規雇用者数"},
    "collaboration": {"equity_amount": "出資額", "new_jobs": "新規雇用者数"},
    "startup": {"enterprise_value": "企業価値"},
    "overseas": {"sales_change": "売上変化", "behaviour_change": "行動変容", "is_novel": "新規性"},
}
HEADINGS = sorted({heading for items in ASKED.values() for heading in items.values()})
ANSWER = re.compile(r"[△-]?[\d,]+(\.\d+)?|増|横ばい|減|不明|有|無")
REFUSED = "-9999"
# Fewer surveys than these say nothing about how they were sent.
FEWEST = 30


@dataclass
class _Counts:
    surveys: int = 0
    sent: int = 0
    due: int = 0
    valid: int = 0
    declined: int = 0
    undeliverable: int = 0


def unusual_rates(exports: Exports) -> Iterator[Finding]:
    """Items of a subject and year that too few answered or were sent, or too many declined or never received."""
    for (year, subject, item), counts in _counted(exports).items():
        due = max(counts.due, 1)
        found = {
            RATE: counts.due > 0 and counts.valid / due < 0.5,
            SENT: year < fiscal_year_of(AS_OF) and counts.surveys >= FEWEST and counts.sent / counts.surveys < 0.9,
            UNDELIVERABLE: counts.due >= FEWEST and counts.undeliverable / due > 0.2,
            DECLINED: counts.due >= FEWEST and counts.declined / due > 0.4,
        }
        for expectation_id, is_found in found.items():
            if is_found:
                yield Finding(expectation_id, SOURCE, year, f"{subject}/{item}")


def _counted(exports: Exports) -> dict[tuple[int, str, str], _Counts]:
    counted: dict[tuple[int, str, str], _Counts] = defaultdict(_Counts)
    seen: set[Cell] = set()
    headings = ("調査番号", "対象", "回答状況", "回答期限", "発送日", "回答日", *HEADINGS)
    for export, (number, subject, status, *rest) in exports.cells(SOURCE, *headings):
        if number in seen:
            continue
        seen |= {number} - {""}
        days = [day_of(cell) for cell in rest[:3]]
        year = next((fiscal_year_of(date.fromordinal(day)) for day in days if day is not None), export.fiscal_year)
        is_past_due = days[0] is not None and days[0] <= AS_OF.toordinal()
        answers = dict(zip(HEADINGS, rest[3:], strict=True))
        for item, heading in ASKED.get(subject, {}).items():
            counts = counted[year, str(subject), item]
            is_answer = answers[heading] != REFUSED and ANSWER.fullmatch(str(answers[heading])) is not None
            is_valid = status == "回答" and is_answer
            is_declined = status == "辞退" or (status == "回答" and answers[heading] == REFUSED)
            is_due = is_past_due or is_valid or is_declined
            counts.surveys += 1
            counts.sent += status != "未発送"
            counts.due += is_due
            counts.valid += is_valid
            counts.declined += is_due and is_declined
            counts.undeliverable += is_due and status == "宛先不明"
    return counted
