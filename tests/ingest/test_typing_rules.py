"""Typing rules, run as the SQL that staging runs: every form is read, and what is no value is never guessed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.contracts import ColumnContract, ColumnType, load_contracts
from ingest.typing_rules import TypingRules
from ingest.value_screening import PLAIN_FORMS

FULL_WIDTH = str.maketrans("0123456789/-.,", "０１２３４５６７８９／－．，")
RULES = TypingRules()
UNHURRIED = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])


def read(texts: list[str | None], column_type: ColumnType, codes: str | None = None) -> list[Any]:
    return RULES.read(pa.array(texts, pa.string()), column_type, codes)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024/4/1", "2024-04-01"),
        ("2024-04-01", "2024-04-01"),
        ("2024.4.1", "2024-04-01"),
        ("20240401", "2024-04-01"),
        ("2024年4月1日", "2024-04-01"),
        ("令和6年4月1日", "2024-04-01"),
        ("R6.4.1", "2024-04-01"),
        ("㋿6年4月1日", "2024-04-01"),
        ("令和元年5月1日", "2019-05-01"),
        ("R1.5.1", "2019-05-01"),
        ("平成31年4月30日", "2019-04-30"),
        ("H31.4.30", "2019-04-30"),
        ("平成元年1月8日", "1989-01-08"),
        ("昭和64年1月7日", "1989-01-07"),
        ("45383", "2024-04-01"),
        ("45383.5", "2024-04-01"),
        ("２０２４／４／１", "2024-04-01"),
        ("2024-04-01 09:30:00", "2024-04-01"),
        ("2026/11/24 2:03:02 午後 GMT+9", "2026-11-24"),
        ("11/24/2026 14:03:02", "2026-11-24"),
        ("Nov 24, 2026, 2:03:02 PM", "2026-11-24"),
        ("Nov 24, 2026, 2:03:02\u202fPM", "2026-11-24"),
        ("September 3, 2026", "2026-09-03"),
    ],
)
def test_dates_are_read(text: str, day: str) -> None:
    assert read([text], "date") == [dt.date.fromisoformat(day)]


@pytest.mark.parametrize(
    "text",
    [
        "令和元年4月30日",
        "R1.4.30",
        "平成31年5月1日",
        "H31.5.1",
        "昭和64年1月8日",
        "2024/13/45",
        "2024/2/30",
        "20241332",
        "24/11/2026",
        "Foo 24, 2026",
        "Maybe 3, 2026",
        "Nov 31, 2026",
        "未定",
        "99",
    ],
)
def test_days_that_do_not_exist_are_not_read(text: str) -> None:
    assert read([text], "date") == [None]


@UNHURRIED
@given(st.lists(st.dates(dt.date(2019, 5, 1), dt.date(2090, 12, 31)), min_size=1, max_size=20))
def test_every_day_of_reiwa_is_the_same_day_in_every_form(days: list[dt.date]) -> None:
    def wareki(day: dt.date) -> str:
        year = day.year - 2018
        return f"令和{'元' if year == 1 else year}年{day.month}月{day.day}日"

    forms = [
        lambda day: f"{day.year}/{day.month}/{day.day}",
        lambda day: f"{day:%Y%m%d}",
        wareki,
        lambda day: f"R{day.year - 2018}.{day.month}.{day.day}",
        lambda day: str((day - dt.date(1899, 12, 30)).days),
        lambda day: f"{day:%m/%d/%Y} 23:59:59",
        lambda day: f"{day:%b} {day.day}, {day.year}, 1:05:00 AM",
    ]
    for form in forms:
        texts = [form(day) for day in days]
        assert read(texts, "date") == days
        assert read([text.translate(FULL_WIDTH) for text in texts], "date") == days


@UNHURRIED
@given(st.lists(st.dates(dt.date(1868, 1, 1), dt.date(2019, 4, 30)), min_size=1, max_size=20))
def test_no_day_before_reiwa_is_read_as_reiwa(days: list[dt.date]) -> None:
    texts = [f"R{day.year - 2018}.{day.month}.{day.day}" for day in days]
    assert read(texts, "date") == [None] * len(days)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2024/4", "2024-04-01"),
        ("202404", "2024-04-01"),
        ("2024年4月", "2024-04-01"),
        ("令和6年4月", "2024-04-01"),
        ("令和元年5月", "2019-05-01"),
        ("H31.4", "2019-04-01"),
        ("平成元年1月", "1989-01-01"),
        ("2024/4/15", "2024-04-01"),
        ("令和元年4月", None),
        ("平成31年5月", None),
        ("2024/13", None),
    ],
)
def test_months_are_read(text: str, month: str | None) -> None:
    assert read([text], "month") == [None if month is None else dt.date.fromisoformat(month)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234567", "1234567"),
        ("1,234,567.89", "1234567.89"),
        ("１，２３４", "1234"),
        ("△1,000", "-1000"),
        ("▲5", "-5"),
        ("−7.5", "-7.5"),
        ("－７．５", "-7.5"),
        ("3,000円", "3000"),
        ("3千円", "3000"),
        ("5百万円", "5000000"),
        ("１．５億円", "150000000"),
        ("200万円", "2000000"),
        ("△3千円", "-3000"),
        ("US$1,200", "1200"),
        ("USD 1,200", "1200"),
        ("△US$1,200", "-1200"),
        ("1,200ドル", "1200"),
        ("1.2百万ユーロ", "1200000"),
        ("300人民元", "300"),
        ("￥1,000", "1000"),
        ("20件", "20"),
        ("-9999", "-9999"),
    ],
)
def test_amounts_are_read(text: str, number: str) -> None:
    assert read([text], "amount") == [Decimal(number)]


@pytest.mark.parametrize(
    "text", ["別途協議", "--5", "△-5", "1,5", "12,34", "1億5000万円", "5両", "円", "9" * 30, "9" * 19 + "兆円"]
)
def test_what_is_no_amount_is_not_read(text: str) -> None:
    assert read([text], "amount") == [None]


@UNHURRIED
@given(st.lists(st.decimals(-(10**13), 10**13, places=2, allow_nan=False), min_size=1, max_size=20))
def test_amounts_keep_every_digit(numbers: list[Decimal]) -> None:
    plain = [f"{number:,.2f}" for number in numbers]
    assert read(list(plain), "amount") == numbers
    assert read([text.replace("-", "△").translate(FULL_WIDTH) for text in plain], "amount") == numbers


def test_whole_numbers_are_not_rounded() -> None:
    assert read(["1,000", "2.0", "３人", "1.5", "x"], "integer") == [1000, 2, 3, None, None]


def test_flags_are_read() -> None:
    yes, no = ["○", "有", "1", "１", "あり", "はい"], ["無", "0", "０", "なし", "いいえ"]
    assert read([*yes, *no, " ", "不詳"], "flag") == [True] * len(yes) + [False] * len(no) + [None, None]


def test_every_text_of_every_code_list_is_read_in_full_width_too() -> None:
    for name, texts in RULES.code_lists.items():
        full = [text.translate(FULL_WIDTH) for text in texts]
        assert read(list(texts), "code", name) == list(texts.values())
        assert read([f"　{text} " for text in full], "code", name) == list(texts.values())


def test_every_currency_of_the_code_list_is_read_inside_an_amount() -> None:
    words = [text for text in RULES.code_lists["currency"] if not text.isdigit()]
    assert read([f"1,200{word}" for word in words], "amount") == [Decimal(1200)] * len(words)
    assert read([f"{word}1,200" for word in words], "amount") == [Decimal(1200)] * len(words)


def test_contracts_and_code_lists_agree() -> None:
    """Every list that a contract names is in the seed, and no list of the seed is nobody's."""
    named = {column.codes for contract in load_contracts().values() for column in contract.columns} - {None}
    assert named == set(RULES.code_lists)


PLAIN = list(PLAIN_FORMS)


@UNHURRIED
@given(st.data())
@pytest.mark.parametrize("column_type", PLAIN)
def test_what_the_screening_takes_for_plain_the_rules_read(column_type: ColumnType, data: st.DataObject) -> None:
    texts = data.draw(
        st.lists(st.from_regex(PLAIN_FORMS[column_type].replace(r"\d", "[0-9]"), fullmatch=True), min_size=5)
    )
    is_plain = pc.match_substring_regex(pa.array(texts), PLAIN_FORMS[column_type])
    plain = pa.array(texts).filter(is_plain)
    column = ColumnContract(name="column", header="column", type=column_type)
    assert RULES.unreadable(plain, column) == []
