"""Without planted gaps there are none: every promise of the exports is kept, recounted here in plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

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
CODES = {
    "fdi_cases": {"状態": "支援中 成功 中止", "財源": "当初予算 令和5年度補正"},
    "collaboration_cases": {"状態": "支援中 成功 中止", "国内外": "国内 海外"},
    "startup_cases": {"財源": "当初予算 令和5年度補正"},
    "overseas_support": {"財源": "当初予算 令和5年度補正"},
    "overseas_success": {"確度": "確定 見込 取下げ", "種別": "輸出 投資 越境EC その他"},
    "agrifood_cases": {"確度": "確定 見込 取下げ", "財源": "当初予算"},
    "coercion_consultations": {"対応内容": "情報提供 第三国販路開拓 要望書提出 政府連携 その他"},
    "activities": {
        "節": "1-1 1-2 3 4",
        "種別": "政府連携 地方自治体連携 政府への情報提供 広報イベント エコシステムイベント 他機関連携",
    },
    "outcome_survey": {"回答状況": "回答 未回答 辞退 宛先不明 未発送", "対象": "fdi collaboration startup overseas"},
}
MONTHLY = {
    "fdi_cases": "支援開始日",
    "collaboration_cases": "支援開始日",
    "startup_cases": "支援日",
    "overseas_support": "支援日",
    "overseas_success": "成約日",
    "agrifood_cases": "成約日",
}
ASKED = {
    "fdi": ("投資金額", "新規雇用者数"),
    "collaboration": ("出資額", "新規雇用者数"),
    "startup": ("企業価値",),
    "overseas": ("売上変化", "行動変容", "新規性"),
}
ALL_MONTHS = {(2023 + (3 + n) // 12, 1 + (3 + n) % 12) for n in range(43)}


@pytest.mark.parametrize("source", KEYS)
def test_numbers_are_present_and_unique(clean: Sample, source: str) -> None:
    numbers = Counter(row[KEYS[source]] for row in clean.rows(source))
    assert "" not in numbers
    assert max(numbers.values()) == 1


def test_no_case_is_both_fdi_and_collaboration(clean: Sample) -> None:
    fdi, collaboration = ({row["案件番号"] for row in clean.rows(one)} for one in ("fdi_cases", "collaboration_cases"))
    assert not fdi & collaboration


@pytest.mark.parametrize("source", CODES)
def test_codes_are_on_their_lists(clean: Sample, source: str) -> None:
    for heading, codes in CODES[source].items():
        assert {row[heading] for row in clean.rows(source)} <= set(codes.split())


@pytest.mark.parametrize("source", MONTHLY)
def test_every_month_has_rows_and_every_date_can_be_read(clean: Sample, source: str) -> None:
    days = [clean.read_day(row[MONTHLY[source]]) for row in clean.rows(source)]
    assert None not in days
    assert {(day.year, day.month) for day in days if day} >= ALL_MONTHS


@pytest.mark.parametrize("source", ["fdi_cases", "collaboration_cases"])
def test_successes_are_complete_and_nothing_else_is_dated(clean: Sample, source: str) -> None:
    for row in clean.rows(source):
        day = clean.read_day(row["成功日"])
        assert (row["状態"] == "成功") == (day is not None) == (row["確度"] != "")
        if day:
            assert day <= clean.report_day
            assert row["区分"].strip("()") in {"1", "2", "3", "4"}


def test_confirmed_overseas_successes_have_happened_and_expected_ones_ahead_are_in_yen(clean: Sample) -> None:
    ahead = [row for row in clean.rows("overseas_success") if clean.read_day(row["成約日"]) > clean.report_day]
    assert {(row["確度"], row["通貨"]) for row in ahead} == {("見込", "JPY")}


def test_every_overseas_success_has_its_support_and_amount(clean: Sample) -> None:
    supports = {row["支援番号"]: row for row in clean.rows("overseas_support")}
    for row in clean.rows("overseas_success"):
        support = supports[row["支援番号"]]
        assert (row["財源"], row["事業名"], row["都道府県"]) == (
            support["財源"],
            support["事業名"],
            support["都道府県"],
        )
        assert float(row["成約金額"].replace(",", "").replace("△", "-")) != 0


@pytest.mark.parametrize("source", ["fdi_cases", "startup_cases", "overseas_support", "agrifood_cases"])
def test_corporate_numbers_are_blank_or_right(clean: Sample, source: str) -> None:
    numbers = {row["法人番号"] for row in clean.rows(source)} - {""}
    assert numbers
    assert all(stdnum.jp.cn.is_valid(number) for number in numbers)


def test_every_survey_is_about_a_case(clean: Sample) -> None:
    cases = {
        "fdi": {row["案件番号"] for row in clean.rows("fdi_cases")},
        "collaboration": {row["案件番号"] for row in clean.rows("collaboration_cases")},
        "startup": {row["支援番号"] for row in clean.rows("startup_cases")},
        "overseas": {row["支援番号"] for row in clean.rows("overseas_support")}
        | {row["成功番号"] for row in clean.rows("overseas_success")},
    }
    assert all(row["案件番号"] in cases[row["対象"]] for row in clean.rows("outcome_survey"))


def test_response_rates_are_high_in_every_group(clean: Sample) -> None:
    due: Counter[tuple[str, int]] = Counter()
    valid: Counter[tuple[str, str, int]] = Counter()
    for row in clean.rows("outcome_survey"):
        deadline = clean.read_day(row["回答期限"])
        if deadline is None or deadline > clean.report_day:
            continue
        year = clean.fiscal_year(deadline)
        due[row["対象"], year] += 1
        for item in ASKED[row["対象"]]:
            valid[row["対象"], item, year] += row[item] not in {"", "-9999"}
    rates = {key: valid[key] / due[key[0], key[2]] for key in valid}
    assert {subject for subject, _ in due} == set(ASKED)
    assert min(rates.values()) >= 0.55


def test_rates_and_views_are_complete(clean: Sample) -> None:
    rates, views = defaultdict(set), defaultdict(set)
    for row in clean.rows("fx_rates"):
        assert float(row["円"]) > 0
        rates[row["通貨"]].add(clean.read_month(row["年月"]))
    for row in clean.rows("web_analytics"):
        assert int(row["閲覧数"].replace(",", "")) > 0
        views[row["サイト"]].add(clean.read_month(row["年月"]))
    assert dict(rates) == dict.fromkeys(("USD", "EUR", "CNY", "GBP", "THB"), ALL_MONTHS)
    assert len(views) == 3
    assert all(months == ALL_MONTHS for months in views.values())


def test_the_true_counts_can_be_recounted_from_the_files(clean: Sample) -> None:
    counted = {
        "fdi_success": cases(clean, "fdi_cases", success=True),
        "fdi_support": cases(clean, "fdi_cases", success=False),
        "collab_success": cases(clean, "collaboration_cases", success=True),
        "collab_support": cases(clean, "collaboration_cases", success=False),
        "su_success": Counter(
            row["財源"]
            for row in clean.rows("startup_cases")
            if row["確度"] == "確定" and (row["財源"], row["事業名"]) != ("令和5年度補正", "起業家等育成プログラム")
        ),
        "su_support": Counter(row["財源"] for row in clean.rows("startup_cases")),
        "ovs_success": Counter(
            row["財源"]
            for row in clean.rows("overseas_success")
            if row["確度"] != "取下げ"
            and clean.read_day(row["成約日"]) <= clean.report_day
            and row["事業名"] != "ヘルスケアスタートアップ・エコシステム強化事業"
        ),
    }
    truth = dict(clean.truth["true_counts"])
    companies = truth.pop("ovs_support_companies")
    assert {key: (count["当初予算"], count["令和5年度補正"]) for key, count in counted.items()} == {
        key: (count["initial"], count["supplementary"]) for key, count in truth.items()
    }
    assert all(count["total"] == count["initial"] + count["supplementary"] for count in truth.values())
    assert company_years(clean) == companies


def test_the_answers_are_planted_nowhere(clean: Sample) -> None:
    assert clean.truth["planted_gaps"] == []


def cases(sample: Sample, source: str, success: bool) -> Counter[str]:
    return Counter(
        row["財源"] for row in sample.rows(source) if not success or (row["状態"] == "成功" and row["確度"] == "確定")
    )


def company_years(sample: Sample) -> dict[str, int]:
    """Count companies per year by their number, or by name and prefecture where it stands nowhere."""
    rows = [row for row in sample.rows("overseas_support") if not row["事業名"].startswith("ヘルスケア")]
    name_of = [(row["企業名"].translate(FORMS).replace("株式会社", ""), row["都道府県"]) for row in rows]
    name_of = [(name.replace("有限会社", "").replace("(株)", "").replace("(有)", ""), seat) for name, seat in name_of]
    numbers = {name: row["法人番号"] for name, row in zip(name_of, rows, strict=True) if row["法人番号"]}
    found: dict[str, set[tuple[object, int]]] = {"initial": set(), "supplementary": set(), "total": set()}
    for name, row in zip(name_of, rows, strict=True):
        day = sample.read_day(row["支援日"])
        assert day
        company_year = row["法人番号"] or numbers.get(name, name), sample.fiscal_year(day)
        found["total"].add(company_year)
        found["initial" if row["財源"] == "当初予算" else "supplementary"].add(company_year)
    return {key: len(members) for key, members in found.items()}


FORMS = str.maketrans("", "", " 　")
