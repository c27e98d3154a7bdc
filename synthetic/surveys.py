"""The outcome survey: who is asked when, who answers, and what.

A survey follows a success (for overseas expansion also a mere support) by three to six months. Answers are spread
evenly over time, so that no small group strays below the response rate that the sample promises.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from synthetic.cases import CaseRegister
from synthetic.dates import csv_dates, csv_styles
from synthetic.exports import Cell, Columns, ExportFile, export_files
from synthetic.overseas import OverseasSuccesses, OverseasSupports
from synthetic.schedule import NEVER, BoolArray, IntArray, fiscal_year_of, fiscal_years_of

SUBJECTS = ("fdi", "collaboration", "startup", "overseas")
OVERSEAS = SUBJECTS.index("overseas")
SUCCESSES_ASKED = 0.245
SUPPORTS_ASKED = 0.0705
ANSWER_SHARE = 0.74
ITEM_MISSING_SHARE = 0.10  # of those who answer at all, per item: half decline, half leave it blank
DAYS_TO_ANSWER = 30
LEAD_ON_REGISTER = 45  # days before it is sent that a survey is entered
GOLDEN = 0.6180339887498949
# Items by subject; the others stay blank.
AMOUNT_ITEMS = {"fdi": "投資金額", "collaboration": "出資額", "startup": "企業価値"}
JOBS_SUBJECTS = ("fdi", "collaboration")


@dataclass(frozen=True)
class Surveys:
    """Surveys up to the horizon, sorted by the day they are sent; arrays of one value per survey.

    Attributes:
        subject: Position in SUBJECTS.
        case_ids: What each is about.
        planned_day: Ordinal of the day of sending.
        is_sent: False for the few that are never sent.
        answered_day: Ordinal of the answer, NEVER without one.
        number: Running number.
    """

    subject: IntArray
    case_ids: list[str]
    planned_day: IntArray
    is_sent: BoolArray
    answered_day: IntArray
    number: IntArray

    def __len__(self) -> int:
        return len(self.subject)

    @property
    def survey_ids(self) -> list[str]:
        """Survey numbers; SMP marks them as sample data."""
        return [f"SMP-SV-{number:06d}" for number in self.number.tolist()]

    @property
    def due_fiscal_year(self) -> IntArray:
        """Fiscal year in which each is due."""
        return fiscal_years_of(self.planned_day + DAYS_TO_ANSWER)


def evenly(count: int, share: float, offset: float = 0.0) -> BoolArray:
    """Mark a share of a sequence so that every stretch of it holds nearly that share, the first one included.

    Args:
        count: Length.
        share: Between 0 and 1.
        offset: Shifts the pattern; 0 marks the first.
    """
    mask: BoolArray = (np.arange(count) * GOLDEN + offset) % 1.0 < share
    return mask


def plan_surveys(
    rng: np.random.Generator,
    registers: Sequence[CaseRegister],
    successes: OverseasSuccesses,
    supports: OverseasSupports,
) -> Surveys:
    """Plan the surveys of the three case registers (in the order of SUBJECTS) and of overseas expansion."""
    subjects: list[IntArray] = []
    ids: list[str] = []
    after: list[IntArray] = []
    for position, register in enumerate(registers):
        asked = np.flatnonzero((register.success_day != NEVER) & (register.certainty < 2))
        _add(subjects, ids, after, position, register.case_ids, asked, register.success_day)
    asked = np.flatnonzero((rng.random(len(successes)) < SUCCESSES_ASKED) & (successes.certainty < 2))
    _add(subjects, ids, after, OVERSEAS, successes.success_ids, asked, successes.day)
    asked = np.flatnonzero(rng.random(len(supports)) < SUPPORTS_ASKED)
    _add(subjects, ids, after, OVERSEAS, supports.case_ids, asked, supports.day)
    subject = np.concatenate(subjects)
    planned = _batch_days(np.concatenate(after) + rng.integers(90, 165, size=len(subject)))
    order = np.argsort(planned, kind="stable")
    subject, planned = subject[order], planned[order]
    return Surveys(
        subject=subject,
        case_ids=[ids[place] for place in order.tolist()],
        planned_day=planned,
        is_sent=rng.random(len(subject)) >= 0.004,
        answered_day=_answers(rng, subject, planned),
        number=np.arange(1, len(subject) + 1),
    )


def survey_files(rng: np.random.Generator, surveys: Surveys, as_of: date) -> list[ExportFile]:
    """Build the files of outcome_survey; a survey not yet sent stands in the file of the current year."""
    ids = surveys.survey_ids
    items = _items(rng, surveys)
    refusals = rng.random(len(surveys)).tolist()
    sent_styles, due_styles, answer_styles = (csv_styles(rng, len(surveys)) for _ in range(3))
    years = fiscal_years_of(surveys.planned_day)

    def columns_at(fiscal_year: int, day: date) -> Columns:
        seen = day.toordinal()
        is_waiting = surveys.planned_day > seen
        is_entered = surveys.planned_day - LEAD_ON_REGISTER <= seen
        is_current = fiscal_year == fiscal_year_of(day)
        belongs = np.where(is_waiting, is_current, years == fiscal_year)
        known = np.flatnonzero(is_entered & belongs)
        sent = surveys.is_sent[known] & ~is_waiting[known]
        sent_day = np.where(sent, surveys.planned_day[known], NEVER)
        answered_day = np.where(sent & (surveys.answered_day[known] <= seen), surveys.answered_day[known], NEVER)
        statuses = [
            _status(is_sent, answered != NEVER, due <= seen, refusals[place])
            for is_sent, answered, due, place in zip(
                sent, answered_day, sent_day + DAYS_TO_ANSWER, known.tolist(), strict=True
            )
        ]
        places = known.tolist()
        columns: Columns = {
            "調査番号": [ids[place] for place in places],
            "対象": [SUBJECTS[subject] for subject in surveys.subject[known].tolist()],
            "案件番号": [surveys.case_ids[place] for place in places],
            "発送日": list(csv_dates(sent_day, sent_styles[known])),
            "回答期限": list(csv_dates(np.where(sent, sent_day + DAYS_TO_ANSWER, NEVER), due_styles[known])),
            "回答日": list(csv_dates(answered_day, answer_styles[known])),
            "回答状況": list(statuses),
        }
        for heading, cells in items.items():
            columns[heading] = [
                cells[place] if status == "回答" else "" for place, status in zip(places, statuses, strict=True)
            ]
        return columns

    return export_files("outcome_survey", as_of, "csv", columns_at)


def _add(
    subjects: list[IntArray],
    ids: list[str],
    after: list[IntArray],
    subject: int,
    case_ids: Sequence[str],
    asked: IntArray,
    days: IntArray,
) -> None:
    subjects.append(np.full(len(asked), subject, dtype=np.int64))
    ids.extend(case_ids[place] for place in asked.tolist())
    after.append(days[asked])


def _batch_days(days: IntArray) -> IntArray:
    """Move days to the tenth of the month after them: surveys go out in batches."""
    moments = (days - date(1970, 1, 1).toordinal()).astype("datetime64[D]").astype("datetime64[M]")
    tenth = (moments + 1).astype("datetime64[D]").astype(np.int64) + 9
    result: IntArray = tenth + date(1970, 1, 1).toordinal()
    return result


def _answers(rng: np.random.Generator, subject: IntArray, planned: IntArray) -> IntArray:
    answered = np.full(len(subject), NEVER, dtype=np.int64)
    due_year = fiscal_years_of(planned + DAYS_TO_ANSWER)
    for group in _groups(subject, due_year):
        chosen = group[evenly(len(group), ANSWER_SHARE)]
        answered[chosen] = planned[chosen] + np.minimum(2 + rng.gamma(2.0, 5.0, size=len(chosen)), DAYS_TO_ANSWER)
    return answered


def _groups(subject: IntArray, due_year: IntArray) -> list[IntArray]:
    keys = subject * 10_000 + due_year
    return [np.flatnonzero(keys == key) for key in np.unique(keys)]


def _status(is_sent: bool, is_answered: bool, is_due: bool, refusal: float) -> str:
    if not is_sent:
        return "未発送"
    if is_answered:
        return "回答"
    if not is_due or refusal < 0.7:
        return "未回答"
    return "辞退" if refusal < 0.9 else "宛先不明"


def _items(rng: np.random.Generator, surveys: Surveys) -> dict[str, list[Cell]]:
    """Draw what each would answer; blank where its subject is not asked."""
    count = len(surveys)
    items: dict[str, list[Cell]] = {
        heading: [""] * count
        for heading in (
            "投資金額", "出資額", "単位", "通貨", "新規雇用者数", "売上変化", "行動変容", "新規性", "企業価値",
        )
    }  # fmt: skip
    for group in _groups(surveys.subject, surveys.due_fiscal_year):
        answering = group[surveys.answered_day[group] != NEVER]
        subject = SUBJECTS[int(surveys.subject[group[0]])]
        if subject in AMOUNT_ITEMS:
            _fill_money(rng, items, AMOUNT_ITEMS[subject], answering)
        if subject in JOBS_SUBJECTS:
            jobs = np.where(rng.random(len(answering)) < 0.25, 0, rng.negative_binomial(1, 0.08, size=len(answering)))
            _fill(items["新規雇用者数"], answering, [f"{number:,}" for number in jobs.tolist()], 0.37)
        if subject == "overseas":
            changes = rng.choice(["増", "横ばい", "減", "不明"], size=len(answering), p=(0.46, 0.36, 0.12, 0.06))
            _fill(items["売上変化"], answering, changes.tolist(), 0.37)
            for heading, share, offset in (("行動変容", 0.42, 0.55), ("新規性", 0.35, 0.73)):
                yes = rng.random(len(answering)) < share
                _fill(items[heading], answering, np.where(yes, "有", "無").tolist(), offset)
    return items


def _fill(cells: list[Cell], places: IntArray, values: Sequence[str], offset: float) -> None:
    """Write answers, every so often a refusal or nothing instead."""
    missing = evenly(len(places), ITEM_MISSING_SHARE, offset).tolist()
    for turn, (place, value, is_missing) in enumerate(zip(places.tolist(), values, missing, strict=True)):
        cells[place] = ("-9999" if turn % 2 else "") if is_missing else value


def _fill_money(rng: np.random.Generator, items: dict[str, list[Cell]], heading: str, places: IntArray) -> None:
    count = len(places)
    in_yen = rng.random(count) < 0.75
    yen = np.where(rng.random(count) < 0.04, 0.0, rng.lognormal(18.5, 1.4, size=count))
    values = [
        f"{amount / 1_000_000:,.0f}" if is_yen else f"{amount / 150:,.0f}"
        for amount, is_yen in zip(yen.tolist(), in_yen.tolist(), strict=True)
    ]
    _fill(items[heading], places, values, 0.19)
    for place, is_yen, is_dollar in zip(places.tolist(), in_yen.tolist(), (rng.random(count) < 0.7), strict=True):
        items["単位"][place] = "百万円" if is_yen else "円"
        items["通貨"][place] = "JPY" if is_yen else "USD" if is_dollar else "EUR"
