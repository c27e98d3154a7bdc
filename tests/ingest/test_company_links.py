"""Which company a row is about, by the exact rules and through the files."""

from __future__ import annotations

import datetime as dt

import pyarrow.parquet as pq
import pytest

from ingest.companies.links import write_company_links

from .conftest import Workplace

HEADER = (
    "支援番号,企業名,法人番号,電話番号,都道府県,支援日,事業名,財源,連携機関,"
    "進出支援,フォローアップ,デジタル商談,未経験,新規性"
)
# The check digit of the first holds, that of the second does not.
TOKYO = "7000012050002"
OSAKA = "8010401050387"
WRONG = "1000012050002"


def links_of(workplace: Workplace, rows: list[tuple[str, str, str]]) -> list[tuple[str | None, str, bool]]:
    lines = [
        f"S{i},{name},{number},,{prefecture},2024/4/1,,,,,,,," for i, (name, number, prefecture) in enumerate(rows)
    ]
    workplace.put("overseas_support/overseas_support_FY2024_20250410.csv", "\n".join([HEADER, *lines, ""]))
    workplace.land()
    report = write_company_links(workplace.landing, workplace.receipts, dt.date(2025, 12, 31), workplace.review)
    path = report.path
    links = {
        (row["company_name"] or "", row["corporate_number_text"] or "", row["prefecture_text"] or ""): row
        for row in pq.read_table(path).to_pylist()
    }
    found = [links[row] for row in rows]
    return [(row["company_key"], row["company_match"], row["is_resolved"]) for row in found]


def test_valid_number_decides_whatever_the_name(workplace: Workplace) -> None:
    assert links_of(workplace, [("見本工業", TOKYO, "東京都"), ("ミホン", f"T{TOKYO}", "")]) == [
        (f"C{TOKYO}", "corporate_number", True),
        (f"C{TOKYO}", "corporate_number", True),
    ]


@pytest.mark.parametrize("variant", ["㈱見本工業", "(株)見本工業", "株式会社　見本工業", "見本 工業", "見本工業（株）"])
def test_row_without_number_follows_name_and_prefecture(workplace: Workplace, variant: str) -> None:
    rows = [("株式会社見本工業", TOKYO, "東京都"), (variant, "", "東京都"), (variant, WRONG, "東京都")]
    assert {key for key, _, _ in links_of(workplace, rows)} == {f"C{TOKYO}"}


def test_same_name_elsewhere_is_another_company(workplace: Workplace) -> None:
    links = links_of(workplace, [("見本工業", TOKYO, "東京都"), ("見本工業", "", "大阪府")])
    assert links[1][1:] == ("name_only", True)
    assert links[1][0] != links[0][0]


def test_two_numbers_under_one_name_leave_it_open(workplace: Workplace) -> None:
    rows = [("見本工業", TOKYO, "東京都"), ("見本工業", OSAKA, "東京都"), ("見本工業", "", "東京都"), ("", "", "")]
    links = links_of(workplace, rows)
    assert links[2][1:] == ("ambiguous", False)
    assert links[3] == (None, "unknown", False)
