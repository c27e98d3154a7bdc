"""The monitored figures counted once more, from the export files, in plain Python: what counts for sure, no bounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from tests.end_to_end.recount.companies import SOURCES_WITH_COMPANIES, Companies, Company
from tests.end_to_end.recount.exports import SNAPSHOT, Row, read_day, read_month, read_number, read_rows
from tests.end_to_end.recount.rules import PERIOD_END, PERIOD_START
from tests.end_to_end.recount.surveys import Surveys

METROPOLITAN = {"東京都", "神奈川県", "大阪府", "愛知県"}
YES = {"○", "1", "有"}
LIAISON = {"政府連携", "地方自治体連携", "政府への情報提供"}
EVENTS = {"広報イベント", "エコシステムイベント"}


def recount_monitored(inbox: Path, as_of: date) -> dict[str, Decimal]:
    """Count every monitored figure and tally over the exports of an inbox.

    Args:
        inbox: Folder of exports.
        as_of: Day up to which is counted.

    Returns:
        Figures by indicator, over all budgets; amounts in yen.
    """
    rows = {source: read_rows(inbox, source, as_of) for source in SOURCES_WITH_COMPANIES}
    companies = Companies(rows)
    supports = rows["overseas_support"]

    def in_period(day: date | None) -> bool:
        return day is not None and PERIOD_START <= day <= min(as_of, PERIOD_END)

    def numbers(found: Iterable[Row], key: str, heading: str, counts: Callable[[Row], bool]) -> Decimal:
        """Count distinct numbers of rows in the period."""
        return Decimal(len({row[key] for row in found if counts(row) and in_period(read_day(row[heading]))} - {""}))

    def supported(counts: Callable[[Row], bool]) -> Decimal:
        return numbers(supports, "支援番号", "支援日", counts)

    def won(counts: Callable[[Row], bool], source: str = "overseas_success") -> Decimal:
        return numbers(rows[source], "成功番号", "成約日", lambda row: row["確度"] in {"確定", "見込"} and counts(row))

    def company_years(source: str, key: str, heading: str, counts: Callable[[Row], bool]) -> Decimal:
        return Decimal(len(set(_company_years(companies, source, rows[source], key, heading, counts, in_period))))

    def expected_or_confirmed(counts: Callable[[Row], bool]) -> Callable[[Row], bool]:
        return lambda row: row["確度"] in {"確定", "見込"} and counts(row)

    def activities(section: str, kinds: set[str]) -> Decimal:
        seen = {
            row["活動番号"] or str(place): read_number(row["件数"].removesuffix("件")) or Decimal(0)
            for place, row in reversed(list(enumerate(read_rows(inbox, "activities", as_of))))
            if row["節"] == section and row["種別"] in kinds and in_period(read_day(row["活動日"]))
        }
        return sum(seen.values(), Decimal(0))

    surveys = Surveys(inbox, as_of, rows, companies)
    participants = read_rows(inbox, "entrepreneur_programme", as_of)
    consultations = rows["coercion_consultations"]
    won_by = ("overseas_success", "成功番号", "成約日")
    return {
        "fdi_amount": surveys.total("fdi", "投資金額"),
        "equity_amount": surveys.total("collaboration", "出資額"),
        "new_jobs": surveys.total("fdi", "新規雇用者数") + surveys.total("collaboration", "新規雇用者数"),
        "response_rate_money_jobs": surveys.response_rate(
            ("fdi", "投資金額"), ("fdi", "新規雇用者数"), ("collaboration", "出資額"), ("collaboration", "新規雇用者数")
        ),
        "gov_liaison_count": activities("1-1", LIAISON),
        "web_views": _views(read_rows(inbox, "web_analytics", as_of), in_period),
        "pr_events": activities("1-1", EVENTS),
        "entrepreneur_participants": numbers(participants, "参加者番号", "開始日", lambda row: True),
        "gov_info_count": activities("1-2", {"政府への情報提供"}),
        "enterprise_value": surveys.total("startup", "企業価値"),
        "novel_challengers": company_years("overseas_support", "支援番号", "支援日", lambda row: row["新規性"] in YES),
        "first_timers": supported(lambda row: row["未経験"] in YES),
        "digital_meetings": supported(lambda row: row["デジタル商談"] in YES),
        "impact_companies": surveys.companies(
            lambda row: row["売上変化"] == "増" or row["新規性"] in YES or row["行動変容"] in YES
        ),
        "regional_companies": company_years(
            *won_by, expected_or_confirmed(lambda row: row["都道府県"] not in {"", *METROPOLITAN})
        ),
        "behaviour_change": surveys.companies(lambda row: row["行動変容"] in YES),
        "partner_support": supported(lambda row: row["連携機関"] != ""),
        "partner_success": won(lambda row: row["連携機関"] != ""),
        "entry_support": supported(lambda row: row["進出支援"] in YES or row["フォローアップ"] in YES),
        "entry_success": won(lambda row: row["進出"] in YES),
        "hard_market_companies": company_years(*won_by, expected_or_confirmed(lambda row: row["難市場"] in YES)),
        "agrifood_success": won(lambda row: True, "agrifood_cases"),
        "coercion_consultations": numbers(consultations, "相談番号", "受付日", lambda row: True),
    }


def _company_years(
    companies: Companies,
    source: str,
    rows: list[Row],
    key: str,
    heading: str,
    counts: Callable[[Row], bool],
    in_period: Callable[[date | None], bool],
) -> Iterator[tuple[object, int]]:
    """Yield the companies that count, with their fiscal year; one of several counts where none of them does already."""
    first: dict[str, Company | None] = {}
    # The newest file speaks for a number, and in it the first row.
    for row in sorted(rows, key=lambda row: row[SNAPSHOT], reverse=True):
        first.setdefault(row[key], companies.company(source, row))
    untold: defaultdict[tuple[Company, ...], set[int]] = defaultdict(set)
    seen: set[tuple[Company, int]] = set()
    for row in rows:
        day = read_day(row[heading])
        if day is None or not in_period(day) or not counts(row):
            continue
        found = companies.candidates(source, row)
        year = day.year - (day.month < 4)
        if len(found) == 1 and (not row[key] or first[row[key]] == found[0]):
            seen.add((found[0], year))
        elif len(found) > 1:
            untold[tuple(found)].add(year)
    yield from seen
    for found_companies, years in untold.items():
        yield from (
            (found_companies, year) for year in years if not any((one, year) in seen for one in found_companies)
        )


def _views(rows: list[Row], in_period: Callable[[date | None], bool]) -> Decimal:
    # The newest file speaks for a site and month, and in it the first row.
    views: dict[tuple[str, date], Decimal] = {}
    for row in sorted(rows, key=lambda row: row[SNAPSHOT], reverse=True):
        month, number = read_month(row["年月"]), read_number(row["閲覧数"])
        if month is not None and number is not None and row["サイト"] and in_period(month):
            views.setdefault((row["サイト"], month), number)
    return sum(views.values(), Decimal(0))


def rounded(figure: Decimal) -> Decimal:
    """Return a figure as marts show it."""
    return figure.quantize(Decimal("0.01"), ROUND_HALF_UP)
