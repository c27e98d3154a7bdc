"""Kinds of files: what landing must know of the files of one folder, and exports as the usual kind.

Belongs here: from a delivered export to a landed Parquet and its receipt. Does not belong here: which files need
reading (`land`), and narratives, the other kind (`narratives`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from ingest.contracts import SourceContract
from ingest.delivery import TOO_LARGE_REMEDY, Delivery
from ingest.discovery import InboxFile, expected_name
from ingest.errors import FileRefusedError
from ingest.landed_file import Origin, land_as_parquet
from ingest.receipts import Receipt
from ingest.typing_rules import TypingRules


@dataclass(frozen=True)
class SizeLimit:
    """How large a file may be.

    Attributes:
        most_bytes: Larger ones are refused without being fetched.
        remedy: What their sender should do.
    """

    most_bytes: int
    remedy: str = TOO_LARGE_REMEDY


class FileKind(Protocol):
    """How the files of one folder of the inbox are landed."""

    @property
    def fingerprint(self) -> str:
        """Hash of the rules by which they are read: files landed under others are landed again."""

    def size_limit(self, most_bytes: int) -> SizeLimit:
        """Return how large a file may be.

        Args:
            most_bytes: What the operator allows of any file.
        """

    def land(self, file: InboxFile, delivery: Delivery, landing: Path, receipt: Receipt) -> Receipt:
        """Read a file and write what it holds, whole or not at all.

        Args:
            file: File found in the inbox.
            delivery: Its bytes.
            landing: Folder of landed Parquet.
            receipt: Receipt of the attempt so far.

        Returns:
            The receipt of what was landed.

        Raises:
            FileRefusedError: It cannot be read; nothing is written.
        """


@dataclass(frozen=True)
class Exports:
    """Exports of one source: Parquet of string columns under `landing/<source>/fy=<yyyy>/`.

    Attributes:
        contract: What they should hold.
        rules: How cells are read, to tell a retyped column.
    """

    contract: SourceContract
    rules: TypingRules

    @property
    def fingerprint(self) -> str:
        """Fingerprint of the contract."""
        return self.contract.fingerprint

    def size_limit(self, most_bytes: int) -> SizeLimit:
        """Return what the operator allows."""
        return SizeLimit(most_bytes)

    def land(self, file: InboxFile, delivery: Delivery, landing: Path, receipt: Receipt) -> Receipt:
        """Land an export as rows of text; see `FileKind`."""
        refuse_bad_name(file)
        assert file.fiscal_year is not None and file.snapshot_date is not None  # noqa: PT018
        # The name holds every input of the content, so landing twice writes the same bytes to the same place.
        landed_as = (
            f"{file.source}/fy={file.fiscal_year}/"
            f"{file.snapshot_date:%Y%m%d}_{receipt.sha256[:16]}_{self.fingerprint[:8]}.parquet"
        )
        origin = Origin(file.file, receipt.sha256, file.fiscal_year, file.snapshot_date)
        landed = land_as_parquet(delivery.path, file.suffix, self.contract, self.rules, origin, landing, landed_as)
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


def refuse_bad_name(file: InboxFile) -> None:
    """Refuse a file whose name does not say what it is.

    Args:
        file: File found in the inbox.

    Raises:
        FileRefusedError: Its name cannot be read.
    """
    if file.name_problem is not None:
        raise FileRefusedError(file.name_problem, f"rename it to {expected_name(file.source)}.")
