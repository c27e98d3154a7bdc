"""Repair: what a run does first, while it holds the home directory, so that nothing an earlier one left can mislead it.

What is derived and damaged is set aside, to be made again by the run; what nothing can make again stops it. Receipts
and landed files are seen to by the landing, which knows the inbox.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from ingest.set_aside import drop_leftovers, set_aside
from orchestration.home import Home
from orchestration.run_storage import repair_run_storage

# Patterns of names that only a process that is gone can have left.
TEMPORARY = ".*.tmp"


def repair(home: Home) -> list[str]:
    """Put a home directory in order. Whoever calls holds its run lock.

    Args:
        home: Home directory; it need not exist.

    Returns:
        What was damaged and set aside, a sentence each.

    Raises:
        HistoryDamagedError: A kept report is damaged or gone.
    """
    from reporting.history_ledger import verify_history
    from reporting.publication_integrity import repair_publications

    drop_leftovers(_leftovers(home))
    verify_history(home.history)
    return [
        *repair_run_storage(home),
        *_repair_warehouse(home),
        *_repair_parsed_projects(home),
        *repair_publications(home.publications, home.published, home.corrupt),
    ]


def _leftovers(home: Home) -> dict[Path, str]:
    folders = [home.receipts, home.company_pairs.parent, home.data_docs.parent, home.dagster, home.history]
    for below in (home.landing, home.history):
        folders += [path for path in below.rglob("*") if path.is_dir()] if below.is_dir() else []
    return {
        **dict.fromkeys([home.landing, *folders], TEMPORARY),
        home.root: f".{home.published.name}.*",
        home.publications: ".*.unfinished",
        home.root / "internal": ".*.unfinished*",
        home.dbt / "parsed": ".*.unfinished",
        home.warehouse.parent: f"{home.warehouse.name}.tmp",
    }


def _repair_parsed_projects(home: Home) -> list[str]:
    from orchestration.dbt_manifest import parsed_projects

    return [
        f"the parsed dbt project is damaged; set aside as {set_aside(project.directory, home.corrupt)}, and made anew."
        for project in parsed_projects(home)
        if project.is_damaged()
    ]


def _repair_warehouse(home: Home) -> list[str]:
    log = home.warehouse.with_name(f"{home.warehouse.name}.wal")
    if not home.warehouse.is_file():
        # A log without its database would be taken for that of the next one.
        log.unlink(missing_ok=True)
        return []
    try:
        if home.warehouse.stat().st_size == 0:
            raise duckdb.IOException("it is empty")
        with duckdb.connect(str(home.warehouse)) as connection:
            connection.execute("select count(*) from duckdb_tables()").fetchone()
        if not log.exists():
            return []
        # Whatever it could read of the log DuckDB has written into the database by now.
        return [
            f"the log of the warehouse holds no entry that can be read; set aside as {set_aside(log, home.corrupt)}."
        ]
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        # Held by somebody else, or not ours to read: no damage.
        if "lock" in said.lower() or "denied" in said.lower() or "read-only" in said.lower() or "space" in said.lower():
            return []
    if log.exists():
        set_aside(log, home.corrupt)
    kept = set_aside(home.warehouse, home.corrupt)
    return [f"the warehouse does not open ({said[:200]}); set aside as {kept}, and built anew."]
