"""Whether landed files are still what was landed, and whether nothing that counts has gone.

A landed Parquet is derived as long as its file lies in the inbox: it is set aside and landed again. One whose file is
gone cannot be made again, and neither can a receipt; then nothing is counted, rather than less.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.contracts import SourceContract
from ingest.file_hash import sha256_of
from ingest.landed_file import rejected_path
from ingest.receipts import LostReceipt, Receipt, lost_receipts, read_receipts
from ingest.retraction import Content
from ingest.set_aside import set_aside
from ingest.speaking import speaking_receipts

SHOWN_FILES = 3
RESTORE = "restore it from a backup, or put the file into the inbox again"


class InputLostError(Exception):
    """Something that counts is damaged or gone and cannot be made again."""


@dataclass(frozen=True)
class Recovery:
    """What was set aside before landing.

    Attributes:
        warnings: What to tell the operator.
        lost: Receipts that could not be read.
    """

    warnings: tuple[str, ...]
    lost: tuple[LostReceipt, ...]


def with_hashes(receipt: Receipt, landing: Path) -> Receipt:
    """Return a receipt with the hashes of the Parquet files that it tells of.

    Args:
        receipt: What was landed just now.
        landing: Folder of landed Parquet.
    """
    if receipt.landed_as is None:
        return receipt
    rejected = rejected_path(landing, receipt.landed_as) if receipt.rejected else None
    return replace(
        receipt,
        landed_sha256=_digest(landing / receipt.landed_as),
        rejected_sha256=None if rejected is None else _digest(rejected),
    )


def damaged_files(receipt: Receipt, landing: Path) -> list[Path]:
    """Return the Parquet files of a receipt that are gone or are not what was landed.

    Args:
        receipt: Receipt of a landed file.
        landing: Folder of landed Parquet.
    """
    if receipt.landed_as is None:
        return []
    files = [(landing / receipt.landed_as, receipt.landed_sha256, receipt.rows)]
    if receipt.rejected:
        files.append((rejected_path(landing, receipt.landed_as), receipt.rejected_sha256, receipt.rejected))
    return [path for path, sha256, rows in files if not _is_whole(path, sha256, rows)]


def set_aside_damaged(
    landing: Path, receipts: Path, as_of: date, contracts: Mapping[str, SourceContract], corrupt: Path
) -> Recovery:
    """Set aside what is damaged among the receipts and the landed files that speak on a day.

    Args:
        landing: Folder of landed Parquet.
        receipts: Folder of receipts.
        as_of: Files dated later are not looked at.
        contracts: Contracts of the sources.
        corrupt: Folder for what is set aside.
    """
    warnings = []
    lost = tuple(lost_receipts(receipts))
    for receipt in lost:
        kept = set_aside(receipt.path, corrupt)
        warnings.append(f"receipt {receipt.path.name} cannot be read; set aside as {kept}.")
    damaged = [
        path
        for receipt in speaking_receipts(read_receipts(receipts), as_of, contracts)
        for path in damaged_files(receipt, landing)
    ]
    for path in damaged:
        if path.exists():
            set_aside(path, corrupt)
    if damaged:
        names = ", ".join(path.relative_to(landing).as_posix() for path in damaged[:SHOWN_FILES])
        more = " …" if len(damaged) > SHOWN_FILES else ""
        warnings.append(
            f"{len(damaged)} landed files are missing or damaged ({names}{more}); what is left of them is set aside "
            f"in {corrupt}, and they are landed again from the inbox."
        )
    return Recovery(tuple(warnings), lost)


def require_nothing_lost(
    landing: Path,
    receipts: Path,
    as_of: date,
    contracts: Mapping[str, SourceContract],
    lost: Iterable[LostReceipt] = (),
    published: Collection[Content] = (),
) -> None:
    """Refuse to count when something that counted before is gone for good.

    Args:
        landing: Folder of landed Parquet, after landing.
        receipts: Folder of receipts, after landing.
        as_of: Day up to which is counted.
        contracts: Contracts of the sources.
        lost: Receipts that were set aside before landing.
        published: Files, with their hashes, from which the publication in force was counted.

    Raises:
        InputLostError: Names what is gone, and the remedy.
    """
    history = read_receipts(receipts)
    for gone in lost:
        known = [one for one in history if gone.is_of(one)]
        # What a person said is in no inbox; an old name does not tell a person's word from an attempt.
        if not known or gone.is_word or (gone.may_be_word and len(known) > 1):
            raise InputLostError(
                f"{gone.path}: the receipt is damaged and cannot be made again. Remedy: restore it from a backup"
                + (", or retract or reinstate the file again." if known else ", or put its file into the inbox again.")
            )
    for receipt in speaking_receipts(history, as_of, contracts):
        for path in damaged_files(receipt, landing):
            raise InputLostError(
                f"{path}: the landed file is missing or damaged, and {receipt.file} is not in the inbox any more, or "
                f"not with that content. Remedy: {RESTORE}; or leave it out (`mokuhyo retract {receipt.file}`)."
            )
    seen = {(receipt.file, receipt.sha256) for receipt in history}
    for file, sha256 in sorted(set(published) - seen):
        raise InputLostError(
            f"{file} ({sha256[:12]}…): it counts in the publication in force, but its receipt is gone from {receipts}, "
            f"and the file is not in the inbox. Remedy: {RESTORE}."
        )


def _is_whole(path: Path, sha256: str | None, rows: int) -> bool:
    try:
        if sha256 is not None:
            return _digest(path) == sha256
        # Landed by a version that kept no hash.
        return int(pq.read_metadata(path).num_rows) == rows
    except (OSError, pa.ArrowException):
        return False


def _digest(path: Path) -> str:
    status = path.stat()
    return _digest_of(path, status.st_ino, status.st_size, status.st_mtime_ns)


# A run looks at each file before and after landing; the same file is read once.
@lru_cache(maxsize=10_000)
def _digest_of(path: Path, inode: int, size: int, modified: int) -> str:
    return sha256_of(path)
