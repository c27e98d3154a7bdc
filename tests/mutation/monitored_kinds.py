"""Kinds of gap in the sources behind indicators without a target, and in the exchange rates."""

from __future__ import annotations

from collections.abc import Mapping

from synthetic.gap_plan import Condition, is_filled
from tests.mutation.dated import dated, out_of_order
from tests.mutation.forms import NO_SUCH_DAY, blanks, codes, repeated, spoilt, unreadable
from tests.mutation.kinds import Kind
from tests.mutation.monthly_forms import put, rate, remove, times, twice, twice_differently, views

ANY: Mapping[str, Condition] = {}
CLOSED = {"完了日": is_filled}


def consultation_kinds() -> list[Kind]:
    """Return the kinds of coercion_consultations; those that need a closed one first, because there are few."""
    source = "coercion_consultations"
    return [
        out_of_order(source, "closed_date__before_received", "完了日", "受付日", CLOSED),
        *dated(source, "closed_date", "完了日", CLOSED, "after_as_of"),
        unreadable(source, "完了日", NO_SUCH_DAY, ANY),
        repeated(source, "case_id__duplicate", ANY),
        *blanks(source, ANY, case_id="相談番号", received_date="受付日"),
        unreadable(source, "受付日", NO_SUCH_DAY, ANY, also=["received_date__missing"]),
        *dated(source, "received_date", "受付日", ANY, "after_as_of"),
        *codes(source, ANY, response="対応内容"),
    ]


def activity_kinds() -> list[Kind]:
    """Return the kinds of activities."""
    source = "activities"
    return [
        repeated(source, "activity_id__duplicate", ANY),
        *blanks(source, ANY, activity_id="活動番号", activity_date="活動日", count="件数"),
        unreadable(source, "活動日", NO_SUCH_DAY, ANY, also=["activity_date__missing"]),
        *dated(source, "activity_date", "活動日", ANY, "after_as_of"),
        *codes(source, ANY, activity_type="種別", section="節"),
        unreadable(source, "件数", "若干", ANY, also=["count__missing"]),
        spoilt("件数 zero", source, "count__not_positive", ANY, {"件数": 0}),
        spoilt("件数 negative", source, "count__not_positive", ANY, {"件数": "△1"}),
    ]


def programme_kinds() -> list[Kind]:
    """Return the kinds of entrepreneur_programme."""
    source = "entrepreneur_programme"
    return [
        repeated(source, "participant_id__duplicate", ANY),
        *blanks(source, ANY, participant_id="参加者番号", start_date="開始日"),
        unreadable(source, "開始日", NO_SUCH_DAY, ANY, also=["start_date__missing"]),
        unreadable(source, "終了日", NO_SUCH_DAY, ANY),
        *dated(source, "start_date", "開始日", ANY, "after_as_of"),
        out_of_order(source, "end_date__before_start", "終了日", "開始日", ANY),
        *codes(source, ANY, budget_source="財源"),
    ]


def web_kinds() -> list[Kind]:
    """Return the kinds of web_analytics."""
    return [
        views("a month of a site twice", ["month__duplicate"], twice()),
        views("two figures for a month of a site", ["month__duplicate"], twice("閲覧数", "12345")),
        views("閲覧数 blank", ["views__missing"], put("閲覧数", "")),
        views("閲覧数 unreadable", ["values__unreadable", "views__missing"], put("閲覧数", "集計中")),
        views("閲覧数 negative", ["views__negative"], put("閲覧数", "△1,200")),
        views("年月 no such month", ["values__unreadable"], put("年月", "2025/13"), loses="month"),
        views("年月 blank", ["month__missing"], put("年月", ""), loses="month"),
        views("年月 in the future", ["month__after_as_of"], put("年月", "2026/12")),
        views("サイト blank", ["site__missing"], put("サイト", ""), loses="site"),
    ]


def rate_kinds() -> list[Kind]:
    """Return the kinds of fx_rates."""
    return [
        rate("a rate in use missing", [], remove, is_needed=True),
        rate("円 of a rate in use blank", ["yen_per_unit__missing"], put("円", ""), is_needed=True),
        # Few rates are not in use, so those that lose one come before those that spoil it.
        rate("円 blank", ["yen_per_unit__missing"], put("円", "")),
        rate("円 unreadable", ["values__unreadable"], put("円", "未定")),
        rate("通貨 blank", ["currency__unknown"], put("通貨", ""), loses="currency"),
        rate("通貨 unknown", ["currency__unknown"], put("通貨", "外貨"), loses="currency"),
        rate("年月 blank", ["month__missing"], put("年月", ""), loses="month"),
        rate("年月 no such month", ["values__unreadable"], put("年月", "2025-13"), loses="month"),
        rate("円 zero", ["yen_per_unit__not_positive"], put("円", "0")),
        rate("円 negative", ["yen_per_unit__not_positive"], put("円", "-148.2")),
        rate("円 with its point misplaced", ["yen_per_unit__jump"], times(100)),
        rate("a rate twice", ["month__duplicate"], twice()),
        rate("two rates for a month", ["month__duplicate"], twice_differently),
    ]
