"""Reading: nothing of a readable file is lost, whatever its columns are called."""

from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import xlsxwriter

from ingest.read_ahead import read_ahead
from ingest.workbook_process import column_of_text

from .conftest import ACTIVITY_HEADER, Workplace
from .hostile_files import ROW, workbook

FILE = "activities/activities_FY2024_20250410.csv"


def landed(workplace: Workplace, content: str) -> tuple[tuple[str, ...], list[dict[str, object]]]:
    workplace.put(FILE, content)
    receipt = workplace.land()[FILE]
    assert receipt.landed_as is not None, receipt.error
    return receipt.unknown_headers, pq.read_table(workplace.landing / receipt.landed_as).to_pylist()


def test_cells_under_no_header_are_kept_and_said(workplace: Workplace) -> None:
    unknown, rows = landed(workplace, f"{ACTIVITY_HEADER},,\n{ROW},,電話で確認\n{ROW},,\n")
    assert unknown == ("列H",)
    assert [row["unknown／列H"] for row in rows] == ["電話で確認", None]


def test_two_columns_under_one_unknown_header_are_both_kept(workplace: Workplace) -> None:
    unknown, (row,) = landed(workplace, f"{ACTIVITY_HEADER},備考,備考\n{ROW},初回,再訪\n")
    assert unknown == ("備考", "備考")
    assert (row["unknown／備考"], row["unknown／備考／列H"]) == ("初回", "再訪")


def test_title_above_the_header_of_a_csv(workplace: Workplace) -> None:
    _, rows = landed(workplace, f"活動実績,合成\n\n{ACTIVITY_HEADER}\n{ROW}\n")
    assert [(row["activity_id"], row["source_row"]) for row in rows] == [("AC-1", 4)]


def test_row_that_begins_with_a_space_is_no_blank_row(workplace: Workplace) -> None:
    _, rows = landed(workplace, f"{ACTIVITY_HEADER}\n 　{ROW.removeprefix('AC-1')}\n")
    assert [row["counterpart"] for row in rows] == ["経済産業省"]


def test_long_workbook_keeps_its_rows(workplace: Workplace, activities_workbook: Callable[..., bytes]) -> None:
    file = FILE.replace("csv", "xlsx")
    day = dt.datetime(2024, 4, 1)  # noqa: DTZ001 - Excel knows no zones
    workplace.put(file, activities_workbook([["AC-1", day, "1-1", "政府連携", number, None] for number in range(50)]))
    receipt = workplace.land()[file]
    assert receipt.landed_as is not None
    table = pq.read_table(workplace.landing / receipt.landed_as)
    assert table["count"].to_pylist() == [str(number) for number in range(50)]
    assert table["source_row"].to_pylist() == list(range(4, 54))
    assert table["counterpart"].null_count == 50


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("", None),
        (" ", " "),
        ("0012", "0012"),
        (12.0, "12"),
        (-0.5, "-0.5"),
        (7000012050002.0, "7000012050002"),
        (45384.0, "45384"),
        (0.1 + 0.2, "0.30000000000000004"),
        (True, "TRUE"),
        (False, "FALSE"),
        (dt.date(2024, 4, 1), "2024-04-01"),
        (dt.datetime(2024, 4, 1), "2024-04-01"),  # noqa: DTZ001
        (dt.datetime(2024, 4, 1, 9, 30), "2024-04-01 09:30:00"),  # noqa: DTZ001
        (dt.time(9, 30), "09:30:00"),
        (dt.timedelta(hours=30), "1 day, 6:00:00"),
    ],
)
def test_values_of_a_workbook_as_text(value: object, text: str | None) -> None:
    assert column_of_text((value, "x", value)).to_pylist() == [text, "x", text]


def test_table_that_does_not_begin_in_the_first_column(workplace: Workplace, tmp_path: Path) -> None:
    path = tmp_path / "shifted.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        for number, line in enumerate((ACTIVITY_HEADER, ROW)):
            sheet.write_row(number + 3, 2, line.split(","))
    file = FILE.replace("csv", "xlsx")
    workplace.put(file, path.read_bytes())
    receipt = workplace.land()[file]
    assert receipt.landed_as is not None, receipt.error
    (row,) = pq.read_table(workplace.landing / receipt.landed_as).to_pylist()
    assert (row["activity_id"], row["counterpart"], row["source_row"]) == ("AC-1", "経済産業省", 5)


def test_read_ahead_keeps_order_and_brings_errors_in_their_place() -> None:
    closed = []

    def items() -> Generator[int, None, None]:
        try:
            yield 1
            yield 2
            raise ValueError("third")
        finally:
            closed.append(True)

    reading = read_ahead(items())
    assert [next(reading), next(reading)] == [1, 2]
    with pytest.raises(ValueError, match="third"):
        next(reading)
    assert closed == [True]


def test_read_ahead_closes_what_it_reads_when_the_reader_stops() -> None:
    closed = []

    def items() -> Generator[int, None, None]:
        try:
            while True:
                yield 1
        finally:
            closed.append(True)

    reading = read_ahead(items())
    assert next(reading) == 1
    reading.close()  # type: ignore[attr-defined]  # it is a generator
    assert closed == [True]


def test_workbooks_share_a_process_that_ends_with_the_landing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def counted(*arguments: Any, **keywords: Any) -> subprocess.Popen[bytes]:
        started.append(start(*arguments, **keywords))
        return started[-1]

    monkeypatch.setattr("ingest.excel_reader.subprocess.Popen", counted)
    (tmp_path / "inbox").mkdir()
    workplace = Workplace(tmp_path / "inbox", tmp_path / "landing", tmp_path / "receipts")
    for year in range(2020, 2026):
        workplace.put(f"activities/activities_FY{year}_20260410.xlsx", workbook())
    workplace.put("activities/activities_FY2022_20260410.xlsx", b"PK\x03\x04 no workbook")
    outcomes = [receipt.outcome for receipt in workplace.land().values()]
    assert sorted(outcomes) == ["accepted"] * 5 + ["quarantined"]
    assert len(started) == 2, "a refusal ends the process, and nothing else does"
    assert all(process.poll() is not None for process in started)
