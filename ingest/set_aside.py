"""Setting damaged things aside: out of the way under another name, so that they can be looked at, and never too many.

Belongs here: how something is set aside. Not here: telling what is damaged, which whoever owns the thing knows.
"""

from __future__ import annotations

import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

# Of one thing, and in all: what keeps breaking must not fill the disk.
KEPT_OF_A_NAME = 3
KEPT = 10
MARK = ".corrupt-"
_NUMBER = re.compile(r"\.corrupt-\d{8}T\d{6}Z-(\d+)$")


def set_aside(path: Path, folder: Path) -> Path:
    """Move a damaged file or folder away.

    Args:
        path: What is damaged.
        folder: Where it is kept as `<name>.corrupt-<time>-<number>`; on the same file system, made when missing.

    Returns:
        Where it is now.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = max((_number(kept) for kept in folder.iterdir()), default=0) + 1
    kept = folder / f"{path.name.lstrip('.')}{MARK}{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{number}"
    path.rename(kept)
    _drop_oldest(folder)
    return kept


def drop_leftovers(folders: dict[Path, str]) -> int:
    """Remove what processes that are gone left half-written.

    Args:
        folders: Folders to look into with the pattern of such names; a name that ends in `.<process>` or
            `.<process>.tmp` is kept while that process lives.

    Returns:
        Number of files and folders removed.
    """
    removed = 0
    for folder, pattern in folders.items():
        for path in list(folder.glob(pattern)) if folder.is_dir() else ():
            if _is_in_use(path.name):
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
            removed += 1
    return removed


def _is_in_use(name: str) -> bool:
    process = name.removesuffix(".tmp").rpartition(".")[2]
    if not process.isdigit() or int(process) == os.getpid():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _drop_oldest(folder: Path) -> None:
    # By number, not by time: the clock may have been wrong.
    newest = sorted(folder.iterdir(), key=_number, reverse=True)
    seen: dict[str, int] = {}
    for position, path in enumerate(newest):
        name = path.name.partition(MARK)[0]
        seen[name] = seen.get(name, 0) + 1
        if position >= KEPT or seen[name] > KEPT_OF_A_NAME:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def _number(path: Path) -> int:
    found = _NUMBER.search(path.name)
    return int(found[1]) if found else 0
