"""A file that cannot be read says why, lands nothing, and leaves its neighbours alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from .conftest import ACTIVITY_HEADER, FX_HEADER, Workplace

GOOD = "fx_rates/fx_rates_FY2024_20250410.csv"
BAD_CSV = "activities/activities_FY2024_20250410.csv"
BAD_XLSX = "activities/activities_FY2024_20250410.xlsx"
ROW = "AC-1,2024/4/1,1-1,政府連携,3,経済産業省"


def zip_bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        (BAD_CSV, b"", "the file is empty"),
        (BAD_CSV, f"{ACTIVITY_HEADER}\n{ROW}\nAC-2,2024/4/2,1-1\n".encode(), "row 3: 3 fields where the header has 6"),
        (BAD_CSV, f"{ACTIVITY_HEADER}\n{ROW}\0\n".encode(), "row 2: the file holds NUL bytes"),
        (BAD_CSV, f"{ACTIVITY_HEADER}\n{ROW}\n".encode("utf-16"), "the file is UTF-16"),
        (BAD_CSV, f"{ACTIVITY_HEADER}\n{ROW}".encode("cp932") + b"\xfd\xfe\n", "row 2: byte 0xFD"),
        (BAD_CSV, b"\n" + ACTIVITY_HEADER.encode(), "row 1: the first row is blank"),
        (BAD_CSV, "番号,日\nAC-1,2024/4/1\n".encode(), "no header of the contract"),
        (
            BAD_CSV,
            f"{ACTIVITY_HEADER.replace('件数', '数')}\n{ROW}\n".encode(),
            "row 1, column 件数: required headers are missing (headers that nobody claims: 数)",
        ),
        (BAD_CSV, f"{ACTIVITY_HEADER},件 数\n{ROW},3\n".encode(), "column 件 数: the header stands there twice"),
        (BAD_CSV, f'{ACTIVITY_HEADER}\n"AC-1,2024/4/1\n'.encode(), "row 2: 1 fields where the header has 6"),
        (BAD_XLSX, b"", "the file is empty"),
        (BAD_XLSX, f"{ACTIVITY_HEADER}\n{ROW}\n".encode(), "the file is no XLSX"),
        (BAD_XLSX, zip_bomb(), "the workbook unpacks from"),
        ("activities/活動.csv", f"{ACTIVITY_HEADER}\n".encode(), "the name is not <source>_FY<yyyy>_<yyyymmdd>"),
        (
            "activities/activities_FY2024_20251340.csv",
            f"{ACTIVITY_HEADER}\n".encode(),
            "20251340 in the name is no date",
        ),
        ("activities/fx_rates_FY2024_20250410.csv", f"{FX_HEADER}\n".encode(), "the name says source 'fx_rates'"),
    ],
)
def test_bad_file_is_quarantined_and_the_others_go_on(
    workplace: Workplace, file: str, content: bytes, said: str
) -> None:
    workplace.put(GOOD, f"{FX_HEADER}\n2024/4,USD,150\n")
    workplace.put(file, content)
    receipts = workplace.land()
    assert receipts[GOOD].outcome == "accepted"
    bad = receipts[file]
    assert (bad.outcome, bad.rows, bad.landed_as) == ("quarantined", 0, None)
    assert bad.error is not None
    assert bad.error.startswith(file)
    assert said in bad.error
    assert "Remedy: " in bad.error
    assert len(list(workplace.landing.rglob("*.parquet"))) == 1


def test_truncated_workbook(workplace: Workplace, activities_workbook: Callable[..., bytes]) -> None:
    whole = activities_workbook([["AC-1", "2024/4/1", "1-1", "政府連携", 3, None]])
    workplace.put(BAD_XLSX, whole[: len(whole) // 2])
    assert workplace.land()[BAD_XLSX].outcome == "quarantined"


def test_workbook_without_a_required_header_names_it(
    workplace: Workplace, activities_workbook: Callable[..., bytes]
) -> None:
    rows: list[list[object]] = [["AC-1", "2024/4/1", "1-1", "政府連携", 3, None]]
    workplace.put(BAD_XLSX, activities_workbook(rows, headers=("節", "種別", "かず")))
    error = workplace.land()[BAD_XLSX].error
    assert error is not None
    assert "row 3, column 件数" in error
    assert "内容／かず" in error


def test_corrected_file_leaves_quarantine(workplace: Workplace) -> None:
    workplace.put(BAD_CSV, b"")
    assert workplace.land()[BAD_CSV].outcome == "quarantined"
    workplace.put(BAD_CSV, f"{ACTIVITY_HEADER}\n{ROW}\n")
    assert workplace.land()[BAD_CSV].outcome == "accepted"


def test_links_are_not_followed(workplace: Workplace) -> None:
    outside = workplace.put("elsewhere/secret.csv", f"{ACTIVITY_HEADER}\n{ROW}\n")
    (workplace.inbox / "activities").mkdir()
    (workplace.inbox / BAD_CSV).symlink_to(outside)
    assert workplace.land() == {}
