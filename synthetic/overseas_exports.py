"""Export columns of overseas_support, overseas_success and agrifood_cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from synthetic.cases import CERTAINTIES, INITIAL
from synthetic.companies import Companies
from synthetic.dates import FULL_WIDTH, csv_dates, csv_styles, xlsx_dates, xlsx_styles
from synthetic.exports import Cell, Columns, ExportFile, export_files
from synthetic.overseas import SEGMENTS, OverseasSuccesses, OverseasSupports, programme_of
from synthetic.schedule import BoolArray, FloatArray, IntArray, Window, fiscal_years_of, plan_days

# A bank and its branch stand on two lines of one cell.
PARTNERS = (
    "商工会議所①",
    "商工会議所②",
    "中小企業支援機関",
    "地方銀行\n国際営業部",
    "信用金庫\n本店営業部",
    "自治体（産業振興課）",
)
COUNTRIES = ("米国", "中国", "台湾", "韓国", "ドイツ", "フランス", "英国", "シンガポール", "タイ", "ベトナム")
HARD_MARKETS = ("インド", "ブラジル", "ナイジェリア", "バングラデシュ")
SUCCESS_TYPES = ("輸出", "投資", "越境EC", "その他")
FOREIGN_CURRENCIES = ("USD", "EUR", "CNY", "GBP", "THB")
CURRENCY_SHARES = (0.62, 0.21, 0.07, 0.06, 0.02, 0.02)
YEN_PER_UNIT = {"JPY": 1.0, "USD": 148.0, "EUR": 162.0, "CNY": 20.5, "GBP": 189.0, "THB": 4.2}
UNITS = {"円": 1, "千円": 1_000, "百万円": 1_000_000, "億円": 100_000_000}
DECIMALS = {"円": 0, "千円": 0, "百万円": 1, "億円": 2}
AGRIFOOD_PROGRAMME = "農林水産物・食品輸出支援"
AGRIFOOD_TOTALS = (1_760.0, 190.0, 50.0)


def support_files(
    rng: np.random.Generator, supports: OverseasSupports, companies: Companies, as_of: date
) -> list[ExportFile]:
    """Build the files of overseas_support."""
    count = len(supports)
    ids = supports.case_ids
    names = companies.names(supports.company, rng.integers(60, size=count))
    numbers = companies.shown_numbers(supports.company, rng.random(count) >= 0.12, rng.random(count) < 0.03)
    phones = [companies.phones[company] for company in supports.company.tolist()]
    prefectures = _prefectures(rng, companies, supports.company)
    dates = csv_dates(supports.day, csv_styles(rng, count))
    programmes = _programmes(supports.segment, supports.programme)
    budgets = [SEGMENTS[segment].budget_source for segment in supports.segment.tolist()]
    partners = _partners(rng, count)
    market_entry, follow_up, digital, first_timer, novel = (
        _flags(rng.random(count) < share, "○", "") for share in (0.06, 0.04, 0.15, 0.09, 0.12)
    )
    columns = {
        "支援番号": ids,
        "企業名": names,
        "法人番号": numbers,
        "電話番号": phones,
        "都道府県": prefectures,
        "支援日": dates,
        "事業名": programmes,
        "財源": budgets,
        "連携機関": partners,
        "進出支援": market_entry,
        "フォローアップ": follow_up,
        "デジタル商談": digital,
        "未経験": first_timer,
        "新規性": novel,
    }
    years = fiscal_years_of(supports.day)

    def columns_at(fiscal_year: int, day: date) -> Columns:
        first, last = np.searchsorted(years, fiscal_year), np.searchsorted(years, fiscal_year, side="right")
        end = min(int(last), int(np.searchsorted(supports.day, day.toordinal(), side="right")))
        return {heading: list(cells[int(first) : end]) for heading, cells in columns.items()}

    return export_files("overseas_support", as_of, "csv", columns_at)


def success_files(
    rng: np.random.Generator,
    successes: OverseasSuccesses,
    supports: OverseasSupports,
    companies: Companies,
    as_of: date,
) -> list[ExportFile]:
    """Build the files of overseas_success; provisional entries show what they were corrected from."""
    count = len(successes)
    company = supports.company[successes.support]
    support_ids = supports.case_ids
    is_early = successes.registered_day < successes.day
    amounts, units, currencies = _amounts(rng, count, in_yen=is_early)
    first_amounts = _write_amounts(rng, amounts * 0.9, units)
    final_amounts = _write_amounts(rng, amounts, units)
    certainties = [CERTAINTIES[kind] for kind in successes.certainty.tolist()]
    countries, hard = _countries(rng, count)
    columns: dict[str, Sequence[Cell]] = {
        "成功番号": successes.success_ids,
        "支援番号": [support_ids[support] for support in successes.support.tolist()],
        "企業名": companies.names(company, rng.integers(60, size=count)),
        "法人番号": companies.shown_numbers(company, rng.random(count) >= 0.12, rng.random(count) < 0.03),
        "都道府県": _prefectures(rng, companies, company),
        "成約日": csv_dates(successes.day, csv_styles(rng, count)),
        "種別": _choices(rng, SUCCESS_TYPES, (0.70, 0.10, 0.14, 0.06), count),
        "国・地域": countries,
        "成約金額": final_amounts,
        "単位": units,
        "通貨": currencies,
        "確度": certainties,
        "財源": [SEGMENTS[segment].budget_source for segment in supports.segment[successes.support].tolist()],
        "事業名": _programmes(supports.segment[successes.support], supports.programme[successes.support]),
        "難市場": _flags(hard, "1", "0"),
        "進出": _flags(rng.random(count) < 0.05, "1", "0"),
        "連携機関": _partners(rng, count),
    }
    years = fiscal_years_of(successes.registered_day)

    def columns_at(fiscal_year: int, day: date) -> Columns:
        first, last = np.searchsorted(years, fiscal_year), np.searchsorted(years, fiscal_year, side="right")
        end = min(int(last), int(np.searchsorted(successes.registered_day, day.toordinal(), side="right")))
        shown = {heading: list(cells[int(first) : end]) for heading, cells in columns.items()}
        for place in np.flatnonzero(successes.corrected_day[int(first) : end] > day.toordinal()).tolist():
            shown["成約金額"][place] = first_amounts[int(first) + place]
            if shown["確度"][place] == "確定":
                shown["確度"][place] = "見込"
        return shown

    return export_files("overseas_success", as_of, "csv", columns_at)


def agrifood_files(
    rng: np.random.Generator, companies: Companies, as_of: date, until: date, scale: float
) -> list[ExportFile]:
    """Build the files of agrifood_cases; the supports behind them arrive in no export."""
    window = Window(start=date(2023, 4, 10), growth=0.06)
    plans = [plan_days(rng, total * scale, until, window, int(kind == 0)) for kind, total in enumerate(AGRIFOOD_TOTALS)]
    day = np.concatenate(plans)
    kinds = np.concatenate([np.full(len(plan), kind) for kind, plan in enumerate(plans)])
    order = np.argsort(day, kind="stable")
    day, kinds = day[order], kinds[order]
    count = len(day)
    years = fiscal_years_of(day)
    numbers_in_year = (np.arange(count) - np.searchsorted(years, years) + 1).tolist()
    company = rng.integers(len(companies), size=count)
    amounts, units, currencies = _amounts(rng, count, in_yen=np.zeros(count, dtype=np.bool_))
    countries, hard = _countries(rng, count)
    columns: dict[str, Sequence[Cell]] = {
        "成功番号": [
            f"SMP-AX-{year}-{number:05d}" for year, number in zip(years.tolist(), numbers_in_year, strict=True)
        ],
        "支援番号": [
            f"SMP-AS-{year}-{number:05d}" for year, number in zip(years.tolist(), numbers_in_year, strict=True)
        ],
        "企業名": companies.names(company, rng.integers(60, size=count)),
        "法人番号": companies.shown_numbers(company, rng.random(count) >= 0.08, rng.random(count) < 0.02),
        "都道府県": _prefectures(rng, companies, company),
        "成約日": xlsx_dates(day, xlsx_styles(rng, count)),
        "種別": _choices(rng, SUCCESS_TYPES, (0.86, 0.02, 0.10, 0.02), count),
        "国・地域": countries,
        "成約金額": _as_cells(rng, amounts, _write_amounts(rng, amounts, units), units),
        "単位": units,
        "通貨": currencies,
        "確度": [CERTAINTIES[kind] for kind in kinds.tolist()],
        "財源": [INITIAL] * count,
        "事業名": [AGRIFOOD_PROGRAMME] * count,
        "難市場": _flags(hard, "有", "無"),
        "進出": _flags(rng.random(count) < 0.03, "有", "無"),
        "連携機関": _partners(rng, count),
    }

    def columns_at(fiscal_year: int, seen: date) -> Columns:
        first, last = np.searchsorted(years, fiscal_year), np.searchsorted(years, fiscal_year, side="right")
        end = min(int(last), int(np.searchsorted(day, seen.toordinal(), side="right")))
        return {heading: list(cells[int(first) : end]) for heading, cells in columns.items()}

    return export_files("agrifood_cases", as_of, "xlsx", columns_at)


def _prefectures(rng: np.random.Generator, companies: Companies, company: IntArray) -> list[str]:
    padded = (rng.random(len(company)) < 0.01).tolist()
    return [companies.prefectures[one] + "　" * pad for one, pad in zip(company.tolist(), padded, strict=True)]


def _programmes(segments: IntArray, programmes: IntArray) -> list[str]:
    return [programme_of(one, two) for one, two in zip(segments.tolist(), programmes.tolist(), strict=True)]


def _partners(rng: np.random.Generator, count: int) -> list[str]:
    chosen = rng.integers(-21, len(PARTNERS), size=count).tolist()
    return [PARTNERS[choice] if choice >= 0 else "" for choice in chosen]


def _flags(mask: BoolArray, yes: str, no: str) -> list[str]:
    return [yes if one else no for one in mask.tolist()]


def _choices(rng: np.random.Generator, options: Sequence[str], shares: Sequence[float], count: int) -> list[str]:
    return [options[choice] for choice in rng.choice(len(options), size=count, p=shares).tolist()]


def _countries(rng: np.random.Generator, count: int) -> tuple[list[str], BoolArray]:
    options = COUNTRIES + HARD_MARKETS
    chosen = rng.choice(len(options), size=count, p=[0.09] * len(COUNTRIES) + [0.1 / len(HARD_MARKETS)] * 4)
    is_hard: BoolArray = (chosen >= len(COUNTRIES)) & (rng.random(count) < 0.8)
    return [options[choice] for choice in chosen.tolist()], is_hard


def _amounts(rng: np.random.Generator, count: int, in_yen: BoolArray) -> tuple[FloatArray, list[str], list[str]]:
    """Draw amounts (in the row's own currency), the unit each is written in, and its currency."""
    drawn = np.where(in_yen, 0, rng.choice(len(CURRENCY_SHARES), size=count, p=CURRENCY_SHARES))
    currencies = [("JPY", *FOREIGN_CURRENCIES)[choice] for choice in drawn.tolist()]
    yen = rng.lognormal(14.6, 1.5, size=count)
    amounts = yen / np.array([YEN_PER_UNIT[currency] for currency in currencies])
    picks = rng.random(count).tolist()
    units = [
        _unit(amount, currency, pick)
        for amount, currency, pick in zip(amounts.tolist(), currencies, picks, strict=True)
    ]
    return amounts, units, currencies


def _unit(amount: float, currency: str, pick: float) -> str:
    # The forms offer yen units only; with a foreign currency they stand for 1 and 1,000 of it.
    if currency != "JPY":
        return "千円" if amount >= 50_000 and pick < 0.1 else "円"
    if amount >= 200_000_000 and pick < 0.5:
        return "億円"
    if amount >= 5_000_000 and pick < 0.4:
        return "百万円"
    return "千円" if amount >= 50_000 and pick < 0.7 else "円"


def _write_amounts(rng: np.random.Generator, amounts: FloatArray, units: Sequence[str]) -> list[str]:
    styles = rng.random(len(amounts)).tolist()
    return [
        _write_amount(amount, unit, style) for amount, unit, style in zip(amounts.tolist(), units, styles, strict=True)
    ]


def _write_amount(amount: float, unit: str, style: float) -> str:
    text = f"{_in_unit(amount, unit):,.{DECIMALS[unit]}f}"
    if style < 0.0005:
        return f"△{text}"
    if style < 0.45:
        return text
    return text.replace(",", "") if style < 0.97 else text.translate(FULL_WIDTH)


def _in_unit(amount: float, unit: str) -> float:
    return round(max(amount / UNITS[unit], 1), DECIMALS[unit])


def _as_cells(rng: np.random.Generator, amounts: FloatArray, texts: Sequence[str], units: Sequence[str]) -> list[Cell]:
    as_number = (rng.random(len(amounts)) < 0.7).tolist()
    return [
        _in_unit(amount, unit) if numeric else text
        for amount, text, unit, numeric in zip(amounts.tolist(), texts, units, as_number, strict=True)
    ]
