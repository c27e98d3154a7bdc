"""Snapshots of SQLite databases that a server may be writing to."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

BUSY_SECONDS = 60


def snapshot(database: Path, copy: Path) -> None:
    """Copy a database as of one moment, whoever writes to it meanwhile.

    Args:
        database: An SQLite database.
        copy: Where the copy shall be; nothing lies there.
    """
    source = sqlite3.connect(f"file:{quote(str(database))}?mode=ro", uri=True, timeout=BUSY_SECONDS)
    with closing(source), closing(sqlite3.connect(copy)) as target:
        source.backup(target)
