"""Can the inbox be read, and will everything in it be?"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from ingest.discovery import NARRATIVES, discover, list_folder
from ingest.inbox import InboxUnreachableError, RemoteInbox, opened_inbox
from ingest.receipts import read_receipts
from ingest.retraction import standing_receipts
from orchestration.doctor.findings import Finding, Subject, first_few, from_error, ok, warning

REMEDY_JA, REMEDY_EN = "送り手に伝える", "tell the sender; how files must be named is in docs/files.md."


def reachable(subject: Subject) -> Finding:
    """Does the inbox answer, and let us in?"""
    place = _place(subject)
    if place is None:
        return ok("指定なし（合成データを使う）", "none was given; a synthetic sample is used")
    try:
        with opened_inbox(place) as inbox:
            count = len(list(discover(inbox, _known(subject))))
    except (InboxUnreachableError, OSError) as error:
        return from_error(error)
    return ok(f"ファイル {count} 件", f"{count} files")


def unread(subject: Subject) -> Finding:
    """Are there folders and files that no run will ever read?"""
    place = _place(subject)
    if place is None:
        return ok("指定なし", "none was given")
    known = _known(subject)
    try:
        with opened_inbox(place) as inbox:
            names = [f"{name}/" for name in _folders(inbox) if name not in known]
            names += [file.file for file in discover(inbox, known) if file.name_problem is not None]
    except (InboxUnreachableError, OSError):
        return ok("届かない", "not known while the inbox cannot be reached")
    if names:
        listed = f"{len(names)}: {first_few(sorted(names))}"
        return warning(f"誰も読まない {listed}", f"nobody will read {listed}", REMEDY_JA, REMEDY_EN)
    return ok("すべて読まれる", "everything in it is read")


def quarantined(subject: Subject) -> Finding:
    """Are files of the inbox in quarantine?"""
    standing = standing_receipts(read_receipts(subject.home.receipts)).values()
    files = sorted(receipt.file for receipt in standing if receipt.outcome == "quarantined")
    if files:
        listed = f"{len(files)}: {first_few(files)}"
        remedy = "`mokuhyo receipts --outcome quarantined`"
        return warning(f"隔離中 {listed}", f"in quarantine, {listed}", remedy, f"{remedy} says why.")
    return ok("隔離なし", "no file is in quarantine")


def _place(subject: Subject) -> str | None:
    if subject.settings.inbox is not None:
        return subject.settings.inbox
    sample = subject.home.sample_inbox
    return str(sample) if sample.is_dir() else None


def _known(subject: Subject) -> Collection[str]:
    from ingest.contracts import load_contracts

    return {*load_contracts(subject.settings.contracts), NARRATIVES}


def _folders(inbox: Path | RemoteInbox) -> list[str]:
    if isinstance(inbox, RemoteInbox):
        return [name for name, entry in list_folder(inbox, inbox.root).items() if entry["type"] == "directory"]
    return [path.name for path in inbox.iterdir() if path.is_dir() and not path.name.startswith(".")]
