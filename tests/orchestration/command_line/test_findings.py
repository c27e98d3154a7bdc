"""What checks of files find is said in Japanese, all of it: the sentences of the code, beside `findings*.yml`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal, get_args

import pytest
import yaml
from pydantic import Field, TypeAdapter, ValidationError

from ingest.contracts import ColumnType, Drift
from ingest.excel_reader import PROCESS
from orchestration.command_line.errors import in_japanese
from orchestration.command_line.findings import (
    FINDINGS_FILES,
    finding_in_japanese,
    finding_lists,
    finding_text,
    place_text,
    words_in_japanese,
)
from orchestration.command_line.sentences import after_its_place
from reporting.language import Language
from tests.orchestration.command_line.japanese import JAPANESE, english_words
from tests.orchestration.command_line.sentences import modules_that_hold, texts_with_blanks

# Files that are refused before a contract is looked at, or that a check of one file does not ask about.
OF_RECEIPTS = {
    "ingest/delivery.py",
    "ingest/errors.py",
    "ingest/file_kinds.py",
    "ingest/narratives.py",
    "ingest/value_screening.py",
}
# Modules of which a check shows only what some functions raise.
IN_PART = {"expectations/row_rules.py": "class_name|check_kwargs", "ingest/contract_draft.py": "_.*"}
# Modules whose texts are findings; what `problems.py` says of places has its own test.
MODULES = sorted(
    {
        "expectations/suites.py",
        "expectations/yaml_files.py",
        "ingest/contract_check.py",
        "ingest/contract_problems.py",
        "ingest/contracts.py",
        "ingest/excel_reader.py",
        "ingest/survey_layouts.py",
        *modules_that_hold("FileRefusedError(", "ingest"),
        *modules_that_hold("", "targets"),
        *modules_that_hold("", "profiles"),
    }
    - {"profiles/problems.py", "targets/problems.py", *OF_RECEIPTS, *IN_PART}
)
# Texts with a blank that nobody is told.
NOT_SAID = (
    "Value error, ",  # what pydantic puts before a sentence
    " Remedy: ",  # the mark alone
    "Source contract",  # the title of the schema
    "bytes that CP932 leaves undefined",  # why a decoder gave up; its caller says it otherwise
    PROCESS,  # a program
    "{0} {1}",  # a column and its value
    # Said by a YAML library, with a line and a column.
    "YAML aliases (*) are not accepted",
    "key given twice: {0}",
)
# One sentence says it of every type of a seed's columns, by its name.
OF_KINDS, KINDS = "{0} is no {1}.", ("integer", "bigint", "double", "decimal", "boolean", "date")
# Every English word that a place for words can hold, by its sentence.
COMPOSED: dict[str, Sequence[str]] = {
    "cells that are no {0}: {1}.": [
        *(kind for kind in get_args(ColumnType) if kind not in ("text", "code")),
        "code of the list budget_source",
    ],
    "files of type {0} are not read.": ["(none)"],
    "the file mixes encodings: {0}.": ["2 rows in utf-8 (1, 2); 1 rows in unreadable (3)"],
    "the workbook {0}; Excel writes no such file.": [
        text for text in texts_with_blanks("ingest/workbook_screening.py") if text.startswith(("holds", "declares"))
    ],
    "required headers are missing (headers that nobody claims: {0}).": ["none"],
    "add them, or list the new header under `aliases` in {0} {1}.yml.": [
        "the contract",
        "layout microsoft_forms of the contract",
    ],
    "condition {0} of {1} has no words for standing {2}.": ["the shared models", "failed and open and met"],
    "write its id: {0}.": ["su_success or ovs_success or fdi_success"],
    "order {0} is that of {1} too.": ["the shared files.yml"],
    "{0} stands in {1} already.": ["the shared files.yml"],
    "the template cannot be rendered: {0}.": ["it is not UTF-8"],
    "the template cannot be looked at without dbt ({0}).": ["it is not UTF-8"],
}


def numbered(sentence: str) -> str:
    """The sentence as it is said of values <0>, <1> and so on."""
    return re.sub(r"\{(\d)\}", r"<\1>", sentence)


def said(text: str) -> list[str]:
    """Message and remedy of a text of the code, each as a check says it."""
    texts = [text.replace("{1}", kind) for kind in KINDS] if text == OF_KINDS else [text]
    parts = [part for one in texts for part in one.split(" Remedy: ")]
    # A place alone is no sentence.
    spoken = [part for part in parts if re.search("[A-Za-z]{2}", re.sub(r"\{\d\}", "", part))]
    return [numbered(part if part.endswith((".", "?")) else f"{part}.") for part in spoken]


TEXTS = sorted(
    {text for module in MODULES for text in texts_with_blanks(module)}
    | {text for module, functions in IN_PART.items() for text in texts_with_blanks(module, functions)}
)
SENTENCES = [
    sentence
    for text in TEXTS
    if text not in NOT_SAID and text not in finding_lists()["words"].listed
    for sentence in said(text)
]


@pytest.mark.parametrize("sentence", sorted(set(SENTENCES)))
def test_every_sentence_is_there_in_japanese(sentence: str) -> None:
    japanese = after_its_place(sentence, finding_in_japanese)
    assert japanese is not None
    assert JAPANESE.search(japanese)
    # Nothing that the finding names is lost.
    assert sorted(re.findall(r"<\d>", japanese)) == sorted(re.findall(r"<\d>", sentence))
    assert english_words(japanese) == []


def test_a_sentence_is_found_by_its_own_pattern() -> None:
    """No other that stands before it takes what is meant for it."""
    lists = finding_lists()
    for name in ("sentences", "library", "words", "places"):
        for english, japanese in lists[name].listed.items():
            own = re.sub(r"\{(\d)(:words)?\}", r"<\1>", japanese).replace("{{", "{").replace("}}", "}")
            assert lists[name].japanese(numbered(english)) == own, english


def test_no_sentence_is_left_of_what_is_said_no_more() -> None:
    # A place may stand before a sentence; its values have other numbers then.
    ends = {part for one in SENTENCES for part in (one, *(one[mark.end() :] for mark in re.finditer(": ", one)))}
    spoken = {re.sub(r"<\d>", "<>", end) for end in ends}
    listed = finding_lists()["sentences"].listed
    assert [english for english in listed if re.sub(r"\{\d\}", "<>", english) not in spoken] == []


def test_a_sentence_stands_in_one_file() -> None:
    files = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in FINDINGS_FILES]
    listed = [english for file in files for english in file.get("sentences", ())]
    assert len(listed) == len(finding_lists()["sentences"].listed)


def test_both_languages_have_the_same_places() -> None:
    for name, one in finding_lists().items():
        for english, japanese in one.listed.items():
            places = re.findall(r"\{(\d)(?::words)?\}", japanese)
            # Why a library cannot read a value may be left out.
            same = set(places) <= set(re.findall(r"\{(\d)\}", english)) if name == "library" else None
            assert same or sorted(places) == re.findall(r"\{(\d)\}", english), japanese


def test_every_word_within_a_sentence_is_there_in_japanese() -> None:
    sentences = finding_lists()["sentences"].listed
    assert set(COMPOSED) == {english for english, japanese in sentences.items() if ":words}" in japanese}
    for sentence, words in COMPOSED.items():
        for word in words:
            assert english_words(words_in_japanese(numbered(word))) == [], (sentence, word)


def test_a_value_is_no_word() -> None:
    """What stands in the file is shown as it stands there, were it a word of ours."""
    assert finding_text("there is no column 'date'.", Language.JAPANESE) == "列 'date' がない。"
    assert finding_text("'none and none' is no whole number.", Language.JAPANESE) == "'none and none' は整数でない。"


@pytest.mark.parametrize(
    ("english", "japanese"),
    [
        ("cells that are no date: 3.", "日付でないセル: 3。"),
        ("cells that are no code of the list unit: 3.", "コード表 unit のコードでないセル: 3。"),
        ("write its id: su_success or ovs_success.", "ID を書く: su_success か ovs_success。"),
        (
            "the file mixes encodings: 9 rows in utf-8 (1, 2, …); 1 rows in unreadable (3).",
            "文字コードが混ざっている: utf-8 が 9 行（1, 2, …）、読めない文字 が 1 行（3）。",
        ),
        (
            "columns[1] (amount).unit_column: 'x' is no column with code list 'unit'.",
            "columns[1] (amount).unit_column: 'x' はコード表 'unit' の列でない。",
        ),
        ("Value error, review_on must be later than decided_on.", "review_on は decided_on より後にする。"),
        ("Input should be 'info', 'warning' or 'error'.", "値が次のどれでもない: 'info', 'warning' か 'error'。"),
        (
            'while parsing a flow sequence in "<byte string>", line 1, column 9.',
            '内容が正しくない（while parsing a flow sequence in "<byte string>", line 1, column 9）。',
        ),
    ],
)
def test_what_is_said_of_values(english: str, japanese: str) -> None:
    assert finding_text(english, Language.JAPANESE) == japanese
    assert finding_text(english, Language.ENGLISH) == english


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        (Annotated[int, Field(ge=1)], 0),
        (Annotated[int, Field(gt=1)], 0),
        (Annotated[int, Field(le=1)], 2),
        (Annotated[int, Field(lt=1)], 2),
        (Annotated[str, Field(pattern="^a$")], "b"),
        (Annotated[str, Field(min_length=1)], ""),
        (Annotated[list[str], Field(min_length=1)], []),
        (Annotated[tuple[str, ...], Field(max_length=2)], ["a", "b", "c"]),
        (Literal["a", "b", "c"], "d"),
        *(
            (kind, value)
            for kind in (str, bool, int, float, date, list, tuple, dict, Drift)
            for value in (object(), "x")
        ),
        (int, 1.5),
    ],
)
def test_what_pydantic_says_is_known(annotation: Any, value: object) -> None:
    if annotation is str and value == "x":
        return
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(annotation).validate_python(value)
    (found,) = refused.value.errors()
    assert finding_in_japanese(f"{found['msg']}.") is not None, found["msg"]


@pytest.mark.parametrize(
    ("english", "japanese"),
    [
        ("targets.csv", "targets.csv"),
        ("targets.csv row 10", "targets.csv 行 10"),
        ("seeds/targets.csv row 10, column target", "seeds/targets.csv 行 10, 列 target"),
        ("suites/a.yml, expectations[0] (a__b__c).runbook", "suites/a.yml, expectations[0] (a__b__c).runbook"),
    ],
)
def test_a_place_is_said_in_both_languages(english: str, japanese: str) -> None:
    assert place_text(english, Language.JAPANESE) == japanese
    assert place_text(english, Language.ENGLISH) == english


@pytest.mark.parametrize(
    ("english", "japanese"),
    [
        (
            "target files: 2 errors\n"
            "targets.csv row 10, column target: 370 + 6 is 376, not 377. "
            "Remedy: correct base, supplement or target after the document.\n"
            "target_versions.csv: the file is missing. Remedy: put it into seeds.",
            "目標のファイル: 誤り 2 件\n"
            "targets.csv 行 10, 列 target: 370 + 6 は 376 であり、377 でない。 "
            "対処: base、supplement、target を文書に合わせて直す。\n"
            "target_versions.csv: ファイルがない。 対処: seeds に置く。",
        ),
        (
            "a.yml: version: Field required. Remedy: add the key.\n"
            "b.yml: while parsing: line 2. Remedy: write valid YAML in UTF-8.",
            "a.yml: version: 必須の項目がない。 対処: 項目を加える。\n"
            "b.yml: YAML として読めない（while parsing: line 2）。対処: UTF-8 の正しい YAML で書く。",
        ),
        (
            "profile.yml: calendar.month: Input should be less than or equal to 12; title: Field required. "
            "Remedy: correct it; profiles/jetro/profile.yml shows the form.",
            "profile.yml: calendar.month: 値が 12 以下でない。 title: 必須の項目がない。 "
            "対処: 直す。書き方は profiles/jetro/profile.yml のとおり。",
        ),
        (
            "a.csv, row 3: the file holds NUL bytes, so it is no text. "
            "Remedy: check that it is a CSV and was not cut off in transfer.",
            "a.csv 行 3: NUL バイトを含み、テキストでない。 対処: CSV であり、転送の途中で切れていないことを確かめる。",
        ),
    ],
)
def test_an_error_that_lists_findings_is_in_japanese_too(english: str, japanese: str) -> None:
    assert in_japanese(english) == japanese
