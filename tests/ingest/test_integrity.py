"""Landed files and receipts that were damaged: made again when the file is there, else nothing is counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.contracts import load_contracts
from ingest.integrity import InputLostError, require_nothing_lost, set_aside_damaged
from ingest.land import current_snapshots, land_inbox
from ingest.receipts import ReceiptError, read_receipts
from ingest.retraction import retract

from .conftest import FX_HEADER, Workplace

FILE = "fx_rates/fx_rates_FY2024_20240430.csv"
OTHER = "fx_rates/fx_rates_FY2024_20240430.xlsx"
AS_OF = dt.date(2024, 12, 31)
CONTRACTS = load_contracts()


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(bytes(content))


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def removed(path: Path) -> None:
    path.unlink()


DAMAGES: list[Callable[[Path], None]] = [truncated, flipped, emptied, removed]


@pytest.fixture
def landed(workplace: Workplace) -> Workplace:
    workplace.put(FILE, f"{FX_HEADER}\n2024/4,USD,150\n2024/5,USD,1\n")
    workplace.land()
    return workplace


def again(workplace: Workplace, published: list[tuple[str, str]] | None = None) -> list[str]:
    """Do what a run does before and after landing; returns its warnings."""
    corrupt = workplace.landing.parent / "corrupt"
    places = (workplace.landing, workplace.receipts, AS_OF, CONTRACTS)
    recovery = set_aside_damaged(*places, corrupt)
    land_inbox(workplace.inbox, workplace.landing, workplace.receipts, lost=recovery.lost)
    require_nothing_lost(*places, recovery.lost, published or ())
    return list(recovery.warnings)


def parquet(workplace: Workplace) -> Path:
    return current_snapshots(workplace.landing, workplace.receipts, AS_OF)["fx_rates"][0].path


def only_receipt(workplace: Workplace) -> Path:
    (path,) = workplace.receipts.iterdir()
    return path


def test_nothing_damaged_is_nothing_said(landed: Workplace) -> None:
    assert again(landed) == []


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_landed_file_is_landed_again(landed: Workplace, damage: Callable[[Path], None]) -> None:
    before = parquet(landed).read_bytes()
    damage(parquet(landed))
    (warning,) = again(landed)
    assert "1 landed files are missing or damaged (fx_rates/fy=2024/" in warning
    assert parquet(landed).read_bytes() == before
    assert len(read_receipts(landed.receipts)) == 1, "landing it again is no news"
    kept = list((landed.landing.parent / "corrupt").glob("*")) if damage is not removed else [parquet(landed)]
    assert len(kept) == 1


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_landed_file_whose_file_is_gone_stops_the_run(
    landed: Workplace, damage: Callable[[Path], None]
) -> None:
    damage(parquet(landed))
    (landed.inbox / FILE).unlink()
    with pytest.raises(InputLostError, match=f"{FILE} is not in the inbox .* Remedy: restore it from a backup"):
        again(landed)
    with pytest.raises(InputLostError):
        again(landed)
    retract(landed.receipts, FILE, "lost", "suzuki")
    assert again(landed) == []


def test_rejected_rows_are_landed_again_too(workplace: Workplace) -> None:
    rows = "".join(f"2024/{month},USD,150\n" for month in range(1, 13))
    workplace.put(FILE, f"{FX_HEADER}\n{rows}2024/4\n")
    workplace.land()
    (rejected,) = (workplace.landing / "rejected").rglob("*.parquet")
    before = rejected.read_bytes()
    flipped(rejected)
    assert len(again(workplace)) == 1
    assert rejected.read_bytes() == before


def test_files_landed_by_a_version_without_hashes_are_looked_into(landed: Workplace) -> None:
    path = only_receipt(landed)
    path.write_text(path.read_text(encoding="utf-8").replace('"landed_sha256": "', '"former": "'), encoding="utf-8")
    read_receipts.__globals__["_read"].cache_clear()
    assert again(landed) == []
    truncated(parquet(landed))
    assert len(again(landed)) == 1


@pytest.mark.parametrize("damage", [truncated, emptied])
def test_a_damaged_receipt_is_made_again_in_its_place(workplace: Workplace, damage: Callable[[Path], None]) -> None:
    """Of two deliveries of one day the later one counts; the repair of the earlier must not come after it."""
    workplace.put("fx_rates/fx_rates_FY2024_20240430.csv", f"{FX_HEADER}\n2024/4,USD,150\n")
    workplace.land()
    first = only_receipt(workplace)
    workplace.put("fx_rates/FX_rates_FY2024_20240430.csv", b"")  # a name that cannot be read
    workplace.land()
    before = [(one.file, one.sequence, one.attempted_at) for one in read_receipts(workplace.receipts)]
    damage(first)
    read_receipts.__globals__["_read"].cache_clear()
    with pytest.raises(ReceiptError, match=rf"{first.name}: the receipt is damaged. Remedy: "):
        read_receipts(workplace.receipts)
    (warning,) = again(workplace)
    assert f"receipt {first.name} cannot be read; set aside as " in warning
    assert [(one.file, one.sequence, one.attempted_at) for one in read_receipts(workplace.receipts)] == before


def test_a_damaged_receipt_whose_file_is_gone_stops_the_run(landed: Workplace) -> None:
    truncated(only_receipt(landed))
    read_receipts.__globals__["_read"].cache_clear()
    (landed.inbox / FILE).unlink()
    with pytest.raises(InputLostError, match=r"cannot be made again\. Remedy: restore it from a backup"):
        again(landed)


def test_a_damaged_retraction_stops_the_run(landed: Workplace) -> None:
    retract(landed.receipts, FILE, "wrong", "suzuki")
    (word,) = landed.receipts.glob("*_retracted.json")
    truncated(word)
    read_receipts.__globals__["_read"].cache_clear()
    with pytest.raises(InputLostError, match="or retract or reinstate the file again"):
        again(landed)


def test_a_receipt_that_is_gone_stops_the_run_when_its_file_counted(landed: Workplace) -> None:
    (receipt,) = read_receipts(landed.receipts)
    only_receipt(landed).unlink()
    published = [(receipt.file, receipt.sha256)]
    content = (landed.inbox / FILE).read_bytes()
    (landed.inbox / FILE).unlink()
    with pytest.raises(InputLostError, match="its receipt is gone"):
        again(landed, published)
    landed.put(FILE, content)
    assert again(landed, published) == []


def test_later_attempts_are_later_when_the_clock_goes_back(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(dt.datetime):
        moment = dt.datetime(2027, 11, 1, tzinfo=dt.UTC)

        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
            return cls.moment

    for module in ("ingest.seen", "ingest.retraction"):
        monkeypatch.setattr(f"{module}.datetime", Clock)
    workplace.put(FILE, f"{FX_HEADER}\n2024/4,USD,150\n")
    workplace.land()
    Clock.moment = dt.datetime(2026, 10, 31, tzinfo=dt.UTC)
    workplace.put(FILE, f"{FX_HEADER}\n2024/4,USD,151\n")
    corrected = workplace.land()[FILE]
    assert current_snapshots(workplace.landing, workplace.receipts, AS_OF)["fx_rates"][0].sha256 == corrected.sha256
    assert workplace.land()[FILE].outcome == "already_landed", "landed again in every run"
    Clock.moment = dt.datetime(2026, 10, 30, tzinfo=dt.UTC)
    retract(workplace.receipts, FILE, "wrong", "suzuki")
    assert workplace.land()[FILE].outcome == "retracted"
