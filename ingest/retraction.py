"""Retraction: a person's word that a content was withdrawn, and which receipts stand because of it.

A content is a file name with a hash. Retracted, it does not speak for its source any more, and the same bytes are not
landed again. Nothing is deleted: the landed Parquet and every receipt stay, so that a retraction can be undone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from ingest.receipts import Outcome, Receipt, next_sequence, read_receipts, write_receipt

FETCHED: frozenset[Outcome] = frozenset({"accepted", "already_landed", "quarantined"})
ATTEMPTS: frozenset[Outcome] = FETCHED | {"unreachable"}

Content = tuple[str, str]


class RetractionError(Exception):
    """Nothing can be retracted or reinstated by that name; the message lists what could be."""


def retracted_contents(receipts: Iterable[Receipt]) -> set[Content]:
    """Return the contents whose last word is a retraction.

    Args:
        receipts: All receipts, oldest first.
    """
    contents: set[Content] = set()
    for receipt in receipts:
        if not receipt.sha256:
            continue
        if receipt.outcome == "retracted":
            contents.add((receipt.file, receipt.sha256))
        elif receipt.outcome == "reinstated":
            contents.discard((receipt.file, receipt.sha256))
    return contents


def latest_attempts(receipts: Iterable[Receipt], among: Collection[Outcome] = ATTEMPTS) -> dict[str, Receipt]:
    """Return the newest attempt of each file name, retracted or not.

    Args:
        receipts: All receipts, oldest first.
        among: Outcomes to look at.
    """
    return {receipt.file: receipt for receipt in receipts if receipt.outcome in among}


def standing_receipts(receipts: Iterable[Receipt]) -> dict[str, Receipt]:
    """Return what is to be said of each file name: its newest attempt whose content was not retracted.

    A quarantined file is a gap as long as its receipt stands: until a corrected file of the same name is landed, or
    until it is retracted. A retraction of something that was never fetched ends what was said before it, no more.

    Args:
        receipts: All receipts, oldest first.
    """
    receipts = list(receipts)
    retracted = retracted_contents(receipts)
    attempts: defaultdict[str, list[Receipt]] = defaultdict(list)
    for receipt in receipts:
        if receipt.outcome in ATTEMPTS and (receipt.file, receipt.sha256) not in retracted:
            attempts[receipt.file].append(receipt)
        elif receipt.outcome == "retracted" and not receipt.sha256:
            attempts[receipt.file] = [attempt for attempt in attempts[receipt.file] if attempt.sha256]
    return {file: standing[-1] for file, standing in attempts.items() if standing}


def retract(directory: Path, file: str, reason: str, recorded_by: str, sha256: str | None = None) -> Receipt:
    """Write down that a content was withdrawn.

    Args:
        directory: Folder of receipts.
        file: Name relative to the inbox, or its last part alone.
        reason: Why.
        recorded_by: Who says so.
        sha256: Hash of the content, or its beginning; the newest content of that name when None.

    Raises:
        RetractionError: No such content was seen, several begin with that hash, or it is retracted already.
    """
    receipts = read_receipts(directory)
    retracted = retracted_contents(receipts)
    seen = _contents(receipts, file, sha256)
    open_contents = [receipt for receipt in seen if (receipt.file, receipt.sha256) not in retracted]
    if seen and not open_contents:
        raise RetractionError(f"{seen[-1].file} is retracted already. Remedy: see `mokuhyo receipts --file {file}`.")
    return _record(directory, _one(open_contents, file, sha256), "retracted", reason, recorded_by)


def reinstate(directory: Path, file: str, reason: str, recorded_by: str, sha256: str | None = None) -> Receipt:
    """Take a retraction back.

    Args:
        directory: Folder of receipts.
        file: Name relative to the inbox, or its last part alone.
        reason: Why.
        recorded_by: Who says so.
        sha256: Hash of the content, or its beginning; the content retracted last when None.

    Raises:
        RetractionError: No such content is retracted, or several begin with that hash.
    """
    receipts = read_receipts(directory)
    retracted = retracted_contents(receipts)
    words = [receipt for receipt in receipts if receipt.outcome == "retracted"]
    seen = [r for r in _contents(words, file, sha256) if (r.file, r.sha256) in retracted]
    return _record(directory, _one(seen, file, sha256), "reinstated", reason, recorded_by)


def _contents(receipts: Iterable[Receipt], file: str, sha256: str | None) -> list[Receipt]:
    """Return one receipt per content of that name, the newest last."""
    found: dict[Content, Receipt] = {}
    for receipt in receipts:
        is_named = receipt.file == file or receipt.file.rpartition("/")[2] == file
        if is_named and receipt.sha256.startswith((sha256 or "").lower()):
            content = (receipt.file, receipt.sha256)
            found.pop(content, None)
            found[content] = receipt
    return list(found.values())


def _one(contents: list[Receipt], file: str, sha256: str | None) -> Receipt:
    if not contents:
        raise RetractionError(
            f"nothing is known of {file}{f' with hash {sha256}' if sha256 else ''}. "
            f"Remedy: name a file as `mokuhyo receipts --all` shows it."
        )
    if sha256 is not None and len(contents) > 1:
        listed = ", ".join(f"{receipt.file} {receipt.sha256}" for receipt in contents)
        raise RetractionError(f"{sha256} is the beginning of several hashes. Remedy: write more of it: {listed}.")
    return contents[-1]


def _record(directory: Path, content: Receipt, outcome: Outcome, reason: str, recorded_by: str) -> Receipt:
    receipt = replace(
        content,
        outcome=outcome,
        error=None,
        landed_as=None,
        landed_sha256=None,
        rejected_sha256=None,
        mark=None,
        sequence=next_sequence(read_receipts(directory)),
        recorded_by=recorded_by,
        reason=reason,
        attempted_at=datetime.now(UTC),
    )
    write_receipt(directory, receipt)
    return receipt
