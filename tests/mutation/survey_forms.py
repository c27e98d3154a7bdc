"""The forms that gaps of the outcome survey take that lie in no single answer: rates of response, sending, delivery.

Each recodes enough surveys of one subject and year to cross a threshold, and leaves the other thresholds alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from synthetic.exports import Cell, ExportFile
from synthetic.planting import KEYS
from synthetic.schedule import fiscal_year_of
from tests.mutation.exports import AS_OF, Exports, Finding, day_of
from tests.mutation.kinds import Kind
from tests.mutation.ripples import ALL_RIPPLES
from tests.mutation.survey_ripples import ASKED, RATE, SOURCE

ANSWERS = ("投資金額", "出資額", "単位", "通貨", "新規雇用者数", "売上変化", "行動変容", "新規性", "企業価値")
NOTHING_ANSWERED = dict.fromkeys(ANSWERS, "") | {"回答日": ""}
NEVER_SENT = NOTHING_ANSWERED | {"回答状況": "未発送", "発送日": "", "回答期限": ""}
LEFT_OF_INVESTMENT = 0.4

Row = tuple[ExportFile, int]


def recoded(what: str, expectation_id: str, year: int, share: float, cells: Mapping[str, Cell]) -> Kind:
    """Overseas surveys of a year recoded until a share of them shows it: those without an answer first.

    Args:
        what: What is done.
        expectation_id: The expectation meant for it.
        year: Fiscal year in which they are due.
        share: Share of the year's surveys to recode, at least.
        cells: New cells.
    """

    def plant(exports: Exports) -> list[Finding]:
        rows = list(_due(exports, "overseas", year))
        free = [row for row in rows if not exports.is_touched(SOURCE, _number(row)) and row[0].fiscal_year == year]
        free.sort(key=lambda row: row[0].columns["回答状況"][row[1]] == "回答")
        wanted = int(len(rows) * share) + 1
        if len(free) < wanted:
            return []
        for export, position in free[:wanted]:
            exports.touch(SOURCE, _number((export, position)))
            for heading, cell in cells.items():
                export.columns[heading][position] = cell
        return [Finding(expectation_id, SOURCE, year, f"overseas/{item}") for item in ASKED["overseas"]]

    return Kind(what, SOURCE, expectation_id, plant, ALL_RIPPLES, is_wide=True)


def silenced(year: int) -> Kind:
    """Answers on investment taken from those who also said something else, until fewer than half are left."""

    def plant(exports: Exports) -> list[Finding]:
        rows = list(_due(exports, "fdi", year))
        answered = [
            (export, position)
            for export, position in rows
            if export.columns["投資金額"][position] not in ("", "-9999")
            and export.columns["新規雇用者数"][position] != ""
            and not exports.is_touched(SOURCE, _number((export, position)))
        ]
        silent = answered[int(len(rows) * LEFT_OF_INVESTMENT) :]
        for export, position in silent:
            exports.touch(SOURCE, _number((export, position)))
            export.columns["投資金額"][position] = ""
        return [Finding(RATE, SOURCE, year, "fdi/investment_amount")] if silent else []

    return Kind("answers silenced", SOURCE, RATE, plant, ALL_RIPPLES, is_wide=True)


def surveyed_twice(where: dict[str, Callable[[Cell], bool]]) -> Kind:
    """A case asked again in the same year under another survey number."""
    expectation_id = f"{SOURCE}__case__surveyed_twice"

    def plant(exports: Exports) -> list[Finding]:
        chosen = exports.choose(SOURCE, where)
        if chosen is None:
            return []
        export, position = chosen
        row = export.row(position)
        again = row | {KEYS[SOURCE]: f"{row[KEYS[SOURCE]]}-2"}
        exports.insert(export, position, again)
        numbers = (str(row[KEYS[SOURCE]]), str(again[KEYS[SOURCE]]))
        return [Finding(expectation_id, SOURCE, export.fiscal_year, number) for number in numbers]

    return Kind("a case surveyed twice in a year", SOURCE, expectation_id, plant, ALL_RIPPLES)


def _due(exports: Exports, subject: str, year: int) -> Iterator[Row]:
    for export in exports.speaking(SOURCE):
        for position, cell in enumerate(export.columns["対象"]):
            day = day_of(export.columns["回答期限"][position]) if cell == subject else None
            if day is not None and day <= AS_OF.toordinal() and fiscal_year_of(date.fromordinal(day)) == year:
                yield export, position


def _number(row: Row) -> str:
    return str(row[0].columns[KEYS[SOURCE]][row[1]])
