"""Which files of the inbox are exports or narratives: names only, nothing is opened here."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from ingest.inbox import RemoteInbox, unreachable
from ingest.retries import with_retries

FILE_NAME = re.compile(
    r"(?P<source>[a-z][a-z0-9_]*)_FY(?P<fiscal_year>[0-9]{4})_(?P<snapshot>[0-9]{8})\.(?P<suffix>csv|xlsx)"
)
# The folder of dated texts about indicators that have no figure; no contract may bear its name.
NARRATIVES = "narratives"
NARRATIVE_NAME = re.compile(r"(?P<indicator_id>[a-z][a-z0-9_]*)_(?P<snapshot>[0-9]{8})\.(?P<suffix>txt)")
# A file changed again within the resolution of its modification time looks the same.
RACY = timedelta(seconds=5)


@dataclass(frozen=True)
class RemoteFile:
    """A file on another machine, as the listing showed it.

    Attributes:
        inbox: Where it lies.
        path: Its path there.
        size_bytes: Its size; None when the listing does not say.
        modified_at: When it was modified; None when the listing does not say.
        etag: The server's name for its content, where there is one.
    """

    inbox: RemoteInbox
    path: str
    size_bytes: int | None
    modified_at: datetime | None
    etag: str | None

    def mark(self, now: datetime) -> str | None:
        """Return what tells this content from another under the same name without fetching it.

        Args:
            now: Time of the fetch.

        Returns:
            A hash; None when a later change could go unnoticed.
        """
        if self.size_bytes is None or (self.etag is None and self.modified_at is None):
            return None
        if self.etag is None and self.modified_at is not None and abs(now - self.modified_at) < RACY:
            return None
        modified = None if self.modified_at is None else self.modified_at.astimezone(UTC).isoformat()
        return hashlib.sha256(json.dumps([self.size_bytes, modified, self.etag]).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class InboxFile:
    """One file found under a source's folder.

    Attributes:
        path: Where it lies.
        file: Its name relative to the inbox, with forward slashes.
        source: The folder it lies in.
        fiscal_year: From its name; None when the name cannot be read, and for a narrative.
        snapshot_date: From its name; None when the name cannot be read.
        suffix: `csv`, `xlsx` or `txt`; None when the name cannot be read.
        name_problem: Why the name cannot be read.
        indicator_id: From the name of a narrative; None otherwise.
    """

    path: Path | RemoteFile
    file: str
    source: str
    fiscal_year: int | None
    snapshot_date: date | None
    suffix: str | None
    name_problem: str | None = None
    indicator_id: str | None = None


def expected_name(source: str) -> str:
    """Return how the files of a folder must be named."""
    return "<indicator>_<yyyymmdd>.txt" if source == NARRATIVES else "<source>_FY<yyyy>_<yyyymmdd>.csv or .xlsx"


def discover(inbox: Path | RemoteInbox, sources: Collection[str]) -> Iterator[InboxFile]:
    """Yield the files of the given sources, ordered by source and name.

    Links and nested folders are not followed: an inbox is written by others.

    Args:
        inbox: Folder with one folder per source.
        sources: Names of the sources to look for.

    Raises:
        InboxUnreachableError: A remote inbox cannot be listed.
    """
    if isinstance(inbox, RemoteInbox):
        yield from _discover_remote(inbox, sources)
        return
    for source in sorted(sources):
        folder = inbox / source
        if folder.is_symlink() or not folder.is_dir():
            continue
        for path in sorted(folder.iterdir()):
            if _is_hidden(path.name) or path.is_symlink() or not path.is_file():
                continue
            yield _read_name(path, path.name, source)


def list_folder(inbox: RemoteInbox, folder: str) -> dict[str, dict[str, Any]]:
    """Return the entries of a remote folder by their bare names; names that lead elsewhere are left out.

    Args:
        inbox: Connected inbox.
        folder: Path of the folder there.

    Raises:
        InboxUnreachableError: It cannot be listed.
    """
    try:
        listed = with_retries(inbox, lambda: inbox.filesystem.ls(folder, detail=True))
    except Exception as error:  # each library has its own kinds; all mean that nothing is known
        raise unreachable(inbox.location, error) from None
    entries: dict[str, dict[str, Any]] = {}
    for entry in listed:
        parent, _, name = str(entry["name"]).rpartition("/")
        if parent.lstrip("/") == folder.lstrip("/") and name not in {"", ".", ".."}:
            entries[name] = entry
    return entries


def _discover_remote(inbox: RemoteInbox, sources: Collection[str]) -> Iterator[InboxFile]:
    folders = {name for name, entry in list_folder(inbox, inbox.root).items() if entry["type"] == "directory"}
    for source in sorted(folders.intersection(sources)):
        for name, entry in sorted(list_folder(inbox, f"{inbox.root}/{source}").items()):
            if entry["type"] == "file" and not _is_hidden(name):
                yield _read_name(_remote_file(inbox, entry), name, source)


def _remote_file(inbox: RemoteInbox, entry: dict[str, Any]) -> RemoteFile:
    modified = next((entry[key] for key in ("mtime", "LastModified", "last_modified", "created") if key in entry), None)
    if isinstance(modified, int | float):
        modified = datetime.fromtimestamp(modified, UTC)
    if isinstance(modified, datetime) and modified.tzinfo is None:
        modified = modified.replace(tzinfo=UTC)
    return RemoteFile(
        inbox,
        str(entry["name"]),
        entry["size"] if isinstance(entry.get("size"), int) else None,
        modified if isinstance(modified, datetime) else None,
        str(entry["ETag"]) if entry.get("ETag") else None,
    )


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$"))


def _read_name(path: Path | RemoteFile, name: str, source: str) -> InboxFile:
    file = f"{source}/{name}"
    match = (NARRATIVE_NAME if source == NARRATIVES else FILE_NAME).fullmatch(name)
    parts = match.groupdict() if match is not None else {}
    problem = None
    snapshot_date = None
    if match is None:
        problem = f"the name is not {expected_name(source)}."
    elif parts.get("source", source) != source:
        problem = f"the name says source {parts['source']!r}, the folder says {source!r}."
    else:
        try:
            snapshot_date = datetime.strptime(parts["snapshot"], "%Y%m%d").date()  # noqa: DTZ007
        except ValueError:
            problem = f"{parts['snapshot']} in the name is no date."
    if problem is not None:
        return InboxFile(path, file, source, None, None, None, problem)
    fiscal_year = int(parts["fiscal_year"]) if "fiscal_year" in parts else None
    return InboxFile(
        path, file, source, fiscal_year, snapshot_date, parts["suffix"], indicator_id=parts.get("indicator_id")
    )
