"""Receipts: what became of each attempt to land a file; one JSON file each, never rewritten."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from ingest.atomic_write import write_atomically

# Told by the name alone, for the day on which the content cannot be read.
_NAME = re.compile(
    r"(?P<stamp>\d{8}T\d{12})_(?P<source>.+)_(?P<digest>[0-9a-f]{12})"
    r"(?:_(?P<sequence>\d{8,})(?:_(?P<word>retracted|reinstated))?)?"
)
WORDS = ("retracted", "reinstated")

Outcome = Literal["accepted", "already_landed", "quarantined", "unreachable", "retracted", "reinstated"]


@dataclass(frozen=True)
class Receipt:
    """One attempt to land one file.

    Attributes:
        source: Source it belongs to.
        file: Name relative to the inbox.
        fiscal_year: From the name; None when the name cannot be read.
        snapshot_date: From the name; None when the name cannot be read.
        sha256: Hash of the content; empty when it was not fetched.
        size_bytes: Size of the content.
        contract: Fingerprint of the contract it was read under.
        rows: Data rows landed.
        rejected: Rows that cannot be data, kept apart from the landed ones.
        notes: Note and total rows left out.
        blanks: Blank rows left out.
        encoding: Encoding found, or `xlsx`; None when it could not be read.
        outcome: What became of it. `unreachable`: not fetched, a failure of the moment. `retracted`, `reinstated`: not
            an attempt but a person's word about this content.
        error: Why it was not landed, with row, column and remedy.
        unknown_headers: Headers that the contract does not know; their cells are kept.
        landed_as: Parquet file relative to the landing folder.
        attempted_at: When, with time zone.
        mark: What tells this content by the listing of a remote inbox alone.
        recorded_by: Who retracted or reinstated it.
        reason: Why that was done.
        landed_sha256: Hash of the Parquet file.
        rejected_sha256: Hash of the Parquet file of rejected rows.
        sequence: Number that orders receipts, whatever the clock says; 0 in those of before there were numbers.
    """

    source: str
    file: str
    fiscal_year: int | None
    snapshot_date: date | None
    sha256: str
    size_bytes: int
    contract: str
    rows: int
    notes: int
    blanks: int
    encoding: str | None
    outcome: Outcome
    error: str | None
    unknown_headers: tuple[str, ...]
    landed_as: str | None
    attempted_at: datetime
    # With a default: receipts written before these were known lack them.
    rejected: int = 0
    mark: str | None = None
    recorded_by: str | None = None
    reason: str | None = None
    landed_sha256: str | None = None
    rejected_sha256: str | None = None
    sequence: int = 0


class ReceiptError(Exception):
    """A receipt cannot be read; the message names it and the remedy."""


@dataclass(frozen=True)
class LostReceipt:
    """A receipt whose content cannot be read; its name tells a little.

    Attributes:
        path: Where it lay.
        source: Source it belongs to; empty when the name tells nothing.
        digest: Beginning of the hash of the content, or of the name of a file that was never fetched.
        attempted_at: When the attempt was.
        sequence: Its place in the order; None in receipts of before there were numbers.
        word: A person's word that it tells of, None for an attempt.
    """

    path: Path
    source: str = ""
    digest: str = ""
    attempted_at: datetime | None = None
    sequence: int | None = None
    word: str | None = None

    @property
    def is_word(self) -> bool:
        """Whether a person's word is lost, or nothing at all is known."""
        return self.word is not None or not self.digest

    @property
    def may_be_word(self) -> bool:
        """Whether the name is too old to tell an attempt from a person's word."""
        return self.sequence is None

    def is_of(self, receipt: Receipt) -> bool:
        """Tell whether another receipt is of the same content."""
        return bool(self.digest) and (receipt.source, digest_of(receipt)) == (self.source, self.digest)

    def in_place(self, receipt: Receipt) -> Receipt:
        """Return a receipt with the place in the order that this one had."""
        return replace(receipt, sequence=self.sequence or 0, attempted_at=self.attempted_at or receipt.attempted_at)


def digest_of(receipt: Receipt) -> str:
    """Return the part of a receipt's name that stands for the content."""
    # Two files that were not fetched have no content to tell them apart.
    return (receipt.sha256 or hashlib.sha256(receipt.file.encode()).hexdigest())[:12]


def next_sequence(receipts: Iterable[Receipt]) -> int:
    """Return the number of the next receipt.

    Args:
        receipts: All receipts.
    """
    return 1 + max((receipt.sequence for receipt in receipts), default=0)


def write_receipt(directory: Path, receipt: Receipt) -> Path:
    """Keep a receipt.

    Args:
        directory: Folder of receipts; made when missing.
        receipt: What to keep, with its number.
    """
    stamp = receipt.attempted_at.strftime("%Y%m%dT%H%M%S%f")
    word = f"_{receipt.outcome}" if receipt.outcome in WORDS else ""
    path = directory / f"{stamp}_{receipt.source}_{digest_of(receipt)}_{receipt.sequence:08}{word}.json"
    content = json.dumps(asdict(receipt), ensure_ascii=False, default=_as_text, indent=1)
    write_atomically(path, content.encode())
    return path


def read_receipts(directory: Path) -> list[Receipt]:
    """Return all receipts, oldest attempt first.

    Args:
        directory: Folder of receipts; it need not exist.

    Raises:
        ReceiptError: One cannot be read.
    """
    if not directory.is_dir():
        return []
    return sorted(
        (_read(path) for path in directory.glob("*.json")),
        key=lambda receipt: (receipt.sequence, receipt.attempted_at, receipt.file),
    )


def lost_receipts(directory: Path) -> list[LostReceipt]:
    """Return what is known of the receipts that cannot be read.

    Args:
        directory: Folder of receipts; it need not exist.
    """
    lost = []
    for path in sorted(directory.glob("*.json")) if directory.is_dir() else ():
        try:
            _read(path)
        except ReceiptError:
            lost.append(_by_name(path))
    return lost


def _by_name(path: Path) -> LostReceipt:
    found = _NAME.fullmatch(path.stem)
    if found is None:
        return LostReceipt(path)
    attempted_at = datetime.strptime(found["stamp"], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
    sequence = None if found["sequence"] is None else int(found["sequence"])
    return LostReceipt(path, found["source"], found["digest"], attempted_at, sequence, found["word"])


# A run reads all receipts several times; as none is ever rewritten, each is parsed once.
@lru_cache(maxsize=100_000)
def _read(path: Path) -> Receipt:
    try:
        return _from_json(json.loads(path.read_bytes()))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReceiptError(
            f"{path}: the receipt is damaged. Remedy: `mokuhyo run` makes it again when its file is in the inbox; else "
            "restore it from a backup."
        ) from error


def _from_json(values: dict[str, Any]) -> Receipt:
    known = {field.name for field in fields(Receipt)}
    values = {name: value for name, value in values.items() if name in known}
    if values["snapshot_date"] is not None:
        values["snapshot_date"] = date.fromisoformat(values["snapshot_date"])
    values["attempted_at"] = datetime.fromisoformat(values["attempted_at"])
    values["unknown_headers"] = tuple(values["unknown_headers"])
    return Receipt(**values)


def _as_text(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"a receipt cannot hold {type(value).__name__}")
