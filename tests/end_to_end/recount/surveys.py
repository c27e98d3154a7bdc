"""Survey answers counted once more: totals of what was answered, rates of what was due, companies with an effect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from tests.end_to_end.recount.companies import Companies, Company
from tests.end_to_end.recount.exports import SNAPSHOT, Row, read_day, read_month, read_number, read_rows
from tests.end_to_end.recount.rules import PERIOD_END, PERIOD_START

# What a survey can be about: source, number, deciding day.
SUBJECTS = {
    "fdi": [("fdi_cases", "案件番号", "成功日")],
    "collaboration": [("collaboration_cases", "案件番号", "成功日")],
    "startup": [("startup_cases", "支援番号", "成功日")],
    "overseas": [("overseas_success", "成功番号", "成約日"), ("overseas_support", "支援番号", "支援日")],
}
UNITS = {"円": 1, "千円": 1_000, "百万円": 1_000_000, "億円": 100_000_000}
MONEY = {"投資金額", "出資額", "企業価値"}
DECLINED = "-9999"


class Surveys:
    """The surveys of an inbox, each once, with the case that each is about."""

    def __init__(self, inbox: Path, as_of: date, rows: dict[str, list[Row]], companies: Companies) -> None:
        self._as_of = as_of
        self._rows: dict[str, Row] = {}
        for place, row in enumerate(_newest_first(read_rows(inbox, "outcome_survey", as_of))):
            self._rows.setdefault(row["調査番号"] or f"row {place}", row)
        self._decided: dict[tuple[str, str], date | None] = {}
        self._company: dict[tuple[str, str], Company | None] = {}
        for subject, sources in SUBJECTS.items():
            for source, key, heading in sources:
                for row in _newest_first(rows[source]):
                    if row[key]:
                        self._decided.setdefault((subject, row[key]), read_day(row[heading]))
                        self._company.setdefault((subject, row[key]), companies.company(source, row))
        self._rates = {
            (read_month(row["年月"]), row["通貨"]): read_number(row["円"])
            for row in read_rows(inbox, "fx_rates", as_of)
        }

    def total(self, subject: str, item: str) -> Decimal:
        """Add up what was answered, money in yen at the rate of the month that decides the case."""
        total = Decimal(0)
        for row in self._rows.values():
            answer = self._answer(row, item)
            day = self._decided.get((row["対象"], row["案件番号"])) or read_day(row["回答日"])
            if row["対象"] != subject or answer is None or not self._in_period(day):
                continue
            if item in MONEY:
                rate = Decimal(1) if row["通貨"] == "JPY" else self._rates.get((_month(day), row["通貨"]))
                if row["単位"] not in UNITS or rate is None:
                    continue
                answer = (answer * UNITS[row["単位"]] * rate).quantize(Decimal("0.01"), ROUND_HALF_UP)
            total += answer
        return total

    def response_rate(self, *items: tuple[str, str]) -> Decimal:
        """Return valid answers over surveys due, in percent, pooled over subjects and their items."""
        due = valid = 0
        for row in self._rows.values():
            deadline = read_day(row["回答期限"])
            for subject, item in items:
                if row["対象"] == subject:
                    answered = self._answer(row, item) is not None
                    declined = row["回答状況"] == "辞退" or (row["回答状況"] == "回答" and row[item] == DECLINED)
                    valid += answered
                    due += answered or declined or (deadline is not None and deadline <= self._as_of)
        return 100 * Decimal(valid) / due

    def companies(self, counts: Callable[[Row], bool]) -> Decimal:
        """Count the companies that answered so in the overseas survey, each once per fiscal year of the answer."""
        found = set()
        for row in self._rows.values():
            day = read_day(row["回答日"])
            company = self._company.get((row["対象"], row["案件番号"]))
            if row["対象"] == "overseas" and row["回答状況"] == "回答" and counts(row) and self._in_period(day):
                assert day is not None
                if company is not None:
                    found.add((company, day.year - (day.month < 4)))
        return Decimal(len(found))

    def _answer(self, row: Row, item: str) -> Decimal | None:
        return read_number(row[item]) if row["回答状況"] == "回答" and row[item] != DECLINED else None

    def _in_period(self, day: date | None) -> bool:
        return day is not None and PERIOD_START <= day <= min(self._as_of, PERIOD_END)


def _newest_first(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row[SNAPSHOT], reverse=True)


def _month(day: date | None) -> date | None:
    return None if day is None else day.replace(day=1)
