"""A file is on the local disk whole or not at all, whatever its sender does meanwhile."""

from __future__ import annotations

import dataclasses
import io
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ingest.delivery import Delivery, NotDeliveredError, delivered
from ingest.discovery import RACY, InboxFile, RemoteFile
from ingest.inbox import RemoteInbox
from ingest.land import land_inbox
from ingest.receipts import read_receipts
from ingest.retraction import standing_receipts

from .conftest import ACTIVITY_HEADER, FX_HEADER, Workplace

GOOD = f"{FX_HEADER}\n2024/4,USD,150\n"
RATES = "fx_rates/fx_rates_FY2024_20250410.csv"
OTHER = "activities/activities_FY2024_20250410.csv"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Endless(io.RawIOBase):
    """A file that never ends; counts what was taken from it."""

    def __init__(self) -> None:
        self.taken = 0

    def read(self, size: int = -1) -> bytes:
        assert size > 0
        self.taken += size
        return b"x" * size


@dataclasses.dataclass
class Sender:
    """A file system with one file, opened anew for each try."""

    open_file: Callable[[], Any]
    tries: int = 0

    def open(self, path: str, mode: str, **_: object) -> Any:
        self.tries += 1
        return self.open_file()


def sent(sender: Sender, size: int | None) -> InboxFile:
    inbox = RemoteInbox(sender, "inbox", "memory://inbox")
    remote = RemoteFile(inbox, f"inbox/{RATES}", size, NOW, None)
    return InboxFile(remote, RATES, "fx_rates", 2024, None, "csv")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.retries.FIRST_PAUSE_SECONDS", 0)


def refusal(file: InboxFile, spool: Path) -> NotDeliveredError:
    with pytest.raises(NotDeliveredError) as raised, delivered(file, spool):
        pytest.fail("it was delivered")
    assert list(spool.glob("*")) == []
    return raised.value


@pytest.mark.parametrize("content", [b"abc", b"abcdef", b""])
def test_another_size_than_listed_is_no_delivery(content: bytes, tmp_path: Path) -> None:
    sender = Sender(lambda: io.BytesIO(content))
    error = refusal(sent(sender, 5), tmp_path / "spool")
    assert "not the 5 bytes" in error.problem
    assert sender.tries == 3


def test_the_size_that_was_listed_is_a_delivery(tmp_path: Path) -> None:
    with delivered(sent(Sender(lambda: io.BytesIO(b"abc")), 3), tmp_path / "spool") as delivery:
        assert delivery.path.read_bytes() == b"abc"
        assert delivery.size_bytes == 3
    assert not delivery.path.exists()


def test_an_endless_file_ends(tmp_path: Path) -> None:
    streams: list[Endless] = []

    def stream() -> Endless:
        streams.append(Endless())
        return streams[-1]

    error = refusal(sent(Sender(stream), 1000), tmp_path / "spool")
    assert error.is_connection
    assert all(stream.taken <= 2 * 8 * 1024**2 for stream in streams)


def test_a_file_of_unknown_size_is_not_fetched(tmp_path: Path) -> None:
    sender = Sender(lambda: io.BytesIO(b"abc"))
    assert "how large" in refusal(sent(sender, None), tmp_path / "spool").problem
    assert sender.tries == 0


@pytest.mark.parametrize(
    ("error", "said", "tries"),
    [
        (FileNotFoundError("gone"), "listed and then gone", 1),
        (PermissionError("no"), "refuses to hand it out", 1),
        (OSError(28, "No space left on device"), "the disk is full", 3),
        (EOFError(), "the connection broke", 3),
    ],
)
def test_each_failure_has_its_words(error: Exception, said: str, tries: int, tmp_path: Path) -> None:
    def fail() -> None:
        raise error

    sender = Sender(fail)
    assert said in refusal(sent(sender, 3), tmp_path / "spool").problem
    assert sender.tries == tries


def test_what_does_not_fit_on_the_disk_is_not_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage(NamedTuple):
        free: int

    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(2))
    sender = Sender(lambda: io.BytesIO(b"abc"))
    assert "do not fit on the disk" in refusal(sent(sender, 3), tmp_path / "spool").problem
    assert sender.tries == 0


def test_what_drips_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 1_000_000, 400))
    monkeypatch.setattr("ingest.delivery.time.monotonic", lambda: next(clock))
    sender = Sender(lambda: io.BytesIO(b"abc"))
    assert "too slowly" in refusal(sent(sender, 3), tmp_path / "spool").problem


