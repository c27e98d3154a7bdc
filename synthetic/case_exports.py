"""Export columns of the three case registers: how FDI, collaboration and startup cases stand in their workbooks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from synthetic.cases import CERTAINTIES, ENTREPRENEUR_PROGRAMME, CaseRegister
from synthetic.companies import Companies
from synthetic.dates import xlsx_dates, xlsx_styles
from synthetic.exports import Cell, Columns, ExportFile, export_files
from synthetic.schedule import NEVER, IntArray

COUNTRIES = ("米国", "中国", "台湾", "韓国", "ドイツ", "フランス", "英国", "シンガポール", "インド", "タイ", "ベトナム")
INDUSTRIES = ("情報通信", "環境・エネルギー", "ライフサイエンス", "自動車・部品", "電子・半導体", "サービス", "観光")
SCOPES = ("国内", "海外")
COLLABORATION_FORMS = ("業務提携", "技術提携", "共同研究開発", "出資", "その他")
STARTUP_SUPPORTS = ("VC・企業とのマッチング", "アクセラレーター", "研修", "メディア", "カンファレンス", "知財相談")
STARTUP_SUCCESSES = ("資金調達", "海外拠点設立", "外国人材採用", "販路開拓", "共同研究・資本提携", "海外特許")
# Categories are typed as numbers, as text, or in brackets.
CATEGORY_SPELLINGS = (lambda code: code, str, lambda code: f"({code})")


@dataclass(frozen=True)
class _Rendering:
    """How each case of a register is written, drawn once so that every snapshot writes it alike."""

    ids: list[str]
    names: list[str]
    numbers: list[str]
    support_styles: IntArray
    success_styles: IntArray
    choices: IntArray


def _rendering(rng: np.random.Generator, register: CaseRegister, companies: Companies, owners: IntArray) -> _Rendering:
    count = len(register)
    return _Rendering(
        ids=register.case_ids,
        names=companies.names(owners, rng.integers(30, size=count)),
        numbers=companies.shown_numbers(owners, rng.random(count) >= 0.05, rng.random(count) < 0.02),
        support_styles=xlsx_styles(rng, count),
        success_styles=xlsx_styles(rng, count),
        choices=rng.integers(10**6, size=count),
    )


def _pick(options: Sequence[str], choices: IntArray, divisor: int) -> list[Cell]:
    return [options[choice // divisor % len(options)] for choice in choices.tolist()]


def _at(values: Sequence[str], positions: IntArray) -> list[Cell]:
    return [values[position] for position in positions.tolist()]


def _statuses(register: CaseRegister, known: IntArray, day: date) -> list[Cell]:
    success = register.success_days_known_on(day)[known] != NEVER
    cancelled_day = register.cancelled_day[known]
    cancelled = (cancelled_day != NEVER) & (cancelled_day <= day.toordinal())
    return ["成功" if won else "中止" if lost else "支援中" for won, lost in zip(success, cancelled, strict=True)]


def _certainties(register: CaseRegister, known: IntArray, statuses: Sequence[Cell]) -> list[Cell]:
    kinds = register.certainty[known].tolist()
    return [CERTAINTIES[kind] if status == "成功" else "" for kind, status in zip(kinds, statuses, strict=True)]


def _categories(choices: IntArray, statuses: Sequence[Cell]) -> list[Cell]:
    cells: list[Cell] = []
    for choice, status in zip(choices.tolist(), statuses, strict=True):
        is_filled = status == "成功" or choice % 5 < 3
        cells.append(CATEGORY_SPELLINGS[choice // 7 % 3](1 + choice // 31 % 4) if is_filled else "")
    return cells


def fdi_files(rng: np.random.Generator, register: CaseRegister, companies: Companies, as_of: date) -> list[ExportFile]:
    """Build the files of fdi_cases; companies may come back with further cases."""
    owners = rng.integers(len(companies), size=len(register))
    cells = _rendering(rng, register, companies, owners)
    prefectures = [companies.prefectures[owner] for owner in owners.tolist()]
    home = [COUNTRIES[owner % len(COUNTRIES)] for owner in owners.tolist()]
    industries = [INDUSTRIES[owner // 13 % len(INDUSTRIES)] for owner in owners.tolist()]

    def columns_at(fiscal_year: int, day: date) -> Columns:
        known = register.known_on(day, fiscal_year)
        statuses = _statuses(register, known, day)
        choices = cells.choices[known]
        success_days = register.success_days_known_on(day)[known]
        return {
            "案件番号": _at(cells.ids, known),
            "企業名": _at(cells.names, known),
            "国・地域": _at(home, known),
            "法人番号": _at(cells.numbers, known),
            "都道府県": _at(prefectures, known),
            "業種": _at(industries, known),
            "支援開始日": list(xlsx_dates(register.support_day[known], cells.support_styles[known])),
            "成功日": list(xlsx_dates(success_days, cells.success_styles[known])),
            "区分": _categories(choices, statuses),
            "状態": statuses,
            "確度": _certainties(register, known, statuses),
            "二次投資": ["有" if choice % 11 == 0 else "無" for choice in choices.tolist()],
            "財源": _at(register.budget_sources, known),
            "事業名": _at(register.programmes, known),
        }

    return export_files("fdi_cases", as_of, "xlsx", columns_at)


def collaboration_files(
    rng: np.random.Generator, register: CaseRegister, companies: Companies, partners: Companies, as_of: date
) -> list[ExportFile]:
    """Build the files of collaboration_cases: a Japanese company and its foreign partner."""
    owners = rng.integers(len(companies), size=len(register))
    cells = _rendering(rng, register, companies, owners)
    partner_names = partners.names(
        rng.integers(len(partners), size=len(register)), rng.integers(30, size=len(register))
    )

    def columns_at(fiscal_year: int, day: date) -> Columns:
        known = register.known_on(day, fiscal_year)
        statuses = _statuses(register, known, day)
        choices = cells.choices[known]
        success_days = register.success_days_known_on(day)[known]
        return {
            "案件番号": _at(cells.ids, known),
            "日本企業名": _at(cells.names, known),
            "法人番号": _at(cells.numbers, known),
            "海外企業名": _at(partner_names, known),
            "国・地域": _pick(COUNTRIES, choices, 3),
            "国内外": _pick(SCOPES, choices, 17),
            "形態": _pick(COLLABORATION_FORMS, choices, 23),
            "支援開始日": list(xlsx_dates(register.support_day[known], cells.support_styles[known])),
            "成功日": list(xlsx_dates(success_days, cells.success_styles[known])),
            "区分": _categories(choices, statuses),
            "状態": statuses,
            "確度": _certainties(register, known, statuses),
            "財源": _at(register.budget_sources, known),
            "事業名": _at(register.programmes, known),
        }

    return export_files("collaboration_cases", as_of, "xlsx", columns_at)


def startup_files(
    rng: np.random.Generator, register: CaseRegister, companies: Companies, as_of: date
) -> list[ExportFile]:
    """Build the files of startup_cases; people before founding have no company yet."""
    owners = rng.integers(len(companies), size=len(register))
    cells = _rendering(rng, register, companies, owners)
    programmes = register.programmes
    before_founding = [
        programme == ENTREPRENEUR_PROGRAMME or choice % 40 == 0
        for programme, choice in zip(programmes, cells.choices.tolist(), strict=True)
    ]
    names = ["" if before else name for before, name in zip(before_founding, cells.names, strict=True)]
    numbers = ["" if before else number for before, number in zip(before_founding, cells.numbers, strict=True)]

    def columns_at(fiscal_year: int, day: date) -> Columns:
        known = register.known_on(day, fiscal_year)
        success_days = register.success_days_known_on(day)[known]
        won = (success_days != NEVER).tolist()
        kinds = _pick(STARTUP_SUCCESSES, cells.choices[known], 29)
        certainties = [CERTAINTIES[kind] for kind in register.certainty[known].tolist()]
        return {
            "支援番号": _at(cells.ids, known),
            "企業名": _at(names, known),
            "法人番号": _at(numbers, known),
            "起業前": [1 if before_founding[position] else 0 for position in known.tolist()],
            "支援日": list(xlsx_dates(register.support_day[known], cells.support_styles[known])),
            "支援種別": _pick(STARTUP_SUPPORTS, cells.choices[known], 7),
            "成功日": list(xlsx_dates(success_days, cells.success_styles[known])),
            "成功種別": [kind if has else "" for kind, has in zip(kinds, won, strict=True)],
            "確度": [certainty if has else "" for certainty, has in zip(certainties, won, strict=True)],
            "財源": _at(register.budget_sources, known),
            "事業名": _at(programmes, known),
        }

    return export_files("startup_cases", as_of, "xlsx", columns_at)
