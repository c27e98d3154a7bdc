"""The files are written as real exports are: encodings, line ends, headers, and the many ways to write a value."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import openpyxl
import pytest

if TYPE_CHECKING:
    from tests.synthetic.conftest import Sample

CP932_SOURCES = ["overseas_support", "overseas_success", "outcome_survey", "entrepreneur_programme"]
WORKBOOKS = ["fdi_cases", "collaboration_cases", "startup_cases", "agrifood_cases", "activities"]
HEADINGS = {
    "fdi_cases": (
        "案件番号 企業名 国・地域 法人番号 都道府県 業種 支援開始日 成功日 区分 状態 確度 二次投資 財源 事業名"
    ),
    "collaboration_cases": (
        "案件番号 日本企業名 法人番号 海外企業名 国・地域 国内外 形態 支援開始日 成功日 区分 状態 確度 財源 事業名"
    ),
    "startup_cases": "支援番号 企業名 法人番号 起業前 支援日 支援種別 成功日 成功種別 確度 財源 事業名",
    "entrepreneur_programme": "参加者番号 開始日 終了日 派遣先 財源 事業名",
    "overseas_support": (
        "支援番号 企業名 法人番号 電話番号 都道府県 支援日 事業名 財源 連携機関 進出支援 "
        "フォローアップ デジタル商談 未経験 新規性"
    ),
    "overseas_success": (
        "成功番号 支援番号 企業名 法人番号 都道府県 成約日 種別 国・地域 成約金額 単位 通貨 確度 "
        "財源 事業名 難市場 進出 連携機関"
    ),
    "agrifood_cases": (
        "成功番号 支援番号 企業名 法人番号 都道府県 成約日 種別 国・地域 成約金額 単位 通貨 確度 "
        "財源 事業名 難市場 進出 連携機関"
    ),
    "coercion_consultations": "相談番号 受付日 企業名 法人番号 国・地域 品目 対応内容 完了日",
    "activities": "活動番号 活動日 節 種別 件数 相手機関",
    "web_analytics": "年月 サイト 閲覧数",
    "outcome_survey": (
        "調査番号 対象 案件番号 発送日 回答期限 回答日 回答状況 投資金額 出資額 単位 通貨 "
        "新規雇用者数 売上変化 行動変容 新規性 企業価値"
    ),
    "fx_rates": "年月 通貨 円",
}


@pytest.mark.parametrize("source", HEADINGS)
def test_headings_are_those_of_the_contract(planted: Sample, source: str) -> None:
    assert list(planted.rows(source)[0]) == HEADINGS[source].split()


@pytest.mark.parametrize("source", CP932_SOURCES)
def test_cp932_sources_are_cp932_and_nothing_else(planted: Sample, source: str) -> None:
    for path in planted.paths(source):
        content = path.read_bytes()
        text = content.decode("cp932")
        with pytest.raises(UnicodeDecodeError):
            content.decode("utf-8")
        assert text.endswith("\r\n")


def test_characters_that_plain_shift_jis_lacks_occur(planted: Sample) -> None:
    content = planted.newest("overseas_support")[2023].read_bytes()
    assert all(character in content.decode("cp932") for character in "㈱①髙")
    with pytest.raises(UnicodeDecodeError):
        content.decode("shift_jis")


def test_quoted_fields_hold_line_breaks(planted: Sample) -> None:
    text = planted.newest("overseas_success")[2024].read_bytes().decode("cp932")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert any("\n" in cell for cell in cells)
    assert len(text.splitlines()) > len(list(csv.reader(io.StringIO(text, newline=""))))


@pytest.mark.parametrize("source", ["web_analytics", "fx_rates"])
def test_utf8_with_byte_order_mark(planted: Sample, source: str) -> None:
    content = planted.newest(source)[2024].read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in content


def test_utf8_without_byte_order_mark_and_with_bare_line_feeds(planted: Sample) -> None:
    content = planted.newest("coercion_consultations")[2025].read_bytes()
    assert content.decode("utf-8").startswith("相談番号,")
    assert b"\r" not in content


@pytest.mark.parametrize("source", WORKBOOKS)
def test_workbooks_have_title_merged_header_subtotal_total_and_notes(planted: Sample, source: str) -> None:
    sheet = openpyxl.load_workbook(planted.newest(source)[2024]).active
    assert sheet is not None
    first_cells = [str(row[0] or "") for row in sheet.iter_rows(values_only=True)]
    assert "合成データ" in first_cells[0]
    merged = [(cells.min_row, cells.max_row, cells.max_col - cells.min_col) for cells in sheet.merged_cells.ranges]
    assert any(top == 2 and bottom == 3 for top, bottom, _ in merged), "no heading is merged downwards"
    assert any(top == bottom == 2 and wide for top, bottom, wide in merged), "no group heading is merged across"
    assert re.match("※|合計|注", first_cells[-3])
    assert sum(cell.startswith(("※", "注")) for cell in first_cells[3:]) == 2
    assert first_cells.count("合計") == 1
    assert 3 < first_cells.index("小計") < first_cells.index("合計") - 2


def test_workbook_dates_are_dates_numbers_and_text(planted: Sample) -> None:
    kinds = set()
    for path in planted.newest("fdi_cases").values():
        sheet = openpyxl.load_workbook(path).active
        assert sheet is not None
        kinds |= {type(row[6]).__name__ for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert {"datetime", "int", "str"} <= kinds


@pytest.mark.parametrize(
    "pattern",
    [
        r"\d{4}/\d{1,2}/\d{1,2}",
        r"\d{4}-\d{2}-\d{2}",
        r"\d{8}",
        r"令和\d年\d{1,2}月\d{1,2}日",
        r"R\d\.\d{1,2}\.\d{1,2}",
        r"4\d{4}",
        r"[０-９]{4}／[０-９]{1,2}／[０-９]{1,2}",
    ],
)
def test_every_way_to_write_a_date_occurs_in_text(planted: Sample, pattern: str) -> None:
    text = planted.newest("overseas_support")[2024].read_bytes().decode("cp932")
    cells = {row[5] for row in csv.reader(io.StringIO(text, newline=""))}
    assert any(re.fullmatch(pattern, cell) for cell in cells)


def test_amounts_have_separators_units_currencies_and_full_width_digits(planted: Sample) -> None:
    texts = [path.read_bytes().decode("cp932") for path in planted.newest("overseas_success").values()]
    rows = [row for text in texts for row in csv.DictReader(io.StringIO(text, newline=""))]
    amounts = [row["成約金額"] for row in rows]
    assert any(re.fullmatch(r"\d{1,3}(,\d{3})+", amount) for amount in amounts)
    assert any(re.search("[０-９]", amount) for amount in amounts)
    assert {row["単位"] for row in rows} == {"円", "千円", "百万円", "億円"}
    assert {row["通貨"] for row in rows} == {"JPY", "USD", "EUR", "CNY", "GBP", "THB"}


def test_each_source_has_one_way_to_say_yes(clean: Sample) -> None:
    assert {row["未経験"] for row in clean.rows("overseas_support")} == {"○", ""}
    assert {row["難市場"] for row in clean.rows("overseas_success")} == {"1", "0"}
    assert {row["二次投資"] for row in clean.rows("fdi_cases")} == {"有", "無"}
    assert {row["起業前"] for row in clean.rows("startup_cases")} == {"1", "0"}


def test_a_surveyed_nought_is_not_a_blank_and_not_a_refusal(planted: Sample) -> None:
    jobs = [row["新規雇用者数"] for row in planted.rows("outcome_survey") if row["回答状況"] == "回答"]
    assert "0" in jobs
    assert "" in jobs
    items = ("投資金額", "出資額", "新規雇用者数", "企業価値", "売上変化", "行動変容")
    assert any(row[item] == "-9999" for row in planted.rows("outcome_survey") for item in items)


def test_a_survey_not_sent_has_neither_due_date_nor_answer(clean: Sample) -> None:
    waiting = [row for row in clean.rows("outcome_survey") if row["回答状況"] == "未発送"]
    assert waiting
    assert all(row["発送日"] == row["回答期限"] == row["回答日"] == row["売上変化"] == "" for row in waiting)
