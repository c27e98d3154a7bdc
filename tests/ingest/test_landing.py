"""Landing: once, whole or not at all, with file, row and hash."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable

import pyarrow.parquet as pq
import pytest

from ingest.land import current_snapshots, land_inbox
from ingest.receipts import read_receipts

from .conftest import ACTIVITY_HEADER, FX_HEADER, Workplace

ROWS = "AC-1,2024/4/1,1-1,政府連携,3,経済産業省\r\nAC-2,令和6年4月2日,1-2,政府への情報提供,１,\r\n"
CSV = f"{ACTIVITY_HEADER}\r\n{ROWS}"
FILE = "activities/activities_FY2024_20250410.csv"


def landed(workplace: Workplace, landed_as: str | None) -> list[dict[str, object]]:
    assert landed_as is not None
    return pq.read_table(workplace.landing / landed_as).to_pylist()


def test_rows_land_as_text_with_their_origin(workplace: Workplace) -> None:
    workplace.put(FILE, CSV)
    receipt = workplace.land()[FILE]
    assert (receipt.outcome, receipt.rows, receipt.encoding) == ("accepted", 2, "utf-8")
    assert landed(workplace, receipt.landed_as)[1] == {
        "activity_id": "AC-2",
        "activity_date": "令和6年4月2日",
        "section": "1-2",
        "activity_type": "政府への情報提供",
        "count": "１",
        "counterpart": None,
        "source_file": FILE,
        "source_row": 3,
        "source_sha256": hashlib.sha256(CSV.encode()).hexdigest(),
        "file_fiscal_year": 2024,
        "snapshot_date": dt.date(2025, 4, 10),
    }


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (CSV.replace("経済産業省", "㈱①髙島").encode("cp932"), "cp932"),
        (CSV.encode("utf-8-sig"), "utf-8-sig"),
        (CSV.replace("\r\n", "\n").encode(), "utf-8"),
    ],
)
def test_encodings_are_found(workplace: Workplace, content: bytes, encoding: str) -> None:
    workplace.put(FILE, content)
    receipt = workplace.land()[FILE]
    assert (receipt.outcome, receipt.encoding, receipt.rows) == ("accepted", encoding, 2)


def test_row_numbers_survive_line_breaks_blank_rows_and_notes(workplace: Workplace) -> None:
    workplace.put(
        FILE,
        f'{ACTIVITY_HEADER}\nAC-1,2024/4/1,1-1,政府連携,3,"経済\n産業省"\n\nAC-2,2024/4/2,1-1,政府連携,1,\n'
        "合計,,,,4,\n※ 速報値を含む。\nAC-3,2024/4/3,1-1,政府連携,1,\n",
    )
    receipt = workplace.land()[FILE]
    rows = landed(workplace, receipt.landed_as)
    assert [(row["activity_id"], row["source_row"]) for row in rows] == [("AC-1", 2), ("AC-2", 4), ("AC-3", 7)]
    assert rows[0]["counterpart"] == "経済\n産業省"
    assert (receipt.rows, receipt.notes, receipt.blanks) == (3, 2, 1)


def test_workbook_with_title_merged_header_notes_and_total(
    workplace: Workplace, activities_workbook: Callable[..., bytes]
) -> None:
    file = "activities/activities_FY2024_20250410.xlsx"
    workplace.put(
        file,
        activities_workbook(
            [
                ["AC-1", dt.datetime(2024, 4, 1), "1-1", "政府連携", 3, "経済産業省"],  # noqa: DTZ001
                ["AC-2", 45384, "1-1", "広報イベント", "2", None],
                ["小計", None, None, None, 5, None],
                ["AC-3", "R6.4.3", "1-2", "政府への情報提供", 1.5, None],
            ]
        ),
    )
    receipt = workplace.land()[file]
    rows = landed(workplace, receipt.landed_as)
    assert [(row["activity_id"], row["activity_date"], row["count"], row["source_row"]) for row in rows] == [
        ("AC-1", "2024-04-01", "3", 4),
        ("AC-2", "45384", "2", 5),
        ("AC-3", "R6.4.3", "1.5", 7),
    ]
    assert (receipt.rows, receipt.notes) == (3, 3)


def test_unseen_content_only(workplace: Workplace) -> None:
    workplace.put(FILE, CSV)
    first = workplace.land()[FILE]
    again = workplace.land()[FILE]
    assert (first.outcome, again.outcome) == ("accepted", "already_landed")
    assert len(read_receipts(workplace.receipts)) == 1
    assert len(list(workplace.landing.rglob("*.parquet"))) == 1


def test_landing_again_from_nothing_gives_the_same_bytes(workplace: Workplace) -> None:
    workplace.put(FILE, CSV)
    landed_as = workplace.land()[FILE].landed_as
    assert landed_as is not None
    before = (workplace.landing / landed_as).read_bytes()
    (workplace.landing / landed_as).unlink()
    assert workplace.land()[FILE].outcome == "accepted"
    assert (workplace.landing / landed_as).read_bytes() == before


def test_newest_snapshot_speaks_as_known_on_the_day(workplace: Workplace) -> None:
    for day, rate in (("20240430", 150), ("20240531", 151), ("20240630", 152)):
        workplace.put(f"fx_rates/fx_rates_FY2024_{day}.csv", f"{FX_HEADER}\n2024/4,USD,{rate}\n")
    workplace.land()

    def speaking(as_of: dt.date) -> list[str]:
        snapshots = current_snapshots(workplace.landing, workplace.receipts, as_of)
        return [snapshot.file for snapshot in snapshots["fx_rates"]]

    assert speaking(dt.date(2024, 4, 29)) == []
    assert speaking(dt.date(2024, 6, 1)) == ["fx_rates/fx_rates_FY2024_20240531.csv"]
    assert speaking(dt.date(2030, 1, 1)) == ["fx_rates/fx_rates_FY2024_20240630.csv"]


def test_late_older_file_does_not_supersede_and_a_correction_does(workplace: Workplace) -> None:
    newest = "fx_rates/fx_rates_FY2024_20240531.csv"
    workplace.put(newest, f"{FX_HEADER}\n2024/4,USD,150\n")
    workplace.land()
    workplace.put("fx_rates/fx_rates_FY2024_20240430.csv", f"{FX_HEADER}\n2024/4,USD,1\n")
    workplace.put(newest, f"{FX_HEADER}\n2024/4,USD,155\n")
    workplace.land()
    snapshot = current_snapshots(workplace.landing, workplace.receipts, dt.date(2024, 12, 31))["fx_rates"][0]
    assert snapshot.file == newest
    assert pq.read_table(snapshot.path)["yen_per_unit"].to_pylist() == ["155"]


def test_additional_column_is_kept_and_named(workplace: Workplace) -> None:
    workplace.put(FILE, f"{ACTIVITY_HEADER},備考\nAC-1,2024/4/1,1-1,政府連携,3,経済産業省,初回\n")
    receipt = workplace.land()[FILE]
    assert receipt.unknown_headers == ("備考",)
    assert landed(workplace, receipt.landed_as)[0]["unknown／備考"] == "初回"


def test_missing_inbox_is_said(workplace: Workplace) -> None:
    with pytest.raises(FileNotFoundError, match="--inbox"):
        land_inbox(workplace.inbox / "nowhere", workplace.landing, workplace.receipts)
