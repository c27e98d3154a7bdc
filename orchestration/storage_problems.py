"""Storage that does not take what a run writes: full, read-only, or not ours; said in one line, with the remedy."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from pathlib import Path

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
REFUSED = (errno.EROFS, errno.EACCES, errno.EPERM)
# With less than this nothing can be written any more.
LEAST_BYTES = 1024**2
# The words of DuckDB, SQLite, dbt and the system.
FULL_WORDS = ("no space left on device", "database or disk is full", "disk quota exceeded", "file too large")
REFUSED_WORDS = (
    "read-only file system",
    "attempt to write a readonly database",
    "unable to open database file",
    "permission denied",
)


def storage_problem(error: BaseException | str, home: Path) -> str | None:
    """Return what is wrong with the storage of a home directory, when that is what an error says.

    Args:
        error: The error, or its text.
        home: The home directory.

    Returns:
        One line with the remedy; None when the error is another one.
    """
    errors: list[BaseException | str] = [error] if isinstance(error, str) else [*_chain(error)]
    # What a library says about a disk that ran full may name no disk at all.
    unexplained = not any("Remedy:" in str(one) for one in errors)
    if any(_is(one, FULL, FULL_WORDS) for one in errors) or (unexplained and _is_full(home)):
        return (
            f"the disk of {home} is full. What is published stands. "
            "Remedy: make room on it, then run again; nothing else is to be done."
        )
    if any(_is(one, REFUSED, REFUSED_WORDS) and _is_about(one, home) for one in errors):
        return (
            f"{home} cannot be written to. What is published stands. "
            "Remedy: mount it writable and give the account that runs the pipeline the right to write, then run again."
        )
    return None


def _is(error: BaseException | str, numbers: tuple[int, ...], words: tuple[str, ...]) -> bool:
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno in numbers
    return any(word in str(error).lower() for word in words)


def _is_full(home: Path) -> bool:
    try:
        return shutil.disk_usage(home).free < LEAST_BYTES
    except OSError:
        return False


def _is_about(error: BaseException | str, home: Path) -> bool:
    # SQLite does not say which file; whatever else is refused may lie in an inbox, which has its own remedy.
    if isinstance(error, OSError) and error.filename is not None:
        return str(error.filename).startswith(str(home))
    said = str(error)
    return str(home) in said or "readonly database" in said or "unable to open database" in said


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [cause for cause in (one.__cause__, one.__context__) if cause is not None]
