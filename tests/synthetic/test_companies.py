"""Companies are recognisably made up, and truly countable: one name and prefecture, one company."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pytest
import stdnum.jp.cn

from synthetic.companies import FICTION_MARKS_JA, FICTION_MARKS_LATIN, NameBook, corporate_numbers, domestic

if TYPE_CHECKING:
    from tests.synthetic.conftest import Sample

LEGAL_FORMS = r"株式会社|有限会社|合同会社|\(株\)|\(有\)"


def base_name(name: str) -> str:
    return re.sub(rf"{LEGAL_FORMS}|\s", "", unicodedata.normalize("NFKC", name))


def test_corporate_numbers_have_a_right_check_digit_and_no_registry_office() -> None:
    numbers = corporate_numbers(np.arange(0, 10**10, 10**10 // 500))
    assert all(stdnum.jp.cn.is_valid(number) for number in numbers)
    assert all(number[1:3] == "99" for number in numbers)


def test_corporate_numbers_stand_on_most_rows(clean: Sample) -> None:
    rows = clean.rows("overseas_support")
    assert 0.80 < sum(row["法人番号"] != "" for row in rows) / len(rows) < 0.90


@pytest.mark.parametrize(
    ("source", "heading"),
    [("overseas_support", "企業名"), ("collaboration_cases", "日本企業名"), ("fdi_cases", "企業名")],
)
def test_every_name_carries_a_mark_of_fiction(clean: Sample, source: str, heading: str) -> None:
    marks = re.compile("|".join(FICTION_MARKS_JA + FICTION_MARKS_LATIN), re.IGNORECASE)
    assert all(marks.search(row[heading]) for row in clean.rows(source))


def test_phone_numbers_cannot_be_dialled(clean: Sample) -> None:
    assert all(row["電話番号"].startswith("000-") for row in clean.rows("overseas_support"))


def test_one_name_and_prefecture_is_one_company_in_several_spellings(clean: Sample) -> None:
    numbers, spellings = defaultdict(set), defaultdict(set)
    for row in clean.rows("overseas_support"):
        company = base_name(row["企業名"]), row["都道府県"]
        spellings[company].add(row["企業名"])
        numbers[company] |= {row["法人番号"]} - {""}
    assert max(len(known) for known in numbers.values()) == 1
    assert sum(len(written) > 1 for written in spellings.values()) > 100


def test_a_company_number_stays_with_one_name_and_prefecture(clean: Sample) -> None:
    companies = defaultdict(set)
    for source in ("overseas_support", "overseas_success"):
        for row in clean.rows(source):
            companies[row["法人番号"]].add((base_name(row["企業名"]), row["都道府県"]))
    companies.pop("")
    assert all(len(known) == 1 for known in companies.values())


def test_two_companies_may_share_a_name_in_different_prefectures(clean: Sample) -> None:
    prefectures = defaultdict(set)
    for row in clean.rows("overseas_support"):
        prefectures[base_name(row["企業名"])].add(row["都道府県"])
    assert any(len(seats) == 2 for seats in prefectures.values())


def test_every_spelling_fits_into_cp932_and_means_the_same_name() -> None:
    rng = np.random.default_rng(5)
    for spellings in domestic(rng, NameBook(rng), 400).spellings:
        assert len({base_name(spelling) for spelling in spellings}) == 1
        assert all(spelling.encode("cp932") for spelling in spellings)


def test_names_run_out_with_a_remedy() -> None:
    book = NameBook(np.random.default_rng(0))
    with pytest.raises(ValueError, match="2 names can be formed, 3 are needed"):
        book.draw(3, [["見本"], ["山", "川"]])
