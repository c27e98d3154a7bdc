"""Landing: each file once, whole or not at all, as text with file, row and hash.

A landed file is one Parquet of string columns under `landing/<source>/fy=<yyyy>/`. A file that cannot be read is
quarantined: its receipt says why, nothing of it is landed, and the other files go on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from ingest.contracts import SourceContract, load_contracts
from ingest.delivery import Delivery, delivered
from ingest.discovery import InboxFile, discover
from ingest.errors import FileRefusedError
from ingest.landed_file import Origin, land_as_parquet, rejected_path
from ingest.receipts import Receipt, latest_by_file, read_receipts, write_receipt


@dataclass(frozen=True)
class Snapshot:
    """The landed file that speaks for a source and fiscal year.

    Attributes:
        source: Source name.
        fiscal_year: Fiscal year in which its rows were registered.
        snapshot_date: Day as of which it is complete.
        file: Name relative to the inbox.
        sha256: Hash of the file.
        rows: Data rows.
        rejected: Rows rejected.
        path: Its Parquet.
        rejected_path: Parquet of its rejected rows; there only if it has any.
    """

    source: str
    fiscal_year: int
    snapshot_date: date
    file: str
    sha256: str
    rows: int
    rejected: int
    path: Path
    rejected_path: Path


def land_inbox(
    inbox: Path,
    landing: Path,
    receipts: Path,
    sources: Collection[str] | None = None,
    *,
    contracts: Mapping[str, SourceContract] | None = None,
    on_file: Callable[[Receipt], None] | None = None,
) -> list[Receipt]:
    """Land every file of the inbox that was not landed before.

    Args:
        inbox: Folder with one folder per source.
        landing: Folder of landed Parquet.
        receipts: Folder of receipts.
        sources: Sources to look at; all contracts when None.
        contracts: Contracts to read by; the shipped ones when None.
        on_file: Called with each receipt as it is made.

    Returns:
        One receipt per file seen, `already_landed` included.

    Raises:
        FileNotFoundError: There is no such inbox.
    """
    if not inbox.is_dir():
        raise FileNotFoundError(f"inbox {inbox} is no folder. Remedy: name an existing one with --inbox.")
    contracts = load_contracts() if contracts is None else contracts
    history = read_receipts(receipts)
    latest = latest_by_file(history)
    seen: list[Receipt] = []
    for file in discover(inbox, contracts.keys() if sources is None else sources):
        receipt = _land_file(file, contracts[file.source], landing, latest.get(file.file))
        if receipt.outcome != "already_landed" and not _repeats(receipt, latest.get(file.file)):
            write_receipt(receipts, receipt)
        seen.append(receipt)
        if on_file is not None:
            on_file(receipt)
    return seen


def current_snapshots(
    landing: Path, receipts: Path, as_of: date, contracts: Mapping[str, SourceContract] | None = None
) -> dict[str, list[Snapshot]]:
    """Return the newest landed snapshot per source and fiscal year, dated on or before a day.

    Args:
        landing: Folder of landed Parquet.
        receipts: Folder of receipts.
        as_of: Snapshots dated later are not yet known.
        contracts: Contracts whose sources to return; the shipped ones when None.

    Returns:
        Snapshots by source, ordered by fiscal year; a source without any has an empty list.
    """
    contracts = load_contracts() if contracts is None else contracts
    newest: dict[tuple[str, int], Snapshot] = {}
    for receipt in read_receipts(receipts):
        if receipt.outcome != "accepted" or receipt.source not in contracts:
            continue
        if receipt.fiscal_year is None or receipt.snapshot_date is None or receipt.landed_as is None:
            continue
        key = (receipt.source, receipt.fiscal_year)
        known = newest.get(key)
        # Receipts come oldest attempt first: on the same day the later delivery is the correction.
        if receipt.snapshot_date <= as_of and (known is None or known.snapshot_date <= receipt.snapshot_date):
            newest[key] = Snapshot(
                receipt.source,
                receipt.fiscal_year,
                receipt.snapshot_date,
                receipt.file,
                receipt.sha256,
                receipt.rows,
                receipt.rejected,
                landing / receipt.landed_as,
                rejected_path(landing, receipt.landed_as),
            )
    snapshots: dict[str, list[Snapshot]] = {source: [] for source in sorted(contracts)}
    for (source, _), snapshot in sorted(newest.items()):
        snapshots[source].append(snapshot)
    return snapshots


def _repeats(receipt: Receipt, known: Receipt | None) -> bool:
    """Tell whether a quarantined file failed in the same way before: one receipt says it."""
    return known is not None and replace(receipt, attempted_at=known.attempted_at) == known


def _land_file(file: InboxFile, contract: SourceContract, landing: Path, known: Receipt | None) -> Receipt:
    with delivered(file) as delivery:
        return _land_delivery(file, delivery, contract, landing, known)


def _land_delivery(
    file: InboxFile, delivery: Delivery, contract: SourceContract, landing: Path, known: Receipt | None
) -> Receipt:
    if (
        known is not None
        and known.landed_as is not None
        and known.sha256 == delivery.sha256
        and known.contract == contract.fingerprint
        and (landing / known.landed_as).is_file()
        and (known.rejected == 0 or rejected_path(landing, known.landed_as).is_file())
    ):
        return replace(known, outcome="already_landed")
    receipt = Receipt(
        source=file.source,
        file=file.file,
        fiscal_year=file.fiscal_year,
        snapshot_date=file.snapshot_date,
        sha256=delivery.sha256,
        size_bytes=delivery.size_bytes,
        contract=contract.fingerprint,
        rows=0,
        notes=0,
        blanks=0,
        encoding=None,
        outcome="quarantined",
        error=None,
        unknown_headers=(),
        landed_as=None,
        attempted_at=datetime.now(UTC),
    )
    try:
        return _read_and_write(file, delivery, contract, landing, receipt)
    except FileRefusedError as error:
        return replace(receipt, error=error.describe(file.file))


def _read_and_write(
    file: InboxFile, delivery: Delivery, contract: SourceContract, landing: Path, receipt: Receipt
) -> Receipt:
    if file.name_problem is not None or file.fiscal_year is None or file.snapshot_date is None:
        raise FileRefusedError(
            file.name_problem or "its name cannot be read.",
            "rename it to <source>_FY<yyyy>_<yyyymmdd>.csv or .xlsx.",
        )
    # The name holds every input of the content, so landing twice writes the same bytes to the same place.
    landed_as = (
        f"{file.source}/fy={file.fiscal_year}/"
        f"{file.snapshot_date:%Y%m%d}_{receipt.sha256[:16]}_{contract.fingerprint[:8]}.parquet"
    )
    origin = Origin(file.file, receipt.sha256, file.fiscal_year, file.snapshot_date)
    landed = land_as_parquet(delivery.path, file.suffix, contract, origin, landing, landed_as)
    return replace(
        receipt,
        outcome="accepted",
        rows=landed.rows,
        rejected=landed.rejected,
        notes=landed.notes,
        blanks=landed.blanks,
        encoding=landed.encoding,
        unknown_headers=landed.unknown_headers,
        landed_as=landed_as,
    )
