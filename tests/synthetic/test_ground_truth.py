"""Every planted gap really is in the file it names, and is what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import stdnum.jp.cn

if TYPE_CHECKING:
    from tests.synthetic.conftest import Sample

KEYS = {
    "fdi_cases": "案件番号",
    "collaboration_cases": "案件番号",
    "startup_cases": "支援番号",
    "entrepreneur_programme": "参加者番号",
    "overseas_support": "支援番号",
    "overseas_success": "成功番号",
    "agrifood_cases": "成功番号",
    "coercion_consultations": "相談番号",
    "activities": "活動番号",
    "outcome_survey": "調査番号",
}
SUCCESS_DATES = ("成功日", "成約日")
SUPPORT_DATES = ("支援開始日", "支援日")

Row = dict[str, str]
Check = Callable[["Sample", list[Row]], bool]


def cell(row: Row, *headings: str) -> str:
    return next(row[heading] for heading in headings if heading in row)


# What must hold for the rows under one planted number, by kind of gap.
RECORD_CHECKS: dict[str, Check] = {
    "missing_success_date": lambda _, rows: cell(rows[0], *SUCCESS_DATES) == "" and rows[0]["確度"] == "確定",
    "missing_amount": lambda _, rows: rows[0]["成約金額"] == "",
    "missing_count": lambda _, rows: rows[0]["件数"] == "",
    "unknown_category": lambda _, rows: rows[0]["区分"] == "5" and rows[0]["状態"] == "成功",
    "unknown_certainty": lambda _, rows: rows[0]["確度"] not in {"確定", "見込", "取下げ", ""},
    "unknown_budget_source": lambda _, rows: rows[0]["財源"] not in {"当初予算", "令和5年度補正", ""},
    "unknown_response": lambda _, rows: rows[0]["対応内容"] == "調整中",
    "unknown_activity_type": lambda _, rows: rows[0]["種別"] == "懇談会",
    "unknown_response_status": lambda _, rows: rows[0]["回答状況"] == "返送",
    "success_after_as_of": lambda sample, rows: (
        rows[0]["確度"] == "確定" and sample.read_day(cell(rows[0], *SUCCESS_DATES)) > sample.report_day
    ),
    "invalid_corporate_number": lambda _, rows: (
        len(rows[0]["法人番号"]) == 13 and not stdnum.jp.cn.is_valid(rows[0]["法人番号"])
    ),
    "unreadable_date": lambda sample, rows: (
        cell(rows[0], *SUPPORT_DATES) != "" and sample.read_day(cell(rows[0], *SUPPORT_DATES)) is None
    ),
    "unreadable_amount": lambda _, rows: rows[0]["成約金額"] == "別途協議",
    "success_without_support": lambda sample, rows: (
        rows[0].get("支援開始日") == ""
        or rows[0].get("支援番号") == ""
        or rows[0].get("支援番号", "SMP-OS-2023-000001")
        not in {row["支援番号"] for row in sample.rows("overseas_support")}
    ),
    "unknown_company": lambda _, rows: rows[0]["企業名"] == rows[0]["法人番号"] == "",
    "unknown_survey_case": lambda sample, rows: (
        rows[0]["案件番号"] not in {row["成功番号"] for row in sample.rows("overseas_success")}
        and rows[0]["案件番号"] not in {row["支援番号"] for row in sample.rows("overseas_support")}
    ),
    "repeated_row": lambda _, rows: len(rows) == 2 and rows[0] == rows[1],
    "conflicting_row": lambda _, rows: len(rows) == 2 and rows[0]["法人番号"] != rows[1]["法人番号"],
    "case_in_both": lambda sample, rows: (
        rows[0]["案件番号"] in {row["案件番号"] for row in sample.rows("collaboration_cases")}
    ),
}
PERIOD_KINDS = {"missing_month", "stale_snapshot", "low_response_rate", "missing_rate"}


def gaps_of(sample: Sample, kind: str) -> list[dict[str, Any]]:
    return [gap for gap in sample.truth["planted_gaps"] if gap["kind"] == kind and not gap["is_consequence"]]


@pytest.mark.parametrize("kind", RECORD_CHECKS)
def test_planted_records_are_in_their_file(planted: Sample, kind: str) -> None:
    gaps = gaps_of(planted, kind)
    assert gaps
    for gap in gaps:
        rows = planted.rows_by_key(gap["file"], KEYS[gap["source"]])
        assert gap["records"]
        for record in gap["records"]:
            assert RECORD_CHECKS[kind](planted, rows[record]), (kind, gap["file"], record, rows[record])


def test_every_kind_is_known_here_and_planted(planted: Sample) -> None:
    assert {gap["kind"] for gap in planted.truth["planted_gaps"]} == set(RECORD_CHECKS) | PERIOD_KINDS


def test_no_record_is_spoilt_twice(planted: Sample) -> None:
    spoilt = [
        (gap["source"], record)
        for gap in planted.truth["planted_gaps"]
        if not gap["is_consequence"] and gap["kind"] in RECORD_CHECKS
        for record in gap["records"]
    ]
    assert len(spoilt) == len(set(spoilt))


def test_the_missing_month_has_no_row_and_its_neighbours_do(planted: Sample) -> None:
    (gap,) = gaps_of(planted, "missing_month")
    days = [planted.read_day(row["成約日"]) for row in planted.rows(gap["source"])]
    months = {f"{day:%Y-%m}" for day in days if day}
    assert gap["records"] == ["2026-06"]
    assert "2026-06" not in months
    assert {"2026-05", "2026-07"} <= months


def test_the_stale_snapshot_is_the_newest_there_is(planted: Sample) -> None:
    (gap,) = gaps_of(planted, "stale_snapshot")
    newest = planted.newest(gap["source"])[gap["fiscal_year"]]
    assert f"{gap['source']}/{newest.name}" == gap["file"]
    assert newest.stem.endswith("20260822")
    months = {planted.read_month(row["年月"]) for row in planted.rows_of(gap["source"], 2026)}
    assert max(months) == (2026, 7)


def test_one_group_of_surveys_answers_too_seldom(planted: Sample) -> None:
    (gap,) = gaps_of(planted, "low_response_rate")
    assert (gap["fiscal_year"], gap["records"]) == (2025, ["fdi/investment_amount"])
    rates = {}
    for year in (2024, 2025, 2026):
        due = [
            row
            for row in planted.rows("outcome_survey")
            if row["対象"] == "fdi"
            and (day := planted.read_day(row["回答期限"])) is not None
            and day <= planted.report_day
            and planted.fiscal_year(day) == year
        ]
        rates[year] = sum(row["投資金額"] not in {"", "-9999"} for row in due) / len(due)
    assert rates[2025] < 0.5
    assert min(rates[2024], rates[2026]) >= 0.55


def test_the_missing_rate_is_needed(planted: Sample) -> None:
    (gap,) = gaps_of(planted, "missing_rate")
    month, currency = gap["records"][0].split("/")
    assert month not in {row["年月"] for row in planted.rows("fx_rates") if row["通貨"] == currency}
    assert any(
        row["通貨"] == currency and f"{planted.read_day(row['成約日']) or date.max:%Y-%m}" == month and row["成約金額"]
        for row in planted.rows("overseas_success")
    )


def test_consequences_name_the_same_records_as_their_cause(planted: Sample) -> None:
    causes = {
        (gap["kind"], record)
        for gap in planted.truth["planted_gaps"]
        if not gap["is_consequence"]
        for record in gap["records"]
    }
    consequences = [gap for gap in planted.truth["planted_gaps"] if gap["is_consequence"]]
    assert {gap["expectation_id"] for gap in consequences} >= {
        "fdi_cases__support_date__missing",
        "overseas_success__amount__missing",
        "overseas_support__support_date__missing",
    }
    for gap in consequences:
        if gap["kind"] != "missing_rate":
            assert all((gap["kind"], record) in causes for record in gap["records"])


def test_expectations_named_are_ones_that_exist(planted: Sample) -> None:
    from expectations.suites import load_suites

    known = {expectation.id for suite in load_suites() for expectation in suite.expectations}
    assert {gap["expectation_id"] for gap in planted.truth["planted_gaps"]} <= known
