"""The form in which names, prefectures, numbers and phones are compared."""

from __future__ import annotations

import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.companies.names import comparable_name, comparable_numbers, comparable_phones

ALPHABET = "見本工業架空髙濵アイウヴーabcABC０１１2&.,・　 -（）株有限会社式"
KANJI_PAIRS = [
    "髙橋 高橋", "山﨑 山崎", "渡邊 渡辺", "渡邉 渡辺", "澤田 沢田", "濵田 浜田", "廣瀬 広瀬", "國分 国分",
    "齋藤 斎藤", "櫻井 桜井", "株式會社見本 株式会社見本",
]  # fmt: skip


@settings(deadline=None)  # the first call reads the variants
@given(st.text(alphabet=ALPHABET, max_size=16) | st.text(max_size=16))
def test_a_comparable_name_is_its_own_comparable_name(name: str) -> None:
    key = comparable_name(name).key
    assert key is None or comparable_name(key).key == key


@settings(deadline=None)
@given(st.text(alphabet="見本工業アイウABCabc１２ー・", min_size=1, max_size=12))
@pytest.mark.parametrize("form", ["株式会社", "㈱", "(有)", "（株）", "合同会社", "一般社団法人", ""])
def test_comparable_name_ignores_form_width_and_spaces(form: str, name: str) -> None:
    wide = name.replace("A", "Ａ").replace("1", "１")
    variants = [name, f"{form}{name}", f"{name}{form}", f"{form}　{name} ", f" {name}　{form}", wide]
    assert len({comparable_name(variant).key for variant in variants}) == 1


@pytest.mark.parametrize("pair", KANJI_PAIRS)
def test_old_kanji_are_the_new_ones(pair: str) -> None:
    old, new = pair.split()
    assert unicodedata.normalize("NFKC", old) != unicodedata.normalize("NFKC", new)
    assert comparable_name(old).key == comparable_name(new).key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Sample Robotics Co., Ltd.", "SAMPLEROBOTICS"),
        ("Sample Robotics CO.,LTD", "SAMPLEROBOTICS"),
        ("Sample GmbH & Co. KG", "SAMPLE"),
        ("ｶ)ﾐﾎﾝ", "ミホン"),
        ("デ－タ見本", "データ見本"),
        # A form inside a word is part of the name.
        ("Prince Incubation", "PRINCEINCUBATION"),
        ("Unlimited Sample", "UNLIMITEDSAMPLE"),
        ("株式会社", None),
        ("・　-", None),
    ],
)
def test_forms_are_taken_from_the_ends_only(name: str, key: str | None) -> None:
    assert comparable_name(name).key == key


def test_a_text_too_long_for_a_name_is_none() -> None:
    assert comparable_name("株式会社" * 250_000 + "見本").key is None
    assert comparable_name("見" * 300).key == "見" * 300


def test_names_that_differ_stay_apart() -> None:
    names = ["見本工業", "見本興業", "見本工業所", "ビル見本", "ビール見本", "第一見本", "第二見本"]
    assert len({comparable_name(name).key for name in names}) == len(names)


@pytest.mark.parametrize(
    ("name", "form"), [("㈱見本", "stock_company"), ("見本（有）", "limited_company"), ("見本", None)]
)
def test_legal_form_is_known(name: str, form: str | None) -> None:
    assert comparable_name(name).form == form


def test_numbers_are_compared_without_width_and_invoice_mark() -> None:
    texts = pa.array(["Ｔ７０００-０１２０-５０００２", " 7000012050002 ", "", None])
    assert comparable_numbers(texts).to_pylist() == ["7000012050002", "7000012050002", None, None]


def test_phones_are_compared_by_their_digits() -> None:
    texts = ["000-1234-5678", "０００（１２３４）５６７８", "+81 (0)00-1234-5678", "+81-00-1234-5678"]
    assert set(comparable_phones(pa.array(texts)).to_pylist()) == {"00012345678"}


def test_what_stands_for_no_phone_is_none() -> None:
    texts = pa.array(["000-0000-0000", "099999999", "なし", "内線 12", "", None])
    assert comparable_phones(texts).to_pylist() == [None] * 6
