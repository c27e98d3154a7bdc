"""Which mistakes are made in single records of a sample: a list, source by source, in the order of planting.

They are few and chosen so that most verdicts stay assessable while the collaboration successes come to lie on both
sides of the deciding line. Gaps of whole files, months and groups are planted by `gaps`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from synthetic.cases import INITIAL
from synthetic.exports import Cell, ExportFile

LATE_DAYS = 20

Condition = Callable[[Cell], bool]
Change = Callable[[ExportFile, int], Mapping[str, Cell]]


def equals(value: Cell) -> Condition:
    """Match one value."""
    return lambda cell: cell == value


def is_filled(cell: Cell) -> bool:
    """Match anything but a blank."""
    return cell != ""


def is_plain_number(cell: Cell) -> bool:
    """Match a corporate number in half-width digits."""
    return isinstance(cell, str) and cell.isascii() and cell.isdigit()


@dataclass(frozen=True)
class Spoil:
    """Cells overwritten in some records.

    Attributes:
        kind: What is done.
        source: Source to spoil.
        rule: Rest of the expectation's id behind the source.
        records: How many at full scale.
        conditions: Which records will do, by heading.
        change: Returns the new cells of a row of a file.
        note: For people.
        consequence: Rest of the id of an expectation that finds the same records too.
    """

    kind: str
    source: str
    rule: str
    records: int
    conditions: Mapping[str, Condition]
    change: Change
    note: str
    consequence: str | None = None


@dataclass(frozen=True)
class Repeat:
    """Rows that stand there twice under one number.

    Attributes:
        source: Source to spoil.
        rule: Rest of the expectation's id behind the source.
        records: How many at full scale.
        conditions: Which records will do, by heading.
        of_another_company: Whether the second row is about another company.
    """

    source: str
    rule: str
    records: int
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    of_another_company: bool = False


CONFIRMED = {"確度": equals("確定"), "財源": equals(INITIAL)}
CASE_WON = {"状態": equals("成功"), **CONFIRMED}
CASE_RUNNING = {"状態": equals("支援中"), "法人番号": is_plain_number}
STARTUP_WON = {"成功種別": is_filled, **CONFIRMED}
SUPPORT = {"財源": equals(INITIAL), "法人番号": is_plain_number}
# In yen, so that a spoilt date asks for no exchange rate.
CONTRACT = {"通貨": equals("JPY"), "法人番号": is_plain_number, **CONFIRMED}
AGRIFOOD_CONTRACT = {"通貨": equals("JPY"), "確度": equals("確定")}
SILENT = {"対象": equals("overseas"), "回答状況": equals("未回答")}

REPEATS = (
    Repeat("fdi_cases", "case_id__duplicate", 1, CASE_RUNNING),
    Repeat("fdi_cases", "case_id__duplicate", 1, CASE_RUNNING, of_another_company=True),
    Repeat("collaboration_cases", "case_id__duplicate", 1, CASE_RUNNING),
    Repeat("startup_cases", "case_id__duplicate", 1, {"成功種別": equals("")}),
    Repeat("overseas_support", "case_id__duplicate", 3, SUPPORT),
    Repeat("overseas_support", "case_id__duplicate", 1, SUPPORT, of_another_company=True),
    Repeat("overseas_success", "success_id__duplicate", 3, CONTRACT),
    Repeat("overseas_success", "success_id__duplicate", 2, CONTRACT, of_another_company=True),
    Repeat("entrepreneur_programme", "participant_id__duplicate", 1),
    Repeat("outcome_survey", "survey_id__duplicate", 1, SILENT | {"回答状況": equals("回答")}),
)


def spoils(as_of: date) -> list[Spoil]:
    """Return all mistakes in single records, the late ones dated by the as-of date."""
    late = as_of + timedelta(days=LATE_DAYS)
    late_text = f"{late.year}/{late.month}/{late.day}"
    fdi, collaboration, startup = "fdi_cases", "collaboration_cases", "startup_cases"
    support, success, agrifood = "overseas_support", "overseas_success", "agrifood_cases"
    consultations, survey = "coercion_consultations", "outcome_survey"
    return [
        _missing(fdi, "成功日", "success_date", 1, CASE_WON),
        _missing(collaboration, "成功日", "success_date", 1, CASE_WON),
        _missing(startup, "成功日", "success_date", 1, STARTUP_WON),
        _missing(success, "成約日", "success_date", 8, CONTRACT),
        _missing(success, "成約金額", "amount", 30, CONTRACT),
        _missing(agrifood, "成約金額", "amount", 3, AGRIFOOD_CONTRACT),
        _missing("activities", "件数", "count", 1, {}),
        _unknown(fdi, "区分", "category", 1, CASE_WON, "5"),
        _unknown(collaboration, "区分", "category", 1, CASE_WON, "5"),
        _unknown(fdi, "確度", "certainty", 1, CASE_WON, "確認中"),
        _unknown(collaboration, "確度", "certainty", 1, CASE_WON, "確認中"),
        _unknown(startup, "確度", "certainty", 1, STARTUP_WON, "確認中"),
        _unknown(success, "確度", "certainty", 6, CONTRACT, "確認中"),
        _unknown(fdi, "財源", "budget_source", 1, CASE_RUNNING, "その他"),
        _unknown(support, "財源", "budget_source", 3, SUPPORT, "基金"),
        _unknown(success, "財源", "budget_source", 4, CONTRACT, "基金"),
        _unknown(consultations, "対応内容", "response", 1, {}, "調整中"),
        _unknown("activities", "種別", "activity_type", 1, {}, "懇談会"),
        _unknown(survey, "回答状況", "response_status", 1, SILENT, "返送"),
        _late(fdi, "成功日", 1, CASE_WON, late),
        _late(startup, "成功日", 1, STARTUP_WON, late),
        _late(success, "成約日", 3, CONTRACT, late_text),
        _wrong_number(fdi, 2, CASE_RUNNING),
        _wrong_number(support, 5, SUPPORT),
        _wrong_number(success, 6, CONTRACT),
        _no_such_day(fdi, "支援開始日", 1, CASE_RUNNING),
        _no_such_day(support, "支援日", 2, SUPPORT),
        Spoil(
            kind="unreadable_amount",
            source=success,
            rule="values__unreadable",
            records=2,
            conditions=CONTRACT,
            change=lambda *_: {"成約金額": "別途協議"},
            note="金額でない / not an amount",
            consequence="amount__missing",
        ),
        Spoil(
            kind="success_without_support",
            source=fdi,
            rule="success__without_support",
            records=1,
            conditions=CASE_WON,
            change=lambda *_: {"支援開始日": ""},
            note="成功なのに支援開始日が空欄 / a success without the start of its support",
        ),
        Spoil(
            kind="success_without_support",
            source=success,
            rule="success__without_support",
            records=20,
            conditions=CONTRACT,
            change=lambda _, position: {"支援番号": f"SMP-OS-2099-{position:06d}"},
            note="支援番号の支援がない / there is no support under this number",
        ),
        Spoil(
            kind="success_without_support",
            source=agrifood,
            rule="success__without_support",
            records=2,
            conditions=AGRIFOOD_CONTRACT,
            change=lambda *_: {"支援番号": ""},
            note="支援番号が空欄 / no support number",
        ),
        Spoil(
            kind="unknown_company",
            source=support,
            rule="company__unresolved",
            records=2,
            conditions=SUPPORT,
            change=lambda *_: {"企業名": "", "法人番号": ""},
            note="どの企業か分からない / nobody can tell which company",
        ),
        Spoil(
            kind="unknown_survey_case",
            source=survey,
            rule="case__unknown",
            records=2,
            conditions=SILENT,
            change=lambda _, position: {"案件番号": f"SMP-OX-2099-{position:06d}"},
            note="調査の案件がない / there is no case under this number",
        ),
    ]


def _missing(source: str, heading: str, column: str, records: int, conditions: Mapping[str, Condition]) -> Spoil:
    note = f"{heading}が空欄 / {column} is blank"
    return Spoil(f"missing_{column}", source, f"{column}__missing", records, conditions, lambda *_: {heading: ""}, note)


def _unknown(
    source: str, heading: str, column: str, records: int, conditions: Mapping[str, Condition], text: str
) -> Spoil:
    note = f"{heading}「{text}」はコード表にない / {column} is not on the list of codes"
    return Spoil(
        f"unknown_{column}", source, f"{column}__unknown", records, conditions, lambda *_: {heading: text}, note
    )


def _late(source: str, heading: str, records: int, conditions: Mapping[str, Condition], day: Cell) -> Spoil:
    note = f"確定なのに{heading}が基準日より後 / confirmed, yet dated after the as-of date"
    rule = "success_date__after_as_of"
    return Spoil("success_after_as_of", source, rule, records, conditions, lambda *_: {heading: day}, note)


def _wrong_number(source: str, records: int, conditions: Mapping[str, Condition]) -> Spoil:
    def change(export: ExportFile, position: int) -> dict[str, Cell]:
        number = str(export.columns["法人番号"][position])
        last = int(number[-1])
        # From 9 to 0 the check digit would stay right.
        return {"法人番号": f"{number[:-1]}{last + 1 if last < 9 else 8}"}

    note = "検査数字が合わない / the check digit is wrong"
    return Spoil("invalid_corporate_number", source, "corporate_number__invalid", records, conditions, change, note)


def _no_such_day(source: str, heading: str, records: int, conditions: Mapping[str, Condition]) -> Spoil:
    def change(export: ExportFile, _: int) -> dict[str, Cell]:
        return {heading: f"{export.fiscal_year}/13/45"}

    note = f"{heading}が存在しない日付 / there is no such day"
    return Spoil(
        "unreadable_date", source, "values__unreadable", records, conditions, change, note, "support_date__missing"
    )