def test_a_local_file_that_changes_while_it_is_read_is_not_landed(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workplace.put(RATES, GOOD)
    workplace.put(OTHER, f"{ACTIVITY_HEADER}\n")

    def grow(name: Path, sha256: str, size: int, mark: str | None = None) -> Delivery:
        if name == path:
            path.write_text(f"{GOOD}2024/5,USD,151\n", encoding="utf-8")
        return Delivery(name, sha256, size, mark)

    with monkeypatch.context() as patched:
        patched.setattr("ingest.delivery.Delivery", grow)
        receipts = workplace.land()
    assert {file: receipt.outcome for file, receipt in receipts.items()} == {RATES: "unreachable", OTHER: "accepted"}
    assert "changed while it was read" in (receipts[RATES].error or "")
    again = workplace.land()[RATES]
    assert (again.outcome, again.rows) == ("accepted", 2)


def test_a_file_that_is_there_again_is_not_left_unreachable(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workplace.put(RATES, GOOD)
    workplace.land()
    with monkeypatch.context() as patched:
        patched.setattr("ingest.delivery._stat", _refuse)
        assert workplace.land()[RATES].outcome == "unreachable"
    assert workplace.land()[RATES].outcome == "already_landed"
    outcomes = [receipt.outcome for receipt in read_receipts(workplace.receipts)]
    assert outcomes == ["accepted", "unreachable", "already_landed"]
    assert standing_receipts(read_receipts(workplace.receipts))[RATES].outcome == "already_landed"


def _refuse(path: Path) -> None:
    raise NotDeliveredError(f"{path.name} is locked.", "wait.")


def test_a_local_file_that_cannot_be_opened_leaves_the_others_alone(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workplace.put(RATES, GOOD)
    workplace.put(OTHER, f"{ACTIVITY_HEADER}\n")
    opened = Path.open

    def refuse(self: Path, *arguments: Any, **keywords: Any) -> Any:
        if self == path:
            raise PermissionError(13, "Permission denied")
        return opened(self, *arguments, **keywords)

    monkeypatch.setattr(Path, "open", refuse)
    receipts = workplace.land()
    assert {file: receipt.outcome for file, receipt in receipts.items()} == {RATES: "unreachable", OTHER: "accepted"}
    assert receipts[RATES].error == (
        f"{RATES}: it cannot be read: Permission denied. Remedy: check its rights and the disk; then run again."
    )


def test_a_local_file_that_is_too_large_is_quarantined(workplace: Workplace) -> None:
    workplace.put(RATES, GOOD)
    workplace.put(OTHER, f"{ACTIVITY_HEADER}\n")
    most = len(GOOD.encode()) - 1
    receipts = land_inbox(workplace.inbox, workplace.landing, workplace.receipts, ["fx_rates"], max_file_bytes=most)
    assert [(r.outcome, r.size_bytes) for r in receipts] == [("quarantined", most + 1)]
    assert "Remedy: send it in parts, or raise MOKUHYO_MAX_FILE_BYTES." in (receipts[0].error or "")


@pytest.mark.parametrize(
    ("size", "modified", "etag", "is_marked"),
    [
        (3, NOW - timedelta(days=1), None, True),
        (3, NOW - RACY / 2, None, False),  # a change in the same second would look the same
        (3, NOW - RACY / 2, '"abc"', True),
        (3, None, None, False),
        (None, NOW - timedelta(days=1), '"abc"', False),
    ],
)
def test_only_what_cannot_change_unnoticed_is_marked(
    size: int | None, modified: datetime | None, etag: str | None, is_marked: bool
) -> None:
    file = RemoteFile(RemoteInbox(None, "", ""), "f", size, modified, etag)
    assert (file.mark(NOW) is not None) is is_marked


def test_a_mark_tells_every_difference() -> None:
    file = RemoteFile(RemoteInbox(None, "", ""), "f", 3, NOW - timedelta(days=1), '"abc"')
    others = [
        dataclasses.replace(file, size_bytes=4),
        dataclasses.replace(file, modified_at=NOW - timedelta(days=2)),
        dataclasses.replace(file, etag='"abd"'),
    ]
    assert len({other.mark(NOW) for other in [file, *others]}) == 4
