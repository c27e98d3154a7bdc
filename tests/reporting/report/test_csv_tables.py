"""The CSV tables: the same rows in two encodings, nothing lost unseen, no text that turns into a formula."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import duckdb
import pytest

from reporting.csv_tables import write_tables
from reporting.formula_text import FORMULA_STARTS
from reporting.report.report import Report

NAMES = ["data_gaps", "narratives", "overview", "section_results", "survey_response_rates", "target_comparison"]
ENCODINGS = {"utf-8": "utf-8-sig", "cp932": "cp932"}
Table = list[list[str]]


@pytest.fixture
def tables(marts: duckdb.DuckDBPyConnection, tmp_path: Path) -> Path:
    write_tables(marts, tmp_path)
    return tmp_path / "tables"


def read(tables: Path, encoding: str, name: str) -> Table:
    content = (tables / encoding / f"{name}.csv").read_bytes().decode(ENCODINGS[encoding])
    return list(csv.reader(io.StringIO(content, newline="")))


def as_rows(table: Table) -> list[dict[str, str]]:
    names = [heading.split(" / ")[-1] for heading in table[0]]
    return [dict(zip(names, row, strict=True)) for row in table[1:]]


def test_every_table_in_both_encodings(tables: Path) -> None:
    assert sorted(path.stem for path in (tables / "utf-8").iterdir()) == NAMES
    assert sorted(path.stem for path in (tables / "cp932").iterdir()) == sorted([*NAMES, "replaced_characters"])


@pytest.mark.parametrize("name", NAMES)
def test_both_encodings_hold_the_same_rows(tables: Path, report: Report, name: str) -> None:
    table = next(table for table in report.tables if table.name == name)
    wide, narrow = read(tables, "utf-8", name), read(tables, "cp932", name)
    assert len(wide) == len(narrow) == len(table.rows) + 1
    assert {len(row) for row in wide} == {len(table.columns)}
    replaced = str.maketrans("𠮷😀", "〓〓")
    assert [[cell.translate(replaced) for cell in row] for row in wide] == narrow


def test_utf_8_begins_with_a_mark_and_lines_end_as_the_standard_says(tables: Path) -> None:
    content = (tables / "utf-8" / "overview.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 3


def test_what_cp932_lacks_is_shown_and_written_down(tables: Path) -> None:
    listed = read(tables, "cp932", "replaced_characters")[1:]
    assert [row[0] for row in listed] == ["section_results", "section_results", "narratives"]
    table, number, column, count, points = listed[0]
    assert (column, count, points) == ("指標 / Indicator", "2", "U+20BB7 U+1F600")
    row = read(tables, "cp932", table)[int(number) - 1]
    assert row[read(tables, "cp932", table)[0].index(column)] == "〓野髙連携件数〓"
    found = sum(cell.count("〓") for name in NAMES for row in read(tables, "cp932", name) for cell in row)
    assert found == sum(int(row[3]) for row in listed)


def test_figures_are_plain_and_formulas_are_their_values(tables: Path) -> None:
    rows = as_rows(read(tables, "utf-8", "section_results"))
    wins = rows[0]
    assert (wins["FY2024"], wins["Cumulative"], wins["Attainment, %"]) == ("113", "342", "92.4")
    amount = next(row for row in rows if row["Indicator id"] == "amount")
    assert (amount["FY2023"], amount["FY2024"], amount["FY2026※"]) == ("1500000.25", "秘匿", "")
    assert (amount["Cumulative"], amount["Unit"]) == ("12000000.75", "円")
    jobs = next(row for row in rows if row["Indicator id"] == "jobs")
    assert (jobs["Cumulative"], jobs["FY2024"]) == ("秘匿", "秘匿")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_no_text_begins_like_a_formula(tables: Path, encoding: str) -> None:
    guarded = 0
    for name in NAMES:
        for row in read(tables, encoding, name):
            for cell in row:
                # Figures may be negative.
                if not cell.lstrip("-").replace(".", "").isdigit():
                    assert not cell.lstrip(" ").startswith(FORMULA_STARTS)
                guarded += cell.startswith("'")
    assert guarded >= 10


def test_a_guarded_text_is_whole_behind_its_apostrophe(tables: Path) -> None:
    first = as_rows(read(tables, "utf-8", "data_gaps"))[0]
    assert first["What is lacking"] == "'=cmd|'/c calc'!A1 gap-1"
    assert first["What is lacking, in English"] == "'\tTabbed gap-1"
    assert (first["Effect, low"], first["Effect, high"]) == ("-2", "限りなし")


def test_line_breaks_stay_inside_their_cell(tables: Path) -> None:
    text = as_rows(read(tables, "cp932", "narratives"))[0]["Text"]
    assert text == "'-試行\n・〓本の窓口"


def test_a_section_does_not_read_as_a_date(tables: Path) -> None:
    assert as_rows(read(tables, "utf-8", "overview"))[0]["Section"] == "節1-1"
