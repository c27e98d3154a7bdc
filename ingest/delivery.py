"""A file of the inbox as this machine holds it: its bytes on the local disk, hashed while they come.

Belongs here: getting a file from wherever the inbox is to a local path. Does not belong here: what is in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ingest.discovery import InboxFile


@dataclass(frozen=True)
class Delivery:
    """One file, complete and on the local disk.

    Attributes:
        path: Where its bytes lie while the delivery is open.
        sha256: Hash of its content.
        size_bytes: Size of its content.
    """

    path: Path
    sha256: str
    size_bytes: int


@contextmanager
def delivered(file: InboxFile) -> Iterator[Delivery]:
    """Hold a file of the inbox on the local disk.

    Args:
        file: File found in the inbox.
    """
    with file.path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    yield Delivery(file.path, sha256, file.path.stat().st_size)
