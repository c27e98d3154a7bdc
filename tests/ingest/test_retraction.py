"""A withdrawn file: who speaks afterwards, what is landed again, and how it is taken back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.land import current_snapshots, land_inbox
from ingest.receipts import Outcome, Receipt, read_receipts
from ingest.retraction import RetractionError, reinstate, retract, retracted_contents, standing_receipts

from .conftest import FX_HEADER, Workplace
from .remote import Remote

OLDER = "fx_rates/fx_rates_FY2024_20240430.csv"
NEWER = "fx_rates/fx_rates_FY2024_20240531.csv"
LATER = dt.date(2024, 12, 31)


def rates(yen: int) -> str:
    return f"{FX_HEADER}\n2024/4,USD,{yen}\n"


def speaking(workplace: Workplace | Remote) -> list[str]:
    """The rates of the snapshot that speaks; empty when the period is missing."""
    snapshots = current_snapshots(workplace.landing, workplace.receipts, LATER)["fx_rates"]
    return [rate for snapshot in snapshots for rate in pq.read_table(snapshot.path)["yen_per_unit"].to_pylist()]


def test_an_older_snapshot_speaks_again_and_then_none(workplace: Workplace) -> None:
    workplace.put(OLDER, rates(150))
    workplace.put(NEWER, rates(151))
    workplace.land()
    assert speaking(workplace) == ["151"]
    receipt = retract(workplace.receipts, NEWER, "sent by mistake", "suzuki")
    assert (receipt.outcome, receipt.recorded_by, receipt.reason) == ("retracted", "suzuki", "sent by mistake")
    assert speaking(workplace) == ["150"]
    retract(workplace.receipts, OLDER.rpartition("/")[2], "this one too", "suzuki")
    assert speaking(workplace) == []


def test_retracted_bytes_are_not_landed_again(workplace: Workplace) -> None:
    workplace.put(NEWER, rates(151))
    workplace.land()
    retract(workplace.receipts, NEWER, "withdrawn", "suzuki")
    before = len(read_receipts(workplace.receipts))
    assert workplace.land()[NEWER].outcome == "retracted"
    assert speaking(workplace) == []
    assert len(read_receipts(workplace.receipts)) == before
    workplace.put(NEWER, rates(152))
    assert workplace.land()[NEWER].outcome == "accepted"
    assert speaking(workplace) == ["152"]


def test_a_retracted_correction_leaves_the_first_version(workplace: Workplace) -> None:
    for yen in (150, 155):
        workplace.put(NEWER, rates(yen))
        workplace.land()
    first, second = (r for r in read_receipts(workplace.receipts) if r.outcome == "accepted")
    retract(workplace.receipts, NEWER, "wrong currency", "suzuki")
    assert speaking(workplace) == ["150"]
    with pytest.raises(RetractionError, match="Remedy: "):
        retract(workplace.receipts, NEWER, "again", "suzuki", second.sha256)
    reinstate(workplace.receipts, NEWER, "it was right", "suzuki")
    assert speaking(workplace) == ["155"]
    retract(workplace.receipts, NEWER, "by hash", "suzuki", first.sha256[:12])
    assert speaking(workplace) == ["155"]
    # Taken back, the first version must not overtake its correction.
    reinstate(workplace.receipts, NEWER, "by hash", "suzuki", first.sha256[:12])
    assert speaking(workplace) == ["155"]


def test_undoing_needs_no_new_delivery(workplace: Workplace) -> None:
    path = workplace.put(NEWER, rates(151))
    workplace.land()
    retract(workplace.receipts, NEWER, "withdrawn", "suzuki")
    path.unlink()
    reinstate(workplace.receipts, NEWER, "a misunderstanding", "suzuki")
    assert speaking(workplace) == ["151"]
    workplace.put(NEWER, rates(151))
    assert workplace.land()[NEWER].outcome == "already_landed"


def test_a_quarantined_file_stands_until_it_is_corrected_or_retracted(workplace: Workplace) -> None:
    path = workplace.put(NEWER, b"")
    workplace.land()
    path.unlink()
    workplace.land()
    assert standing_receipts(read_receipts(workplace.receipts))[NEWER].outcome == "quarantined"
    retract(workplace.receipts, NEWER, "it was a test", "suzuki")
    assert NEWER not in standing_receipts(read_receipts(workplace.receipts))
    reinstate(workplace.receipts, NEWER, "it was none", "suzuki")
    assert standing_receipts(read_receipts(workplace.receipts))[NEWER].outcome == "quarantined"


def test_what_was_never_fetched_can_be_retracted_too(workplace: Workplace) -> None:
    path = workplace.put(NEWER, rates(151))
    land_inbox(workplace.inbox, workplace.landing, workplace.receipts, max_file_bytes=1)
    retract(workplace.receipts, NEWER, "sent by mistake", "suzuki")
    assert NEWER not in standing_receipts(read_receipts(workplace.receipts))
    # It has no hash to be known by, so the retraction speaks of the past alone.
    path.write_text(rates(152), encoding="utf-8")
    assert workplace.land()[NEWER].outcome == "accepted"
    assert speaking(workplace) == ["152"]


def test_retracting_an_old_version_does_not_end_the_quarantine_of_the_new_one(workplace: Workplace) -> None:
    workplace.put(NEWER, rates(150))
    first = workplace.land()[NEWER]
    workplace.put(NEWER, b"")
    workplace.land()
    retract(workplace.receipts, NEWER, "withdrawn", "suzuki", first.sha256)
    assert standing_receipts(read_receipts(workplace.receipts))[NEWER].outcome == "quarantined"


def test_a_retracted_remote_file_is_not_fetched(remote: Remote) -> None:
    # Large enough for the proxy to tell its transfer from a listing.
    remote.put(NEWER, rates(151).encode() + b"2024/5,USD,151\n" * 20_000)
    remote.land()
    retract(remote.receipts, NEWER, "withdrawn", "suzuki")
    remote.cut(NEWER, times=10_000, after=100_000)
    assert remote.land()[NEWER].outcome == "retracted"
    assert remote.proxy.cuts_made == 0
    assert speaking(remote) == []


@pytest.mark.parametrize(
    ("file", "sha256", "said"),
    [("fx_rates/nothing.csv", None, "nothing is known of"), (NEWER, "ffff", "with hash ffff"), (NEWER, "", "several")],
)
def test_what_cannot_be_retracted_is_said(workplace: Workplace, file: str, sha256: str | None, said: str) -> None:
    for yen in (150, 155):
        workplace.put(NEWER, rates(yen))
        workplace.land()
    with pytest.raises(RetractionError, match=rf"{said}.*Remedy: "):
        retract(workplace.receipts, file, "withdrawn", "suzuki", sha256)
    with pytest.raises(RetractionError, match="Remedy: "):
        reinstate(workplace.receipts, NEWER, "nothing was retracted", "suzuki")


def _receipt(step: int, file: str, content: str, outcome: Outcome) -> Receipt:
    return Receipt(
        source="fx_rates",
        file=file,
        fiscal_year=2024,
        snapshot_date=dt.date(2024, 5, 31),
        sha256="" if outcome == "unreachable" else content,
        size_bytes=1,
        contract="c",
        rows=1,
        notes=0,
        blanks=0,
        encoding=None,
        outcome=outcome,
        error=None,
        unknown_headers=(),
        landed_as=None,
        attempted_at=dt.datetime(2024, 6, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=step),
    )


OUTCOMES: tuple[Outcome, ...] = ("accepted", "quarantined", "unreachable", "retracted", "reinstated")
HISTORIES = st.lists(st.tuples(st.sampled_from("fg"), st.sampled_from("abc"), st.sampled_from(OUTCOMES)), max_size=12)


@given(HISTORIES)
def test_what_stands_was_never_retracted_last(history: list[tuple[str, str, Outcome]]) -> None:
    receipts = [_receipt(step, *event) for step, event in enumerate(history)]
    standing = standing_receipts(receipts)
    for file, receipt in standing.items():
        words = [r.outcome for r in receipts if (r.file, r.sha256) == (file, receipt.sha256) and r.sha256]
        events = [word for word in words if word in ("retracted", "reinstated")]
        assert not events or events[-1] == "reinstated"
        assert receipt.outcome in ("accepted", "quarantined", "unreachable")
    # Whatever was tried and never spoken about stands in some version.
    spoken = {r.file for r in receipts if r.outcome == "retracted"}
    assert {r.file for r in receipts if r.outcome in ("accepted", "quarantined", "unreachable")} - spoken <= set(
        standing
    )


@given(HISTORIES, st.sampled_from("fg"), st.sampled_from("abc"))
@settings(max_examples=50)
def test_a_retraction_taken_back_leaves_everything_as_it_was(
    history: list[tuple[str, str, Outcome]], file: str, content: str
) -> None:
    receipts = [_receipt(step, *event) for step, event in enumerate(history)]
    if (file, content) in retracted_contents(receipts):
        return
    words: list[Outcome] = ["retracted", "reinstated"]
    after = receipts + [_receipt(100 + step, file, content, word) for step, word in enumerate(words)]
    assert standing_receipts(after) == standing_receipts(receipts)


def test_receipts_of_an_earlier_version_are_read(tmp_path: Path) -> None:
    (tmp_path / "20240601T000000000000_fx_rates_abc.json").write_text(
        '{"source": "fx_rates", "file": "fx_rates/f.csv", "fiscal_year": 2024, "snapshot_date": "2024-05-31", '
        '"sha256": "abc", "size_bytes": 1, "contract": "c", "rows": 1, "notes": 0, "blanks": 0, "encoding": "utf-8", '
        '"outcome": "accepted", "error": null, "unknown_headers": [], "landed_as": null, '
        '"attempted_at": "2024-06-01T00:00:00+00:00"}',
        encoding="utf-8",
    )
    (receipt,) = read_receipts(tmp_path)
    assert (receipt.mark, receipt.recorded_by, receipt.reason) == (None, None, None)
