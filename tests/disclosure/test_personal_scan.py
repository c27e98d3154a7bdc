"""The scan finds what it looks for, in every kind of file that is published."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import duckdb
import openpyxl
import pytest

from tests.disclosure.personal_scan import leaks

NAME = "個人太郎"
PHONE = "03-5550-0012"
EMAIL = "person12@mail.example"


def in_database(folder: Path, text: str) -> None:
    with duckdb.connect(str(folder / "marts.duckdb")) as connection:
        connection.execute("create table t as select ['x', ?] as names", [text])


def in_comment(folder: Path, text: str) -> None:
    with duckdb.connect(str(folder / "marts.duckdb")) as connection:
        connection.execute("create table t (a integer)")
        connection.execute(f"comment on column t.a is '{text}'")


def in_parquet(folder: Path, text: str) -> None:
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            f"copy (select {{'who': '{text}'}} as person from range(50)) to '{folder / 't.parquet'}' "
            "(format parquet, compression zstd)"
        )


def in_json(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(json.dumps({"owner": f"({text})"}), encoding="utf-8")


def in_html(folder: Path, text: str) -> None:
    escaped = "".join(f"&#{ord(character)};" for character in text)
    (folder / "index.html").write_text(f"<p>{escaped}</p>", encoding="utf-8")


def in_workbook(folder: Path, text: str) -> None:
    workbook = openpyxl.Workbook()
    workbook.active["B7"] = text
    workbook.save(folder / "report.xlsx")


def in_cp932_csv(folder: Path, text: str) -> None:
    (folder / "tables").mkdir()
    (folder / "tables" / "t.csv").write_bytes(f"番号,備考\r\n1,{text}\r\n".encode("cp932"))


def in_wide_letters(folder: Path, text: str) -> None:
    wide = "".join(chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character for character in text)
    (folder / "t.csv").write_text(wide, encoding="utf-8-sig")


def in_archive(folder: Path, text: str) -> None:
    with zipfile.ZipFile(folder / "bundle.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.txt", text * 10)


def in_file_name(folder: Path, text: str) -> None:
    (folder / f"notes_{text}.txt").touch()


def in_sqlite(folder: Path, text: str) -> None:
    with closing(sqlite3.connect(folder / "runs.db")) as connection:
        connection.execute("create table events (body text)")
        connection.execute("insert into events values (?)", [json.dumps({"value": text}, ensure_ascii=False)])
        connection.commit()


@pytest.mark.parametrize("text", [NAME, PHONE, EMAIL])
@pytest.mark.parametrize(
    "plant",
    [
        in_database,
        in_comment,
        in_parquet,
        in_json,
        in_html,
        in_workbook,
        in_cp932_csv,
        in_wide_letters,
        in_archive,
        in_file_name,
        in_sqlite,
    ],
)
def test_a_planted_text_is_found(plant: Callable[[Path, str], None], text: str, tmp_path: Path) -> None:
    plant(tmp_path, text)
    assert {leak.planted for leak in leaks(tmp_path, [NAME, PHONE, EMAIL])} == {text}


def test_nothing_is_found_where_nothing_was_planted(tmp_path: Path) -> None:
    in_database(tmp_path, "個人次郎 03-5550-0013 person13@mail.example")
    assert leaks(tmp_path, [NAME, PHONE, EMAIL]) == []
