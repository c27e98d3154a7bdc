"""A file of the inbox as this machine holds it: its bytes on the local disk, hashed while they come.

Belongs here: getting a file from wherever the inbox is to a local path, whole or not at all. Does not belong here: what
is in it.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from ingest.discovery import InboxFile, RemoteFile
from ingest.errors import FileRefusedError
from ingest.file_hash import sha256_of
from ingest.redaction import without_secrets
from ingest.retries import ATTEMPTS, with_retries

MAX_FILE_BYTES = 4 * 1024**3
TOO_LARGE_REMEDY = "send it in parts, or raise MOKUHYO_MAX_FILE_BYTES."
WINDOW_BYTES = 8 * 1024**2
# A sender that drips bytes would hold the run for ever.
PATIENCE_SECONDS, LEAST_BYTES_PER_SECOND = 300, 20_000


@dataclass(frozen=True)
class Delivery:
    """One file, complete and on the local disk.

    Attributes:
        path: Where its bytes lie while the delivery is open.
        sha256: Hash of its content.
        size_bytes: Size of its content.
        mark: What tells this content by the listing alone; None for a local file, which is hashed.
    """

    path: Path
    sha256: str
    size_bytes: int
    mark: str | None = None


class NotDeliveredError(Exception):
    """A file could not be fetched whole: a failure of the moment, which says nothing about its content.

    Args:
        problem: What happened.
        remedy: What to do about it.
        is_connection: Whether the connection is in doubt, not only this file.
    """

    def __init__(self, problem: str, remedy: str, *, is_connection: bool = False) -> None:
        self.problem = problem
        self.remedy = remedy
        self.is_connection = is_connection
        super().__init__(problem)

    def describe(self, file: str) -> str:
        """Return one line: file, problem, remedy."""
        return f"{file}: {self.problem} Remedy: {self.remedy}"


class WrongSizeError(Exception):
    """More or fewer bytes came than the listing said."""


@contextmanager
def delivered(
    file: InboxFile, spool: Path, max_file_bytes: int = MAX_FILE_BYTES, too_large_remedy: str = TOO_LARGE_REMEDY
) -> Iterator[Delivery]:
    """Hold a file of the inbox on the local disk.

    Args:
        file: File found in the inbox.
        spool: Private folder for files of remote inboxes; made when missing.
        max_file_bytes: Larger files are refused without being fetched.
        too_large_remedy: What the sender of a larger one should do.

    Raises:
        FileRefusedError: The file is too large.
        NotDeliveredError: It could not be fetched, or changed while it was read.
    """
    if isinstance(file.path, RemoteFile):
        _refuse_size(file.path.size_bytes or 0, max_file_bytes, too_large_remedy)
        delivery = _fetched(file.path, spool)
        try:
            yield delivery
        finally:
            delivery.path.unlink(missing_ok=True)
        return
    before = _stat(file.path)
    _refuse_size(before.st_size, max_file_bytes, too_large_remedy)
    try:
        sha256 = sha256_of(file.path)
    except OSError as error:
        raise _unreadable(error) from error
    yield Delivery(file.path, sha256, before.st_size)
    after = _stat(file.path)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise NotDeliveredError("it changed while it was read.", "let the sender finish; it is read in the next run.")


@contextmanager
def private_spool(folder: Path) -> Iterator[Path]:
    """Hold an empty folder that only this user can read; what an interrupted run left in it is removed.

    Args:
        folder: Where; removed afterwards.
    """
    shutil.rmtree(folder, ignore_errors=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fetched(file: RemoteFile, spool: Path) -> Delivery:
    size = file.size_bytes
    if size is None:
        raise NotDeliveredError("the server does not say how large it is.", "ask the operator of the server.")
    try:
        spool.mkdir(mode=0o700, parents=True, exist_ok=True)
        if shutil.disk_usage(spool).free < size:
            raise NotDeliveredError(f"{size} bytes do not fit on the disk.", f"free some space below {spool.parent}.")
        descriptor, name = tempfile.mkstemp(dir=spool)
    except OSError as error:
        raise _unreadable(error) from error
    path = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as target:
            sha256 = with_retries(file.inbox, lambda: _copy(file, size, target))
        return Delivery(path, sha256, size, file.mark(datetime.now(UTC)))
    except BaseException as error:
        path.unlink(missing_ok=True)
        if not isinstance(error, Exception):
            raise
        raise _not_delivered(error, size) from error


def _copy(file: RemoteFile, size: int, target: BinaryIO) -> str:
    """Copy a whole file from its first byte, and return its hash."""
    target.seek(0)
    target.truncate()
    digest = hashlib.sha256()
    came, started = 0, time.monotonic()
    for chunk in _chunks(file, size):
        came += len(chunk)
        if came > size:
            break
        digest.update(chunk)
        target.write(chunk)
        seconds = time.monotonic() - started
        if seconds > PATIENCE_SECONDS and came < seconds * LEAST_BYTES_PER_SECOND:
            raise TimeoutError("it comes too slowly")
    if came != size:
        raise WrongSizeError
    target.flush()
    return digest.hexdigest()


def _chunks(file: RemoteFile, size: int) -> Iterator[bytes]:
    filesystem = file.inbox.filesystem
    if hasattr(filesystem, "chunks"):
        yield from filesystem.chunks(file.path, size, WINDOW_BYTES)
        return
    with filesystem.open(file.path, "rb", block_size=WINDOW_BYTES, cache_type="readahead") as stream:
        while chunk := stream.read(WINDOW_BYTES):
            yield chunk


def _refuse_size(size: int, most: int, remedy: str) -> None:
    if size > most:
        raise FileRefusedError(f"it has {size:,} bytes, more than the {most:,} allowed.", remedy)


def _stat(path: Path) -> os.stat_result:
    try:
        return path.stat(follow_symlinks=False)
    except OSError as error:
        raise _unreadable(error) from error


def _unreadable(error: OSError) -> NotDeliveredError:
    return NotDeliveredError(f"it cannot be read: {error.strerror}.", "check its rights and the disk; then run again.")


def _not_delivered(error: Exception, size: int) -> NotDeliveredError:
    if isinstance(error, NotDeliveredError):
        return error
    if isinstance(error, FileNotFoundError):
        return NotDeliveredError("it was listed and then gone.", "if it was withdrawn on purpose, retract it.")
    if isinstance(error, PermissionError):
        return NotDeliveredError("the server refuses to hand it out.", "give the pipeline's user the right to read it.")
    if isinstance(error, WrongSizeError):
        problem = f"not the {size:,} bytes came that the listing said, in {ATTEMPTS} attempts."
        return NotDeliveredError(problem, "let the sender finish; it is fetched in the next run.", is_connection=True)
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return NotDeliveredError("the disk is full.", "free some space below the home directory; then run again.")
    said = without_secrets(str(error))
    kind = f"{type(error).__name__}: {said}" if said else type(error).__name__
    return NotDeliveredError(
        f"the connection broke before its end, in {ATTEMPTS} attempts ({kind})",
        "check the network and the server; it is fetched in the next run.",
        is_connection=True,
    )
