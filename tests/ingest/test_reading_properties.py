"""Whatever arrives: a refusal with a remedy, or rows that are exactly those of the file."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from itertools import permutations
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.decoding import UNDEFINED_IN_CP932
from ingest.landed_file import Origin, land_as_parquet
from ingest.receipts import Receipt
from ingest.typing_rules import TypingRules

from .conftest import ACTIVITY_HEADER, FX_HEADER, Workplace, activities_as_text
from .hostile_files import CSV, workbook

FILE = "activities/activities_FY2024_20250410"
ANY_TEXT = activities_as_text()
COLUMNS = ["activity_id", "activity_date", "section", "activity_type", "count", "counterpart"]


def land(content: bytes, suffix: str = "csv") -> tuple[Receipt, list[list[str | None]], list[int]]:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "inbox").mkdir()
        workplace = Workplace(Path(folder) / "inbox", Path(folder) / "landing", Path(folder) / "receipts")
        workplace.put(f"{FILE}.{suffix}", content)
        receipt = workplace.land({"activities": ANY_TEXT})[f"{FILE}.{suffix}"]
        if receipt.landed_as is None:
            assert list(workplace.landing.rglob("*.*")) == []
            return receipt, [], []
        table = pq.read_table(workplace.landing / receipt.landed_as)
        cells = [[row[name] for name in COLUMNS] for row in table.to_pylist()]
        return receipt, cells, table["source_row"].to_pylist()


def is_accounted_for(receipt: Receipt, rows: list[int]) -> bool:
    if receipt.outcome == "quarantined":
        return receipt.error is not None and "Remedy: " in receipt.error
    return (
        receipt.rows == len(rows)
        and rows == sorted(set(rows))
        and (not rows or rows[-1] <= 1 + receipt.rows + receipt.rejected + receipt.notes + receipt.blanks)
    )


HEADER_BYTES = st.sampled_from([(ACTIVITY_HEADER + "\n").encode(codec) for codec in ("utf-8", "utf-8-sig", "cp932")])


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.just(b""), HEADER_BYTES), st.binary(max_size=300))
@example(b"", b'"')
@example((ACTIVITY_HEADER + "\n").encode("cp932"), b"\x82")
def test_any_bytes_as_csv(header: bytes, content: bytes) -> None:
    receipt, _, rows = land(header + content)
    assert is_accounted_for(receipt, rows)


SMALL_WORKBOOK = workbook()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, len(SMALL_WORKBOOK) - 1), st.binary(min_size=1, max_size=40), st.booleans())
def test_damaged_workbook(position: int, damage: bytes, cut: bool) -> None:
    damaged = SMALL_WORKBOOK[:position] + damage + (b"" if cut else SMALL_WORKBOOK[position + len(damage) :])
    receipt, _, rows = land(damaged, "xlsx")
    assert is_accounted_for(receipt, rows)


def is_cp932(text: str) -> bool:
    try:
        return text.encode("cp932").decode("cp932") == text and UNDEFINED_IN_CP932.search(text) is None
    except UnicodeEncodeError:
        return False


PLAIN = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
JAPANESE = st.sampled_from(list("㈱①髙﨑表能ソ予ｱﾟ￥円〜－,\"\n\t 　'aA1"))
CELLS = st.text(st.one_of(PLAIN, JAPANESE), max_size=8)
IDS = st.integers(0, 10**6).map("AC-{}".format)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(IDS, CELLS, CELLS, CELLS, CELLS, CELLS), max_size=12),
    st.sampled_from(["utf-8", "utf-8-sig", "cp932"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    st.booleans(),
)
def test_tables_come_back_as_they_were(
    table: list[tuple[str, ...]], encoding: str, line_end: str, quoting: int, last_line_ends: bool
) -> None:
    if encoding == "cp932":
        table = [tuple("".join(c for c in cell if is_cp932(c)) for cell in row) for row in table]
    # Lone carriage returns are quoted by no writer unless it quotes everything.
    if quoting == csv.QUOTE_MINIMAL:
        table = [tuple(cell.replace("\r", "") for cell in row) for row in table]
        # Nor are line feeds, where lines end in a carriage return.
        if line_end == "\r":
            table = [tuple(cell.replace("\n", "") for cell in row) for row in table]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=line_end, quoting=quoting)
    writer.writerow(ACTIVITY_HEADER.split(","))
    writer.writerows(table)
    whole = text.getvalue() if last_line_ends else text.getvalue().removesuffix(line_end)
    receipt, cells, rows = land(whole.encode(encoding))
    hides_a_row = any("\n" in cell or "\r" in cell for row in table for cell in row)
    if receipt.rejected or receipt.outcome == "quarantined":
        assert hides_a_row
        return
    assert receipt.encoding == ("utf-8" if encoding == "cp932" and whole.isascii() else encoding)
    assert cells == [[cell or None for cell in row] for row in table]
    assert rows == list(range(2, len(table) + 2))


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_rows_across_many_blocks_keep_place_and_text(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    monkeypatch.setattr("ingest.csv_reader.BLOCK_BYTES", 4096)
    monkeypatch.setattr("ingest.decoding.CHUNK_BYTES", 1000)
    lines = [f'AC-{number},2024/4/1,1-1,政府連携{number % 7},3,"㈱①\n{number}"' for number in range(3000)]
    lines[100] = lines[1000] = "AC-X,髙"
    lines[200] = ""
    lines[2500] = "※ 注, 記"
    workplace.put(f"{FILE}.csv", "\r\n".join([ACTIVITY_HEADER, *lines, ""]).encode(encoding))
    receipt = workplace.land({"activities": ANY_TEXT})[f"{FILE}.csv"]
    assert (receipt.rows, receipt.rejected, receipt.notes, receipt.blanks) == (2996, 2, 1, 1)
    assert receipt.landed_as is not None
    table = pq.read_table(workplace.landing / receipt.landed_as)
    left = [number for number in range(3000) if number not in (100, 200, 1000, 2500)]
    assert table["source_row"].to_pylist() == [number + 2 for number in left]
    assert table["counterpart"].to_pylist() == [f"㈱①\n{number}" for number in left]
    assert table["activity_type"].to_pylist() == [f"政府連携{number % 7}" for number in left]


@pytest.mark.parametrize("position", [0, 4095, 60_000])
def test_undefined_byte_is_found_wherever_it_is(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch, position: int
) -> None:
    monkeypatch.setattr("ingest.csv_reader.BLOCK_BYTES", 4096)
    monkeypatch.setattr("ingest.decoding.CHUNK_BYTES", 1000)
    before = (CSV + "AC-2,2024/4/1,1-1,政府連携,3,㈱\r\n" * (position // 30)).encode("cp932")
    workplace.put(f"{FILE}.csv", before + b"AC-3,\x80,1-1,x,3,y\r\n")
    error = workplace.land()[f"{FILE}.csv"].error
    row = before.count(b"\n") + 1
    assert error is not None
    assert f"row {row}: byte 0x80 at position {len(before) + 5} is neither UTF-8 nor CP932" in error


def test_order_of_delivery_does_not_matter(tmp_path: Path) -> None:
    files = {
        "fx_rates/fx_rates_FY2024_20240531.csv": f"{FX_HEADER}\n2024/4,USD,150\n".encode("cp932"),
        "fx_rates/fx_rates_FY2024_20240630.csv": f"{FX_HEADER}\n2024/4,USD,151\n".encode(),
        f"{FILE}.csv": CSV.encode("cp932"),
        f"{FILE.replace('0410', '0510')}.xlsx": SMALL_WORKBOOK,
    }
    landed: set[tuple[tuple[str, bytes], ...]] = set()
    for number, order in enumerate(list(permutations(files))[::3]):
        folder = tmp_path / str(number)
        (folder / "inbox").mkdir(parents=True)
        workplace = Workplace(folder / "inbox", folder / "landing", folder / "receipts")
        for file in order:
            workplace.put(file, files[file])
            # Half of the orders come one delivery at a time, half all at once and then again.
            if number % 2:
                workplace.land()
        workplace.land()
        workplace.land()
        contents = sorted(path for path in workplace.landing.rglob("*") if path.is_file())
        landed.add(tuple((path.relative_to(workplace.landing).as_posix(), path.read_bytes()) for path in contents))
    assert len(landed) == 1
    assert len(next(iter(landed))) == len(files)


def test_same_bytes_however_often_read(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes((CSV + "AC-2,2024/4/1,1-1,政府連携,3,㈱\r\n" * 300_000).encode("cp932"))
    origin = Origin("a.csv", "0" * 64, 2024, dt.date(2025, 4, 10))
    written = set()
    for number in range(3):
        name = f"{number}.parquet"
        land_as_parquet(path, "csv", ANY_TEXT, TypingRules(), origin, tmp_path, name)
        written.add((tmp_path / name).read_bytes())
    assert len(written) == 1
