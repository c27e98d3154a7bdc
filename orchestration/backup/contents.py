"""What of a home directory goes into a backup.

Everything does, so that what is added to the home later is in the backup too, except what is named here: secrets, and
what the next run builds again.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.backup.errors import BackupError
from orchestration.home import Home

SQLITE_MAGIC = b"SQLite format 3\x00"
# What SQLite writes beside a database; a snapshot through its own interface holds what they hold.
SQLITE_COMPANIONS = ("-wal", "-shm", "-journal")


@dataclass
class Contents:
    """Paths of a home directory, relative to it, with forward slashes.

    Attributes:
        directories: Permission bits by folder.
        files: Regular files.
        databases: Those of the files that are SQLite databases.
        hard_links: Files that are another name of a file, by that file.
        left_out: Why something is not in the backup, by its path.
    """

    directories: dict[str, int] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    databases: set[str] = field(default_factory=set)
    hard_links: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)


def reasons_to_leave_out(home: Home) -> dict[Path, str]:
    """Return what is never in a backup, and why.

    Args:
        home: Home directory.
    """
    return {
        home.served_token: "a secret; a new one is made when the marts are served",
        home.spool: "files on their way from a remote inbox; they are fetched again",
        home.warehouse.parent: "built again by the next run that finds something new, or with --force",
        home.dbt: "compiled again by the next run",
        home.corrupt: "damaged files that runs have set aside",
        home.metrics: "written again after the next run",
    }


def contents_of(home: Home) -> Contents:
    """List what of a home directory goes into a backup.

    Args:
        home: Home directory.

    Raises:
        BackupError: Something in it is a symbolic link, whose target would be missing from the backup.
    """
    contents, reasons = Contents(), reasons_to_leave_out(home)
    first_names: dict[tuple[int, int], str] = {}
    for path, status in _walk(home.root, contents, reasons, home.published):
        name = path.relative_to(home.root).as_posix()
        if stat.S_ISDIR(status.st_mode):
            contents.directories[name] = stat.S_IMODE(status.st_mode)
        elif status.st_nlink > 1 and (status.st_dev, status.st_ino) in first_names:
            contents.hard_links[name] = first_names[status.st_dev, status.st_ino]
        else:
            first_names[status.st_dev, status.st_ino] = name
            contents.files.append(name)
            if _is_sqlite(path):
                contents.databases.add(name)
    companions = {f"{name}{suffix}" for name in contents.databases for suffix in SQLITE_COMPANIONS}
    contents.files = [name for name in contents.files if name not in companions]
    return contents


def _walk(
    folder: Path, contents: Contents, reasons: dict[Path, str], published: Path
) -> Iterator[tuple[Path, os.stat_result]]:
    for path in sorted(folder.iterdir()):
        status = path.lstat()
        if path in reasons:
            contents.left_out[path.name] = reasons[path]
        elif path == published:
            continue  # kept as the name of the publication in force
        elif path.name.startswith("."):
            continue  # unfinished, of a run that was killed
        elif stat.S_ISLNK(status.st_mode):
            raise BackupError(
                f"{path} is a symbolic link: what it leads to would be missing from the backup. "
                "Remedy: keep the home directory in one place, or mount the other place there."
            )
        elif stat.S_ISDIR(status.st_mode):
            yield path, status
            yield from _walk(path, contents, reasons, published)
        elif stat.S_ISREG(status.st_mode):
            yield path, status
        # Sockets and pipes hold nothing.


def _is_sqlite(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(len(SQLITE_MAGIC)) == SQLITE_MAGIC
