"""Rows that cannot be data: kept with a reason when few, and every row of a file is in exactly one count."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.receipts import Receipt, read_receipts
from ingest.warehouse_views import register_landing

from .conftest import ACTIVITY_HEADER, Workplace

FILE = "activities/activities_FY2024_20250410.csv"
REJECTED = "select source, source_file, source_row, reason, fields, expected_fields, lines, raw_text"


def rows(count: int, first: int = 1) -> list[str]:
    return [f"AC-{number},2024/4/1,1-1,政府連携,3,経済産業省" for number in range(first, first + count)]


def content(*lines: str) -> str:
    return "\n".join([ACTIVITY_HEADER, *lines, ""])


def rejected_rows(workplace: Workplace) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        register_landing(connection, workplace.landing, workplace.receipts, dt.date(2025, 12, 31))
        return connection.execute(f"{REJECTED} from landing.rejected_rows order by source_row").fetchall()


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_few_misfitting_rows_are_kept_with_their_reason(workplace: Workplace, encoding: str) -> None:
    text = content(*rows(20), "AC-21,㈱①髙", *rows(20, 22), "AC-42,2024/4/1,1-1,政府連携,3,経済,産業省", *rows(20, 43))
    workplace.put(FILE, text.encode(encoding))
    receipt = workplace.land()[FILE]
    assert (receipt.outcome, receipt.encoding, receipt.rows, receipt.rejected) == ("accepted", encoding, 60, 2)
    assert rejected_rows(workplace) == [
        ("activities", FILE, 22, "too_few_fields", 2, 6, 1, "AC-21,㈱①髙"),
        ("activities", FILE, 43, "too_many_fields", 7, 6, 1, "AC-42,2024/4/1,1-1,政府連携,3,経済,産業省"),
    ]


def test_rows_after_a_rejected_one_keep_their_place(workplace: Workplace) -> None:
    workplace.put(FILE, content(*rows(20), "AC-21", *rows(2, 22)))
    workplace.land()
    with duckdb.connect() as connection:
        register_landing(connection, workplace.landing, workplace.receipts, dt.date(2025, 12, 31))
        last = connection.execute("select activity_id, source_row from landing.activities order by 2 desc").fetchone()
    assert last == ("AC-23", 24)


@pytest.mark.parametrize(
    ("good", "bad", "outcome"),
    [
        (8, 1, "quarantined"),
        (9, 1, "accepted"),
        (45, 5, "accepted"),
        (94, 6, "quarantined"),
        (593, 6, "quarantined"),
        (594, 6, "accepted"),
    ],
)
def test_how_many_rows_may_be_rejected(workplace: Workplace, good: int, bad: int, outcome: str) -> None:
    workplace.put(FILE, content(*rows(good), *["AC-X,1"] * bad))
    assert workplace.land()[FILE].outcome == outcome


def test_open_quote_counts_every_line_that_it_hides(workplace: Workplace) -> None:
    opened, closed = 'AC-401,2024/4/1,1-1,政府連携,"3,経済産業省', 'AC-412,2024/4/1,1-1,政府連携,3,"経済産業省"'
    workplace.put(FILE, content(*rows(400), opened, *rows(10, 402), closed, *rows(90, 413)))
    receipt = workplace.land()[FILE]
    assert receipt.outcome == "quarantined"
    assert receipt.error is not None
    assert "row 402: a quote is left open and hides 12 lines" in receipt.error


def test_row_hidden_in_a_cell_of_a_fitting_row_is_found(workplace: Workplace) -> None:
    swallowing = 'AC-A,2024/4/1,1-1,政府連携,3,"経済\nAC-B,2024/4/1,1-1,政府連携,3,産業省\n"'
    remark = 'AC-C,2024/4/1,1-1,政府連携,3,"経済、\n産業, 省"'
    workplace.put(FILE, content(*rows(60), swallowing, remark))
    receipt = workplace.land()[FILE]
    assert (receipt.outcome, receipt.rows, receipt.rejected) == ("accepted", 61, 1)
    ((*_, reason, fields, expected, lines, raw_text),) = rejected_rows(workplace)
    assert (reason, fields, expected, lines) == ("quote_left_open", 6, 6, 3)
    assert "AC-B,2024/4/1" in str(raw_text)


def test_notes_and_blanks_that_do_not_fit_are_not_rejected(workplace: Workplace) -> None:
    workplace.put(FILE, content(*rows(2), ",,", "", "合計,5", "※ 速報値、を含む。", '"（注）a",b'))
    receipt = workplace.land()[FILE]
    assert (receipt.outcome, receipt.rows, receipt.notes, receipt.blanks, receipt.rejected) == ("accepted", 2, 3, 2, 0)


def test_lost_rejected_rows_are_written_again(workplace: Workplace) -> None:
    workplace.put(FILE, content(*rows(20), "AC-21,1"))
    assert workplace.land()[FILE].rejected == 1
    (kept,) = (workplace.landing / "rejected").rglob("*.parquet")
    before = kept.read_bytes()
    kept.unlink()
    assert workplace.land()[FILE].outcome == "accepted"
    assert kept.read_bytes() == before
    assert workplace.land()[FILE].outcome == "already_landed"


def test_receipt_from_before_rows_could_be_rejected_is_read(workplace: Workplace) -> None:
    workplace.put(FILE, content(*rows(1)))
    workplace.land()
    (path,) = workplace.receipts.glob("*.json")
    path.write_text(path.read_text(encoding="utf-8").replace('"rejected": 0', '"withdrawn": 0'), encoding="utf-8")
    assert [receipt.rejected for receipt in read_receipts(workplace.receipts)] == [0]


cells = st.text(alphabet='あ㈱a1 ,"\n\r※計', max_size=6)
lines = st.one_of(
    st.lists(cells, min_size=6, max_size=6),
    st.lists(cells, min_size=0, max_size=8),
    st.sampled_from([["合計"], ["※ 注記", "2"], [""], ["", ""], [" ", "", "", "", "", ""], ["AC-1", "x"]]),
)


def land_bytes(whole: bytes) -> Receipt:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "inbox").mkdir()
        workplace = Workplace(Path(folder) / "inbox", Path(folder) / "landing", Path(folder) / "receipts")
        workplace.put(FILE, whole)
        return workplace.land()[FILE]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(lines, max_size=30),
    st.integers(0, 60),
    st.sampled_from(["utf-8", "utf-8-sig", "cp932"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_every_row_under_the_header_is_counted_once(
    odd: list[list[str]], good: int, encoding: str, line_end: str
) -> None:
    text = io.StringIO(newline="")
    # The writer quotes a line break of the other kind only when told to quote all.
    writer = csv.writer(text, lineterminator=line_end, quoting=csv.QUOTE_ALL)
    writer.writerow(ACTIVITY_HEADER.split(","))
    writer.writerows([f"AC-{number}", "2024/4/1", "1-1", "政府連携", "3", ""] for number in range(good))
    for row in odd:
        writer.writerow(row)
    receipt = land_bytes(text.getvalue().encode(encoding))
    if receipt.outcome == "accepted":
        assert receipt.rows + receipt.rejected + receipt.notes + receipt.blanks == good + len(odd)
        assert receipt.rows >= good
    else:
        assert receipt.error is not None
        # Without good rows a column may hold nothing but what cannot be read.
        of_another_kind = good == 0 and "the column was retyped" in receipt.error
        assert of_another_kind or any(len(row) != 6 or any("," in cell for cell in row) for row in odd)
        assert "Remedy: " in receipt.error
