"""Whether a publication is whole, and which one readers get when the one in force is not.

The manifest tells the hash of every file. Manifests of earlier versions tell none; there the tables must be there and
the database must open.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb

from ingest.file_hash import sha256_of
from ingest.set_aside import set_aside
from reporting.internal_marts import internal_database
from reporting.publication import MANIFEST, put_in_force
from reporting.rollback import kept_publications
from reporting.table_copy import DATABASE


def damage_of(directory: Path) -> str | None:
    """Return what is wrong with a publication, None when it is whole.

    Args:
        directory: Its folder.
    """
    try:
        manifest: dict[str, Any] = json.loads((directory / MANIFEST).read_bytes())
        tables, files = list(manifest["tables"]), dict(manifest.get("files", {}))
        for key in ("id", "built_at", "as_of_date", "code_version", "fingerprint", "input_files"):
            manifest[key]
    except FileNotFoundError:
        return f"{MANIFEST} is missing"
    except (ValueError, KeyError, TypeError, AttributeError):
        return f"{MANIFEST} is damaged"
    for name, sha256 in files.items():
        if not (directory / name).is_file():
            return f"{name} is missing"
        if sha256_of(directory / name) != sha256:
            return f"{name} is damaged"
    if files:
        return None
    for table in tables:
        if not (directory / f"{table}.parquet").is_file():
            return f"{table}.parquet is missing"
    return _database_damage(directory / DATABASE)


def repair_publications(publications: Path, published: Path, corrupt: Path) -> list[str]:
    """See to it that readers get a whole publication, if there is any.

    Args:
        publications: Folder of publications.
        published: Link to the one in force.
        corrupt: Folder for what is set aside.

    Returns:
        What was found and done. A publication that was set aside is built again by the run that follows.
    """
    if not publications.is_dir():
        return []
    said = []
    in_force = published.resolve() if published.is_symlink() else None
    if in_force is not None and in_force.is_dir():
        damage = damage_of(in_force)
        if damage is None:
            return _repair_whole_marts(published, in_force.name, corrupt)
        said.append(f"publication {in_force.name}: {damage}; set aside as {set_aside(in_force, corrupt)}.")
    elif in_force is None and not any(not path.name.startswith(".") for path in publications.iterdir()):
        return []  # nothing was published yet
    else:
        said.append(f"the link {published} leads to no publication.")
    for candidate in [one.directory for one in kept_publications(publications)]:
        damage = damage_of(candidate)
        if damage is None:
            put_in_force(published, candidate)
            said.append(f"publication {candidate.name} is in force until this run has built it anew.")
            return said
        said.append(f"publication {candidate.name}: {damage}; set aside as {set_aside(candidate, corrupt)}.")
    published.unlink(missing_ok=True)
    return said


def _repair_whole_marts(published: Path, publication: str, corrupt: Path) -> list[str]:
    database = internal_database(published, publication)
    if not database.is_file():
        return []  # of an older version; a run that finds them missing builds anew
    damage = _database_damage(database)
    if damage is None:
        return []
    return [f"whole marts {database.name}: {damage}; set aside as {set_aside(database, corrupt)}."]


def _database_damage(database: Path) -> str | None:
    if not database.is_file():
        return f"{database.name} is missing"
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            connection.execute("select count(*) from duckdb_tables()").fetchone()
    except duckdb.Error as error:
        return f"{database.name} does not open ({str(error).splitlines()[0][:200]})"
    return None
