"""The small sources: programme participants, coercion consultations, activities, web views and exchange rates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from synthetic.cases import ENTREPRENEUR_PROGRAMME, INITIAL, SUPPLEMENTARY
from synthetic.companies import Companies
from synthetic.dates import csv_dates, csv_styles, month_text, xlsx_dates, xlsx_styles
from synthetic.exports import Cell, Columns, ExportFile, export_files
from synthetic.overseas_exports import FOREIGN_CURRENCIES, YEN_PER_UNIT
from synthetic.schedule import (
    NEVER,
    PERIOD_START,
    IntArray,
    Window,
    fiscal_year_end,
    fiscal_year_start,
    fiscal_years_of,
    months_between,
    next_month,
    plan_days,
)

PARTICIPANTS = 700
CONSULTATIONS = 120
ACTIVITIES = 1_500
# The duty to take up economic coercion is new.
CONSULTATIONS_START = date(2024, 4, 1)
DESTINATIONS = ("シリコンバレー", "ボストン", "ニューヨーク", "ロンドン", "パリ", "シンガポール", "バンガロール")
RESPONSES = ("情報提供", "第三国販路開拓", "要望書提出", "政府連携", "その他")
ITEMS = ("水産物", "希少金属", "工作機械", "電子部品", "飲料", "化学品", "観光サービス")
COERCION_COUNTRIES = ("甲国", "乙国", "丙国", "丁国")
SECTIONS = ("1-1", "1-2", "3", "4")
ACTIVITY_TYPES = {
    "1-1": ("政府連携", "地方自治体連携", "政府への情報提供", "広報イベント", "エコシステムイベント"),
    "1-2": ("政府への情報提供", "エコシステムイベント", "他機関連携"),
    "3": ("他機関連携", "広報イベント", "政府連携"),
    "4": ("政府への情報提供", "政府連携"),
}
COUNTERPARTS = ("見本省", "例示県", "架空市", "模擬大使館", "サンプル開発機構")
SITES = {"見本対日投資ポータル": 310_000, "見本スタートアップ": 85_000, "見本海外展開ナビ": 540_000}


def _year_slice(years: IntArray, days: IntArray, fiscal_year: int, day: date) -> slice:
    first, last = np.searchsorted(years, fiscal_year), np.searchsorted(years, fiscal_year, side="right")
    return slice(int(first), min(int(last), int(np.searchsorted(days, day.toordinal(), side="right"))))


def _ids(prefix: str, years: IntArray) -> list[str]:
    numbers = np.arange(len(years)) - np.searchsorted(years, years) + 1
    return [f"SMP-{prefix}-{year}-{number:04d}" for year, number in zip(years.tolist(), numbers.tolist(), strict=True)]


def _picks(rng: np.random.Generator, options: Sequence[str], count: int) -> list[Cell]:
    return [options[choice] for choice in rng.integers(len(options), size=count).tolist()]


def entrepreneur_files(rng: np.random.Generator, as_of: date, until: date, scale: float) -> list[ExportFile]:
    """Build the files of entrepreneur_programme."""
    start = plan_days(rng, PARTICIPANTS * scale, until, Window(start=date(2023, 6, 1)), at_least=1)
    count = len(start)
    years = fiscal_years_of(start)
    supplementary = (years >= 2024) & (rng.random(count) < 0.3)
    columns: Columns = {
        "参加者番号": list(_ids("EP", years)),
        "開始日": list(csv_dates(start, csv_styles(rng, count))),
        "終了日": list(csv_dates(start + rng.integers(7, 90, size=count), csv_styles(rng, count))),
        "派遣先": _picks(rng, DESTINATIONS, count),
        "財源": [SUPPLEMENTARY if one else INITIAL for one in supplementary.tolist()],
        "事業名": [ENTREPRENEUR_PROGRAMME] * count,
    }

    def columns_at(fiscal_year: int, day: date) -> Columns:
        part = _year_slice(years, start, fiscal_year, day)
        return {heading: cells[part] for heading, cells in columns.items()}

    return export_files("entrepreneur_programme", as_of, "csv", columns_at)


def consultation_files(
    rng: np.random.Generator, companies: Companies, as_of: date, until: date, scale: float
) -> list[ExportFile]:
    """Build the files of coercion_consultations; there is none before the duty began."""
    received = plan_days(rng, max(CONSULTATIONS * scale, 3), until, Window(start=CONSULTATIONS_START, growth=0.2))
    count = len(received)
    years = fiscal_years_of(received)
    owners = rng.integers(len(companies), size=count)
    closed = np.where(rng.random(count) < 0.8, received + rng.integers(3, 120, size=count), NEVER)
    styles = csv_styles(rng, count)
    columns: Columns = {
        "相談番号": list(_ids("CC", years)),
        "受付日": list(csv_dates(received, csv_styles(rng, count))),
        "企業名": list(companies.names(owners, rng.integers(60, size=count))),
        "法人番号": list(companies.shown_numbers(owners, rng.random(count) >= 0.05, rng.random(count) < 0.02)),
        "国・地域": _picks(rng, COERCION_COUNTRIES, count),
        "品目": _picks(rng, ITEMS, count),
        "対応内容": _picks(rng, RESPONSES, count),
    }

    def columns_at(fiscal_year: int, day: date) -> Columns:
        part = _year_slice(years, received, fiscal_year, day)
        closed_by_then = np.where(closed[part] <= day.toordinal(), closed[part], NEVER)
        shown = {heading: cells[part] for heading, cells in columns.items()}
        return shown | {"完了日": list(csv_dates(closed_by_then, styles[part]))}

    return export_files("coercion_consultations", as_of, "csv", columns_at)


def activity_files(rng: np.random.Generator, as_of: date, until: date, scale: float) -> list[ExportFile]:
    """Build the files of activities."""
    held = plan_days(rng, ACTIVITIES * scale, until, at_least=1)
    count = len(held)
    years = fiscal_years_of(held)
    sections = rng.choice(SECTIONS, size=count, p=(0.42, 0.25, 0.23, 0.10)).tolist()
    counts = 1 + rng.geometric(0.5, size=count) // 2
    as_text = (rng.random(count) < 0.15).tolist()
    columns: Columns = {
        "活動番号": list(_ids("AC", years)),
        "活動日": list(xlsx_dates(held, xlsx_styles(rng, count))),
        "節": sections,
        "種別": [
            ACTIVITY_TYPES[section][choice % len(ACTIVITY_TYPES[section])]
            for section, choice in zip(sections, rng.integers(60, size=count).tolist(), strict=True)
        ],
        "件数": [f"{one}件" if text else one for one, text in zip(counts.tolist(), as_text, strict=True)],
        "相手機関": _picks(rng, COUNTERPARTS, count),
    }

    def columns_at(fiscal_year: int, day: date) -> Columns:
        part = _year_slice(years, held, fiscal_year, day)
        return {heading: cells[part] for heading, cells in columns.items()}

    return export_files("activities", as_of, "xlsx", columns_at)


def web_files(rng: np.random.Generator, as_of: date, until: date) -> list[ExportFile]:
    """Build the files of web_analytics: whole months only; the current one enters when it is over."""
    months = months_between(PERIOD_START, until)
    views = {
        site: np.round(level * 1.01 ** np.arange(len(months)) * rng.uniform(0.8, 1.25, size=len(months)))
        for site, level in SITES.items()
    }
    styles = rng.choice(4, size=(len(months), len(SITES)), p=(0.6, 0.1, 0.2, 0.1))
    commas = rng.random((len(months), len(SITES))) < 0.5

    def columns_at(fiscal_year: int, day: date) -> Columns:
        columns: Columns = {"年月": [], "サイト": [], "閲覧数": []}
        for position, month in enumerate(months):
            is_over = next_month(month).toordinal() - 1 <= day.toordinal()
            if not (fiscal_year_start(fiscal_year) <= month <= fiscal_year_end(fiscal_year)) or not is_over:
                continue
            for column, site in enumerate(SITES):
                number = int(views[site][position])
                columns["年月"].append(month_text(month, int(styles[position, column])))
                columns["サイト"].append(site)
                columns["閲覧数"].append(f"{number:,}" if commas[position, column] else str(number))
        return columns

    return export_files("web_analytics", as_of, "csv", columns_at)


def fx_files(rng: np.random.Generator, as_of: date, until: date) -> list[ExportFile]:
    """Build the files of fx_rates: every currency in every month, the current one to date. Not real rates."""
    months = months_between(PERIOD_START, until)
    rates = {
        currency: YEN_PER_UNIT[currency] * np.exp(np.cumsum(rng.normal(0.0, 0.015, size=len(months))))
        for currency in FOREIGN_CURRENCIES
    }

    def columns_at(fiscal_year: int, day: date) -> Columns:
        columns: Columns = {"年月": [], "通貨": [], "円": []}
        for position, month in enumerate(months):
            if fiscal_year_start(fiscal_year) <= month <= min(fiscal_year_end(fiscal_year), day):
                for currency in FOREIGN_CURRENCIES:
                    columns["年月"].append(month_text(month, 1))
                    columns["通貨"].append(currency)
                    columns["円"].append(f"{rates[currency][position]:.4f}")
        return columns

    return export_files("fx_rates", as_of, "csv", columns_at)
