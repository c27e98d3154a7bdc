"""Dagster's own files of runs and events: set aside when they are damaged. No figure depends on them.

What is lost with them is what the UI shows of earlier runs, and the memory of sensors: the next run goes on without.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from ingest.set_aside import set_aside
from orchestration.home import Home

# A larger file is not read through before each run; what is wrong deep inside it shows when it is used.
MOST_BYTES_TO_READ_THROUGH = 64 * 1024**2
BESIDE = ("-wal", "-shm", "-journal")


def repair_run_storage(home: Home) -> list[str]:
    """Set damaged files of runs and events aside.

    Args:
        home: Home directory.

    Returns:
        What was set aside.
    """
    history = home.dagster / "history"
    files = [home.dagster / "schedules" / "schedules.db", history / "runs.db", history / "runs" / "index.db"]
    said = []
    for file in files:
        if not file.is_file():
            continue
        damage = _damage(file)
        if damage is None:
            continue
        for name in (f"{file.name}{suffix}" for suffix in BESIDE):
            if (file.parent / name).exists():
                set_aside(file.parent / name, home.corrupt)
        kept = set_aside(file, home.corrupt)
        said.append(f"{file.name} of the run history is damaged ({damage}); set aside as {kept}. Figures are the same.")
    return said


def _damage(file: Path) -> str | None:
    try:
        connection = sqlite3.connect(file, timeout=5)
        try:
            connection.execute("select count(*) from sqlite_master").fetchone()
            if file.stat().st_size <= MOST_BYTES_TO_READ_THROUGH:
                (found,) = connection.execute("pragma quick_check(1)").fetchone()
                return None if found == "ok" else str(found).splitlines()[0]
        finally:
            connection.close()
    except sqlite3.OperationalError:
        return None  # busy, full or read-only: no damage
    except sqlite3.DatabaseError as error:
        return str(error)
    return None
