"""The archive: a tar stream, compressed with Zstandard or gzip by its name.

Belongs here: bytes in and out. An archive holds regular files only; links are in the manifest, where they are checked.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from orchestration.backup.errors import BackupError
from orchestration.backup.manifest import checked_name

SUFFIXES = (".tar.zst", ".tar.gz")
ZSTD_MAGIC, GZIP_MAGIC = b"\x28\xb5\x2f\xfd", b"\x1f\x8b"
ZSTD_LEVEL, GZIP_LEVEL = 6, 6
WINDOW_BYTES = 1024**2
# The archive holds personal data of the landed files.
ARCHIVE_MODE = 0o600
UNREADABLE = (tarfile.TarError, OSError, EOFError, zlib.error)


@contextmanager
def written_archive(path: Path, name: str) -> Iterator[tarfile.TarFile]:
    """Open a new archive that only its owner may read.

    Args:
        path: Where.
        name: Its final name, which says how it is compressed.
    """
    import pyarrow as pa

    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, ARCHIVE_MODE)
    os.fchmod(descriptor, ARCHIVE_MODE)
    with os.fdopen(descriptor, "wb") as raw:
        if name.endswith(".tar.zst"):
            stream: Any = pa.CompressedOutputStream(pa.PythonFile(raw, mode="w"), "zstd")
        else:
            stream = gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=GZIP_LEVEL, mtime=0)
        with stream, tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as tar:
            yield tar


def add(tar: tarfile.TarFile, name: str, stream: IO[bytes], size: int, mode: int, modified_at: float) -> str:
    """Add a file; nothing about its owner is kept.

    Args:
        tar: Open archive.
        name: Its name in the archive.
        stream: Its content.
        size: Number of bytes to take of it.
        mode: Its permission bits.
        modified_at: When it was modified, seconds since 1970.

    Returns:
        SHA-256 of what was added.
    """
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, mode, int(modified_at)
    hashed = _HashedStream(stream)
    tar.addfile(member, cast("IO[bytes]", hashed))
    return hashed.digest.hexdigest()


def members(archive: Path) -> Iterator[tuple[str, int, IO[bytes]]]:
    """Yield name, size and content of every file of an archive; the content must be read before the next is asked for.

    Args:
        archive: The archive.

    Raises:
        BackupError: It cannot be read, or holds something other than files below one folder.
    """
    try:
        with archive.open("rb") as raw, tarfile.open(fileobj=_decompressed(raw), mode="r|") as tar:
            for member in tar:
                if not member.isreg():
                    raise BackupError(_hostile(archive, f"{member.name[:100]!r} is no regular file"))
                # The library's own guard first; then ours, which is stricter.
                tarfile.data_filter(member, "/nowhere")
                name = checked_name(member.name)
                stream = tar.extractfile(member)
                assert stream is not None
                yield name, member.size, cast("IO[bytes]", _ReadableStream(archive, stream))
    except (tarfile.FilterError, ValueError) as error:
        raise BackupError(_hostile(archive, str(error))) from error
    except UNREADABLE as error:
        raise _unreadable(archive, error) from error


def _decompressed(raw: IO[bytes]) -> Any:
    import pyarrow as pa

    magic = raw.read(4)
    raw.seek(0)
    if magic == ZSTD_MAGIC:
        return pa.CompressedInputStream(pa.PythonFile(raw, mode="r"), "zstd")
    if magic.startswith(GZIP_MAGIC):
        return gzip.GzipFile(fileobj=raw, mode="rb")
    raise tarfile.ReadError("it is compressed neither with Zstandard nor with gzip")


def _unreadable(archive: Path, error: Exception) -> BackupError:
    return BackupError(f"{archive} cannot be read: {error}. Remedy: name a whole backup written by `mokuhyo backup`.")


def _hostile(archive: Path, what: str) -> str:
    return f"{archive} is refused: {what}. Remedy: use a backup written by `mokuhyo backup`; do not unpack this one."


class _HashedStream:
    """A stream whose reader hashes what it hands out."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read and hash."""
        content = self._stream.read(size)
        self.digest.update(content)
        return content


class _ReadableStream:
    """A stream of an archive that says what is wrong with the archive, not with the caller."""

    def __init__(self, archive: Path, stream: IO[bytes]) -> None:
        self._archive, self._stream = archive, stream

    def read(self, size: int = -1) -> bytes:
        """Read."""
        try:
            return self._stream.read(size)
        except UNREADABLE as error:
            raise _unreadable(self._archive, error) from error
