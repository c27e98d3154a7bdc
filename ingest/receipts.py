"""Receipts: what became of each attempt to land a file; one JSON file each, never rewritten."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from ingest.atomic_write import write_atomically

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


def write_receipt(directory: Path, receipt: Receipt) -> Path:
    """Keep a receipt.

    Args:
        directory: Folder of receipts; made when missing.
        receipt: What to keep.
    """
    stamp = receipt.attempted_at.strftime("%Y%m%dT%H%M%S%f")
    # Two files that were not fetched have no content to tell them apart.
    digest = receipt.sha256 or hashlib.sha256(receipt.file.encode()).hexdigest()
    path = directory / f"{stamp}_{receipt.source}_{digest[:12]}.json"
    content = json.dumps(asdict(receipt), ensure_ascii=False, default=_as_text, indent=1)
    write_atomically(path, content.encode())
    return path


def read_receipts(directory: Path) -> list[Receipt]:
    """Return all receipts, oldest attempt first."""
    if not directory.is_dir():
        return []
    return sorted(
        (_read(path) for path in directory.glob("*.json")),
        key=lambda receipt: (receipt.attempted_at, receipt.file),
    )


# A run reads all receipts several times; as none is ever rewritten, each is parsed once.
@lru_cache(maxsize=100_000)
def _read(path: Path) -> Receipt:
    return _from_json(json.loads(path.read_text(encoding="utf-8")))


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
