"""`contract infer`: a draft that the schema accepts, right where it can be, silent about persons."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.contract_draft import draft_contract
from ingest.contracts import SourceContract, load_contracts, parse_contract
from ingest.errors import FileRefusedError
from ingest.land import land_inbox
from ingest.typing_rules import TypingRules

from .conftest import Workplace

RULES = TypingRules()
LETTERS = "受付番号,受付日,担当者氏名,連絡先,対応状況,金額（千円）,参加人数（人）,重要,発送月,メモ\n"
ROW = (
    "L-{n:03d},令和6年4月{day}日,見本 太郎{n},090-0000-{n:04d},{state},"
    '"△{n},000",{n},{flag},2024/{month},"一行\n二行 {n}"\n'
)


def letters(count: int = 40) -> str:
    rows = (
        ROW.format(
            n=n, day=n % 28 + 1, state=("済", "未済", "保留")[n % 3], flag="○" if n % 4 else "", month=n % 12 + 1
        )
        for n in range(1, count + 1)
    )
    return LETTERS + "".join(rows)


def drafted(path: Path, content: str | bytes) -> tuple[SourceContract, str]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode("cp932"))
    text = draft_contract(path, RULES, load_contracts().values())
    return parse_contract(path.name, text.encode()), text


def test_an_unknown_csv_is_described(tmp_path: Path) -> None:
    contract, text = drafted(tmp_path / "letters.csv", letters())
    types = {column.header: column.type for column in contract.columns}
    assert types == {
        "受付番号": "text", "受付日": "date", "担当者氏名": "text", "連絡先": "text", "対応状況": "text",
        "金額（千円）": "amount", "参加人数（人）": "integer", "重要": "flag", "発送月": "month", "メモ": "text",
    }  # fmt: skip
    by_header = {column.header: column for column in contract.columns}
    assert {header for header, column in by_header.items() if column.personal} == {"担当者氏名", "連絡先"}
    assert (by_header["金額（千円）"].unit, by_header["参加人数（人）"].unit) == ("千円", "人")
    assert contract.key == (by_header["受付番号"].name,)
    assert contract.source == "letters"
    assert "cp932, header in row 1, 40 data rows" in text
    assert "済 (13)" in text


def test_personal_values_stand_nowhere_in_the_draft(tmp_path: Path) -> None:
    _, text = drafted(tmp_path / "letters.csv", letters())
    assert "見本" not in text
    assert "090" not in text


def test_personal_data_under_a_harmless_header_is_suspected(tmp_path: Path) -> None:
    rows = "".join(f"{n},taro{n}@example.com\n" for n in range(20))
    contract, _ = drafted(tmp_path / "list.csv", f"番号,備考\n{rows}")
    assert [column.personal for column in contract.columns] == [False, True]


def test_known_headers_and_code_lists_get_their_names(
    tmp_path: Path, activities_workbook: Callable[..., bytes]
) -> None:
    kinds = ["政府連携", "広報イベント", "他機関連携"]
    rows = [[f"AC-{n}", f"2024/4/{n}", f"1-{n % 2 + 1}", kinds[n % 3], n, "見本省"] for n in range(1, 20)]
    contract, text = drafted(tmp_path / "activities_FY2024_20250410.xlsx", activities_workbook(rows))
    assert contract.source == "activities"
    assert contract.header_levels == 2
    columns = {column.name: (column.header, column.type, column.codes) for column in contract.columns}
    assert columns == {
        "activity_id": ("活動番号", "text", None),
        "activity_date": ("活動日", "date", None),
        "section": ("節", "code", "section"),
        "activity_type": ("種別", "code", "activity_type"),
        "count": ("件数", "integer", None),
        "counterpart": ("相手機関", "text", None),
    }
    assert "header in row 3 over 2 rows, 19 data rows" in text


def test_a_key_of_two_columns_is_found(tmp_path: Path) -> None:
    rows = "".join(f"2024/{month},{currency},{150 + month}\n" for month in range(1, 13) for currency in ("USD", "EUR"))
    contract, _ = drafted(tmp_path / "rates.csv", f"年月,通貨,円\n{rows}")
    assert set(contract.key) == {"month", "currency"}


def test_a_draft_lands_the_file_it_was_made_from(workplace: Workplace) -> None:
    path = workplace.put("letters/letters_FY2024_20250410.csv", letters().encode("cp932"))
    contract = parse_contract("letters.yml", draft_contract(path, RULES).encode())
    (receipt,) = land_inbox(workplace.inbox, workplace.landing, workplace.receipts, contracts={"letters": contract})
    assert (receipt.outcome, receipt.rows, receipt.unknown_headers) == ("accepted", 40, ())


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\x03", b"1,2\n3,4\n"])
def test_what_is_no_table_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(FileRefusedError):
        draft_contract(path, RULES)


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    headers=st.lists(CELL, min_size=1, max_size=6), rows=st.lists(st.lists(CELL, min_size=6, max_size=6), max_size=5)
)
def test_whatever_the_file_the_draft_is_valid_or_the_file_refused(
    tmp_path: Path, headers: list[str], rows: list[list[str]]
) -> None:
    import csv

    path = tmp_path / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headers, *(row[: len(headers)] for row in rows)])
    try:
        text = draft_contract(path, RULES)
    except FileRefusedError:
        return
    assert SourceContract.model_validate(yaml.safe_load(text)).source == "list"
