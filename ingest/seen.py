"""What was seen before: which files need no fetching, which content needs no reading, which receipts say something new.

Belongs here: comparing a file with the receipts of earlier attempts. Does not belong here: fetching and reading.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from ingest.discovery import InboxFile, RemoteFile
from ingest.landed_file import rejected_path
from ingest.receipts import Receipt
from ingest.retraction import Content


def new_attempt(file: InboxFile, contract: str) -> Receipt:
    """Return the receipt of an attempt that has not come to anything yet.

    Args:
        file: File found in the inbox.
        contract: Fingerprint of the contract it is read under.
    """
    return Receipt(
        source=file.source,
        file=file.file,
        fiscal_year=file.fiscal_year,
        snapshot_date=file.snapshot_date,
        sha256="",
        size_bytes=_listed_size(file),
        contract=contract,
        rows=0,
        notes=0,
        blanks=0,
        encoding=None,
        outcome="unreachable",
        error=None,
        unknown_headers=(),
        landed_as=None,
        attempted_at=datetime.now(UTC),
    )


def known_by_listing(
    file: InboxFile, known: Receipt | None, contract: str, landing: Path, retracted: Collection[Content]
) -> Receipt | None:
    """Return the receipt of a remote file that is unchanged by its listing; None when it must be fetched.

    Args:
        file: File found in the inbox.
        known: Latest attempt of that name that was not `unreachable`.
        contract: Fingerprint of the contract now.
        landing: Folder of landed Parquet.
        retracted: Contents that were retracted.
    """
    if known is None or known.mark is None or not isinstance(file.path, RemoteFile):
        return None
    if file.path.mark(datetime.now(UTC)) != known.mark:
        return None
    now_known = replace(known, attempted_at=datetime.now(UTC))
    if (known.file, known.sha256) in retracted:
        return replace(now_known, outcome="retracted")
    if known.contract != contract:
        return None
    if known.outcome == "quarantined":
        return now_known
    return replace(now_known, outcome="already_landed") if _is_landed(known, landing) else None


def known_by_content(
    attempt: Receipt, known: Receipt | None, landing: Path, retracted: Collection[Content]
) -> Receipt | None:
    """Return the receipt of a content that is retracted or landed; None when it must be read.

    Args:
        attempt: Receipt of this attempt, with the hash of what was fetched.
        known: Latest attempt of that name that was not `unreachable`.
        landing: Folder of landed Parquet.
        retracted: Contents that were retracted.
    """
    if (attempt.file, attempt.sha256) in retracted:
        return replace(attempt, outcome="retracted")
    same = known is not None and (known.sha256, known.contract) == (attempt.sha256, attempt.contract)
    if known is not None and same and _is_landed(known, landing):
        return replace(known, outcome="already_landed", mark=attempt.mark, attempted_at=attempt.attempted_at)
    return None


def is_news(receipt: Receipt, latest: Receipt | None) -> bool:
    """Tell whether a receipt says anything that the latest attempt did not.

    Args:
        receipt: What became of a file now.
        latest: Latest attempt of that name.
    """
    if receipt.outcome == "retracted":
        return False
    if latest is None:
        return True
    if receipt.outcome == "already_landed":
        # Sent again with the same content: remembered, so that the next run need not fetch it.
        is_marked_anew = receipt.mark is not None and receipt.mark != latest.mark
        return latest.outcome == "unreachable" or is_marked_anew
    return replace(receipt, attempted_at=latest.attempted_at, sequence=latest.sequence) != latest


def _is_landed(known: Receipt, landing: Path) -> bool:
    if known.landed_as is None or not (landing / known.landed_as).is_file():
        return False
    return known.rejected == 0 or rejected_path(landing, known.landed_as).is_file()


def _listed_size(file: InboxFile) -> int:
    if isinstance(file.path, RemoteFile):
        return file.path.size_bytes or 0
    try:
        return file.path.stat(follow_symlinks=False).st_size
    except OSError:
        return 0
