"""Landing: each file once, whole or not at all, as text with its origin and hash.

A file that cannot be read is quarantined: its receipt says why, nothing of it is landed, and the other files go on. How
the files of one folder are read and where they are put is in `file_kinds` and `narratives`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from ingest.contracts import SourceContract, load_contracts
from ingest.delivery import MAX_FILE_BYTES, Delivery, NotDeliveredError, delivered, private_spool
from ingest.discovery import NARRATIVES, InboxFile, RemoteFile, discover, list_folder
from ingest.errors import FileRefusedError
from ingest.excel_reader import workbook_process
from ingest.file_kinds import Exports, FileKind
from ingest.inbox import opened_inbox
from ingest.integrity import with_hashes
from ingest.landed_file import rejected_path
from ingest.narratives import Narratives
from ingest.receipts import LostReceipt, Receipt, digest_of, next_sequence, read_receipts, write_receipt
from ingest.retraction import FETCHED, Content, latest_attempts, retracted_contents
from ingest.seen import is_news, known_by_content, known_by_listing, new_attempt
from ingest.speaking import speaking_receipts
from ingest.typing_rules import TypingRules


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
    inbox: Path | str,
    landing: Path,
    receipts: Path,
    sources: Collection[str] | None = None,
    *,
    contracts: Mapping[str, SourceContract] | None = None,
    rules: TypingRules | None = None,
    narratives: Narratives | None = None,
    on_file: Callable[[Receipt], None] | None = None,
    spool: Path | None = None,
    max_file_bytes: int = MAX_FILE_BYTES,
    wanted: Callable[[InboxFile], bool] | None = None,
    lost: Collection[LostReceipt] = (),
) -> list[Receipt]:
    """Land every file of the inbox that was not landed before.

    Args:
        inbox: Location with one folder per source, and one of narratives: a path or a URL.
        landing: Folder of landed Parquet.
        receipts: Folder of receipts.
        sources: Folders to look at; those of all contracts and the narratives when None.
        contracts: Contracts to read by; those of the default profile when None.
        rules: How cells are read, to tell a retyped column; by the default profile when None.
        narratives: How narratives are read; by the default profile when None.
        on_file: Called with each receipt as it is made.
        spool: Private folder for files of remote inboxes while they are read; beside the landing when None.
        max_file_bytes: Larger files are quarantined without being fetched.
        wanted: Which files to look at; all of them when None.
        lost: Receipts that could not be read; new ones of the same contents take their places in the order.

    Returns:
        One receipt per file seen, those that need no new receipt included.

    Raises:
        FileNotFoundError: There is no such folder.
        InboxUnreachableError: A remote inbox does not answer, or does not let us in.
    """
    contracts = load_contracts() if contracts is None else contracts
    rules = TypingRules() if rules is None else rules
    kinds: dict[str, FileKind] = {source: Exports(contract, rules) for source, contract in contracts.items()}
    kinds[NARRATIVES] = Narratives() if narratives is None else narratives
    history = read_receipts(receipts)
    latest, fetched = latest_attempts(history), latest_attempts(history, FETCHED)
    retracted = retracted_contents(history)
    sequence = next_sequence(history)
    places = {(receipt.source, receipt.digest): receipt for receipt in lost if not receipt.is_word}
    seen: list[Receipt] = []
    with (
        workbook_process(),
        opened_inbox(inbox) as opened,
        private_spool(spool or landing.with_name("spool")) as private,
    ):
        # Listed whole before the first file is fetched: a listing that breaks off lands nothing.
        for file in list(discover(opened, kinds.keys() if sources is None else sources)):
            if wanted is not None and not wanted(file):
                continue
            known, kind = fetched.get(file.file), kinds[file.source]
            receipt = known_by_listing(file, known, kind.fingerprint, landing, retracted)
            if receipt is None:
                limit = kind.size_limit(max_file_bytes)
                fetch = partial(delivered, file, private, limit.most_bytes, limit.remedy)
                receipt = _land_file(file, fetch, kind, landing, known, retracted)
            if is_news(receipt, latest.get(file.file)):
                place = places.get((receipt.source, digest_of(receipt)))
                receipt = replace(receipt, sequence=sequence) if place is None else place.in_place(receipt)
                write_receipt(receipts, receipt)
                sequence += 1
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
        contracts: Contracts whose sources to return; those of the default profile when None.

    Returns:
        Snapshots by source, ordered by fiscal year; a source without any has an empty list.
    """
    contracts = load_contracts() if contracts is None else contracts
    newest: dict[tuple[str, int], Snapshot] = {}
    for receipt in speaking_receipts(read_receipts(receipts), as_of, contracts):
        if receipt.fiscal_year is None:
            continue
        assert receipt.snapshot_date is not None
        assert receipt.landed_as is not None
        newest[receipt.source, receipt.fiscal_year] = Snapshot(
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


def _land_file(
    file: InboxFile,
    fetch: Callable[[], AbstractContextManager[Delivery]],
    kind: FileKind,
    landing: Path,
    known: Receipt | None,
    retracted: Collection[Content],
) -> Receipt:
    attempt = new_attempt(file, kind.fingerprint)
    try:
        with fetch() as delivery:
            attempt = replace(
                attempt,
                sha256=delivery.sha256,
                size_bytes=delivery.size_bytes,
                mark=delivery.mark,
                outcome="quarantined",
            )
            receipt = known_by_content(attempt, known, landing, retracted)
            return receipt or with_hashes(kind.land(file, delivery, landing, attempt), landing)
    except FileRefusedError as error:
        return replace(attempt, outcome="quarantined", error=error.describe(file.file))
    except NotDeliveredError as error:
        if error.is_connection and isinstance(file.path, RemoteFile):
            # The inbox itself may be gone; then every other file would be waited for in vain.
            list_folder(file.path.inbox, file.path.inbox.root)
        return replace(new_attempt(file, kind.fingerprint), error=error.describe(file.file))
