"""Survey tools: each tool's export lands as the same answers as the plain layout, and keeps its own words."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from ingest.column_mapping import landed_columns
from ingest.contracts import SourceContract, load_contracts
from ingest.header_matching import match_header
from ingest.raw_sheet import RawSheet
from ingest.typing_rules import TypingRules

from .conftest import Workplace

RULES = TypingRules()
CONTRACT = load_contracts()["outcome_survey"]
BOTH = ("行動が変わった", "新しい製品、市場、方法に取り組んだ")
FORM_QUESTIONS = [
    *["調査番号", "ご利用の事業", "案件番号", "発送日", "回答期限"],
    *["投資金額をご記入ください", "出資額をご記入ください", "金額の単位", "通貨", "新規雇用者数をご記入ください"],
    *["売上の変化", "支援を受けて変わったこと（複数選択）", "企業価値をご記入ください"],
]
SENT = ["2026/10/10", "2026/12/10"]
# What two firms answered, as the forms of Microsoft and Google have it; changes are options of one question.
FORM_ANSWERS: list[tuple[list[str], tuple[str, ...]]] = [
    (["SV-1", "海外展開", "OS-1", *SENT, "", "", "", "", "", "増加した"], BOTH),
    (["SV-2", "対日投資", "FD-2", *SENT, "1,200", "-9999", "百万円", "円", "3", "わからない"], ("その他",)),
]
PLAIN = f"""{",".join(column.header for column in CONTRACT.columns)}
SV-1,overseas,OS-1,2026/10/10,2026/12/10,2026/11/24,回答,,,,,,増,有,有,
SV-2,fdi,FD-2,2026/10/10,2026/12/10,2026/11/25,回答,"1,200",-9999,百万円,円,3,不明,無,無,500
"""


def plain() -> bytes:
    return PLAIN.encode("cp932")


def microsoft_forms() -> bytes:
    headers = ["ID", "開始時刻", "完了時刻", "メール", "名前", *FORM_QUESTIONS]
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Sheet1")
        moment = workbook.add_format({"num_format": "m/d/yy h:mm:ss"})
        sheet.write_row(0, 0, headers)
        for row, (answers, options) in enumerate(FORM_ANSWERS, start=1):
            sheet.write_number(row, 0, row)
            for column in (1, 2):
                sheet.write_datetime(row, column, dt.datetime(2026, 11, 23 + row, 14, 3, column), moment)  # noqa: DTZ001
            sheet.write_row(row, 3, ["anonymous", "見本 太郎"])
            value = "500" if row == 2 else ""
            for column, text in enumerate([*answers, "".join(f"{option};" for option in options), value], start=5):
                sheet.write_string(row, column, text)
    return buffer.getvalue()


def google_forms(timestamps: Sequence[str] = ("11/24/2026 14:03:02", "11/25/2026 9:00:00")) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    writer.writerow(["Timestamp", "Email Address", *FORM_QUESTIONS])
    for stamp, (answers, options), value in zip(timestamps, FORM_ANSWERS, ("", "500"), strict=True):
        writer.writerow([stamp, "taro@example.com", *answers, ", ".join(options), value])
    return buffer.getvalue().encode("utf-8")


def limesurvey() -> bytes:
    headers = [
        "id", "submitdate", "lastpage", "startlanguage", "seed", "SVNO", "SUBJ", "CASENO", "SENT", "DUE", "INVEST",
        "EQUITY", "UNIT", "CURR", "JOBS", "SALES", "CHANGE[SQ001]", "CHANGE[SQ002]", "VALUE",
    ]  # fmt: skip
    sent = ["2026-10-10", "2026-12-10"]
    none, money = [""] * 5, ["1,200", "-9999", "A3", "円", "3"]
    rows = [
        ["1", "2026-11-24 14:03:02", "3", "ja", "17", "SV-1", "A4", "OS-1", *sent, *none, "A1", "Y", "Y", ""],
        ["2", "2026-11-25 09:00:00", "3", "ja", "18", "SV-2", "A1", "FD-2", *sent, *money, "A4", "N", "N", "500"],
    ]
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    writer.writerows([headers, *rows])
    return buffer.getvalue().encode("utf-8-sig")


def typed(table: pa.Table) -> list[dict[str, Any]]:
    """The landed rows as staging reads them."""
    columns = {column.name: RULES.read(table[column.name], column.type, column.codes) for column in CONTRACT.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def land(workplace: Workplace, content: bytes, suffix: str) -> pa.Table:
    file = f"outcome_survey/outcome_survey_FY2026_20261130.{suffix}"
    workplace.put(file, content)
    receipt = workplace.land()[file]
    assert (receipt.outcome, receipt.error, receipt.unknown_headers) == ("accepted", None, ())
    assert receipt.landed_as is not None
    return pq.read_table(workplace.landing / receipt.landed_as)


@pytest.fixture
def expected(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    root = tmp_path_factory.mktemp("plain")
    (root / "inbox").mkdir()
    rows = typed(land(Workplace(root / "inbox", root / "landing", root / "receipts"), plain(), "csv"))
    assert rows[0]["behaviour_change"] is True
    assert rows[1]["unit"] == "1000000"
    return rows


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        pytest.param(microsoft_forms(), "xlsx", id="Microsoft Forms"),
        pytest.param(google_forms(), "csv", id="Google Forms"),
        pytest.param(
            google_forms(("Nov 24, 2026, 2:03:02\u202fPM", "Nov 25, 2026, 9:00:00 AM")), "csv", id="Google Forms, words"
        ),
        pytest.param(limesurvey(), "csv", id="LimeSurvey"),
    ],
)
def test_a_tools_export_is_typed_as_the_plain_one(
    workplace: Workplace, expected: list[dict[str, Any]], content: bytes, suffix: str
) -> None:
    assert typed(land(workplace, content, suffix)) == expected


def test_the_tools_own_words_are_kept_and_names_are_not(workplace: Workplace) -> None:
    table = land(workplace, microsoft_forms(), "xlsx")
    assert table["raw／支援を受けて変わったこと（複数選択）"].to_pylist() == ["".join(f"{o};" for o in BOTH), "その他;"]
    assert table["raw／売上の変化"].to_pylist() == ["増加した", "わからない"]
    assert "見本 太郎" not in str(table.to_pylist())


def test_an_incomplete_response_is_none(workplace: Workplace) -> None:
    content = limesurvey().decode("utf-8-sig").replace("2026-11-25 09:00:00", "")
    table = land(workplace, content.encode("utf-8-sig"), "csv")
    assert table["response_status"].to_pylist() == ["回答", "未回答"]
    assert typed(table)[1]["answered_date"] is None


def test_a_question_that_is_gone_is_named(workplace: Workplace) -> None:
    file = "outcome_survey/outcome_survey_FY2026_20261130.csv"
    workplace.put(file, google_forms().decode().replace("売上の変化", "売上").encode())
    error = workplace.land()[file].error
    assert error is not None
    assert "column 売上の変化: required headers are missing (headers that nobody claims: 売上)" in error
    assert "layout google_forms of the contract outcome_survey.yml" in error


def mapped(separator: str, answers: list[str | None], **answer: Any) -> list[str | None]:
    contract = SourceContract.model_validate(
        {
            "source": "letters", "version": 1, "title_ja": "手紙", "title_en": "Letters", "owner": "planning",
            "cadence_days": 30, "key": "letter_id",
            "columns": [{"name": "letter_id", "header": "番号"}, {"name": "effect", "header": "効果"}],
            "layouts": [
                {
                    "name": "some_tool", "recognised_by": ["Q"], "separator": separator,
                    "columns": [{"column": "letter_id", "header": "No"}, {"column": "effect", "header": "Q", **answer}],
                }
            ],
        }
    )  # fmt: skip
    sheet = RawSheet.of([["No", "Q"], *([str(number), answer] for number, answer in enumerate(answers))])
    header = match_header(sheet, contract)
    landed: list[str | None] = landed_columns(sheet.below(0).cells, header, contract)["effect"].to_pylist()
    return landed


def test_an_option_is_found_whole_and_among_others() -> None:
    answers = ["A", "A, B", "B, A", "AB", "B", "", None, " Ａ "]
    chosen = mapped(", ", answers, options={"A": "有"}, otherwise="無")
    assert chosen == ["有", "有", "有", "無", "無", None, None, "有"]


def test_an_option_that_holds_the_separator_is_found() -> None:
    answers: list[str | None] = ["Europe, Asia, Africa", "Asia", "Asia, Africa"]
    assert mapped(", ", answers, options={"Asia, Africa": "有"}, otherwise="無") == ["有", "無", "有"]


def test_two_options_of_one_meaning_are_one_answer_and_two_meanings_are_two() -> None:
    options = {"増えた": "増", "大きく増えた": "増", "減った": "減"}
    assert mapped(";", ["増えた;大きく増えた;", "増えた;減った;"], options=options) == ["増", "増;減"]


def test_all_options_are_kept_with_one_separator() -> None:
    assert mapped(", ", ["A, B", "C", None], multiple=True) == ["A;B", "C", None]


def test_texts_that_no_value_translates_stay() -> None:
    assert mapped(";", ["Ｙ", "N", "?", "n/a"], values={"Y": "有", "N": "無", "n/a": ""}) == ["有", "無", "?", None]


def test_a_timestamp_in_no_known_form_stays() -> None:
    read = mapped(";", ["24.11.2026 14:03", "gestern", None], formats=["%d.%m.%Y %H:%M"])
    assert read == ["2026-11-24 14:03:00", "gestern", None]
