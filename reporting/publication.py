"""Publication: the marts as one folder that readers get at once, replaced by swapping a link.

A publication is written under its own name first. Only when everything is on the disk does the link `published`
move to it, in one rename, so that the DuckDB file, the Parquet files and the manifest change together and a reader
who has the old file open keeps reading it.

Readers get sensitive tables as schema `disclosed` shows them. The whole marts go into a database of their own, outside
the publications (`internal_marts`).
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from ingest.atomic_write import flush
from ingest.file_hash import sha256_of
from reporting.documents import Document, DocumentBuilder, build_documents
from reporting.internal_marts import drop_old, internal_database, internal_folder, write_whole_marts
from reporting.table_copy import (
    DATABASE,
    DATABASE_FOR_TOOLS,
    DISCLOSED_SCHEMA,
    SCHEMA,
    PublishedTable,
    TableKeys,
    copy_tables,
)

INTERFACE_VERSION = 1
MANIFEST = "manifest.json"
KEPT = 3


class PublicationError(Exception):
    """The warehouse cannot be published as it is."""


@dataclass(frozen=True)
class InputFile:
    """A file the figures come from.

    Attributes:
        source: Source name.
        fiscal_year: Fiscal year in which its rows were registered; None for a narrative.
        snapshot_date: Day as of which it is complete.
        file: Name relative to the inbox.
        sha256: Hash of its content.
        rows: Data rows.
    """

    source: str
    fiscal_year: int | None
    snapshot_date: date
    file: str
    sha256: str
    rows: int


@dataclass(frozen=True)
class Publication:
    """What a manifest says.

    Attributes:
        id: Name of the publication's folder.
        built_at: When it was built, ISO 8601 with time zone.
        as_of_date: Day up to which was counted.
        code_version: Version of the code.
        fingerprint: Hash of everything the figures depend on.
        tables: Its tables by name.
        directory: Where it lies.
        documents: What was made from the tables, by name.
        sequence: Number that orders publications, whatever the clock says; 0 in those of before there were numbers.
    """

    id: str
    built_at: str
    as_of_date: date
    code_version: str
    fingerprint: str
    tables: Mapping[str, PublishedTable]
    directory: Path
    documents: Mapping[str, Document] = field(default_factory=dict)
    sequence: int = 0

    @property
    def order(self) -> tuple[int, str]:
        """What sorts publications by when they were built."""
        return self.sequence, self.built_at


def publish(
    connection: duckdb.DuckDBPyConnection,
    publications: Path,
    published: Path,
    *,
    as_of: date,
    code_version: str,
    fingerprint: str,
    input_files: Sequence[InputFile],
    keys: Mapping[str, TableKeys] | None = None,
    disclosed: Collection[str] = (),
    documents: Mapping[str, DocumentBuilder] | None = None,
) -> Publication:
    """Publish every table of schema `marts`, and documents made from them.

    Args:
        connection: Open connection to the warehouse.
        publications: Folder of publications.
        published: Link to the one in force.
        as_of: Day up to which was counted.
        code_version: Version of the code.
        fingerprint: Hash of everything the figures depend on.
        input_files: Files the figures come from.
        keys: Keys of the tables.
        disclosed: Tables that are published as schema `disclosed` shows them.
        documents: What builds each document. One that fails is left out: it must not keep figures from readers.

    Returns:
        The publication, now in force.

    Raises:
        PublicationError: There is nothing to publish, it was counted up to another day, or what is held back of a table
            was not built.
    """
    tables = _tables(connection)
    _require_same_day(connection, tables, as_of)
    _require_disclosed(connection, tables, disclosed)
    built_at = datetime.now(UTC)
    name = f"{as_of:%Y%m%d}_{built_at:%Y%m%dT%H%M%SZ}_{uuid.uuid4().hex[:6]}"
    directory = publications / name
    unfinished = publications / f".{name}.unfinished"
    unfinished.mkdir(parents=True)
    try:
        described = copy_tables(connection, tables, unfinished, keys, disclosed)
        _name_for_tools(unfinished)
        # DuckDB copies while the documents are drawn.
        with ThreadPoolExecutor(max_workers=1) as beside:
            whole = beside.submit(write_whole_marts, connection, tables, internal_database(published, name))
            built = build_documents(unfinished, documents or {})
            whole.result()
        manifest = {
            "interface_version": INTERFACE_VERSION,
            "id": name,
            "sequence": _next_sequence(publications),
            "built_at": built_at.isoformat(timespec="milliseconds"),
            "as_of_date": as_of.isoformat(),
            "code_version": code_version,
            "fingerprint": fingerprint,
            "tables": {table: asdict(description) for table, description in described.items()},
            "documents": {name: asdict(document) for name, document in built.items()},
            "input_files": [{**asdict(file), "snapshot_date": file.snapshot_date.isoformat()} for file in input_files],
            "files": _hashes(unfinished),
        }
        (unfinished / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        _flush(unfinished)
        unfinished.rename(directory)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    put_in_force(published, directory)
    _drop_old(publications, published)
    drop_old(internal_folder(published), {path.name for path in publications.iterdir()})
    return _from_manifest(manifest, directory)


def publication_in_force(published: Path) -> Publication | None:
    """Return the publication the link points to, None when there is none.

    Args:
        published: The link.
    """
    return read_publication(published.resolve()) if (published / MANIFEST).is_file() else None


def read_publication(directory: Path) -> Publication:
    """Return a publication.

    Args:
        directory: Its folder.
    """
    return _from_manifest(json.loads((directory / MANIFEST).read_text(encoding="utf-8")), directory)


def input_files(directory: Path) -> dict[str, dict[str, Any]]:
    """Return the files that the figures of a publication come from, by name relative to the inbox.

    Args:
        directory: The publication's folder, or the link to it.
    """
    manifest = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
    return {file["file"]: file for file in manifest["input_files"]}


def counted_contents(directory: Path) -> list[tuple[str, str]]:
    """Return the files that the figures of a publication come from, as name and hash.

    Args:
        directory: The publication's folder, or the link to it.
    """
    return [(name, file["sha256"]) for name, file in input_files(directory).items()]


def put_in_force(published: Path, directory: Path) -> None:
    """Point the link at a publication, in one rename.

    Args:
        published: The link.
        directory: Folder of the publication.
    """
    temporary = published.with_name(f".{published.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    # Relative, so that the home directory can be moved.
    temporary.symlink_to(os.path.relpath(directory, published.parent))
    temporary.replace(published)
    flush(published.parent)


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        "select table_name from information_schema.tables where table_schema = ? order by table_name", [SCHEMA]
    ).fetchall()
    if not rows:
        raise PublicationError("the warehouse holds no marts. Remedy: build the models first.")
    return [name for (name,) in rows]


def _require_disclosed(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[str], disclosed: Collection[str]
) -> None:
    """Refuse to publish a sensitive table whole because what is held back of it was never built."""
    built = connection.execute(
        "select table_name from information_schema.tables where table_schema = ?", [DISCLOSED_SCHEMA]
    ).fetchall()
    missing = (set(disclosed) & set(tables)) - {name for (name,) in built}
    if missing:
        raise PublicationError(
            f"schema `{DISCLOSED_SCHEMA}` lacks {', '.join(sorted(missing))}: what is held back of it is not known. "
            "Remedy: build the models first."
        )


def _require_same_day(connection: duckdb.DuckDBPyConnection, tables: Sequence[str], as_of: date) -> None:
    if "kpi_target_status" not in tables:
        raise PublicationError("the warehouse holds no target status. Remedy: build the models first.")
    days = connection.execute(f"select distinct as_of_date from {SCHEMA}.kpi_target_status").fetchall()  # noqa: S608
    if days and days != [(as_of,)]:
        found = ", ".join(str(day) for (day,) in days)
        raise PublicationError(
            f"the target status was built as of {found}, the landing is of {as_of}. Remedy: run the whole job."
        )


def _name_for_tools(directory: Path) -> None:
    try:
        # DuckDB follows a symbolic link to the name behind it, so it has to be a name of its own.
        (directory / DATABASE_FOR_TOOLS).hardlink_to(directory / DATABASE)
    except OSError:
        shutil.copy(directory / DATABASE, directory / DATABASE_FOR_TOOLS)  # a file system without hard links


def _flush(directory: Path) -> None:
    """Force everything in a folder, and its entries, onto the disk."""
    for path in [*sorted(directory.rglob("*")), directory]:
        flush(path)


def _hashes(directory: Path) -> dict[str, str]:
    """Return the hash of every file below a folder, by name relative to it."""
    files = sorted(path for path in directory.rglob("*") if path.is_file())
    return {path.relative_to(directory).as_posix(): sha256_of(path) for path in files}


def _next_sequence(publications: Path) -> int:
    return 1 + max((_order(path)[0] for path in _finished(publications)), default=0)


def _finished(publications: Path) -> list[Path]:
    return [path for path in publications.iterdir() if path.is_dir() and not path.name.startswith(".")]


def _order(directory: Path) -> tuple[int, str]:
    try:
        return read_publication(directory).order
    except (OSError, ValueError, KeyError, TypeError):
        return -1, ""  # damaged: the first to go


def _drop_old(publications: Path, published: Path) -> None:
    """Keep the last publications, always the one in force, and nothing unfinished."""
    in_force = published.resolve()
    # By number, not by time: the clock may have been wrong.
    newest = sorted(_finished(publications), key=_order, reverse=True)
    kept = {in_force, *newest[:KEPT]}
    for path in publications.iterdir():
        if path.is_dir() and path not in kept:
            shutil.rmtree(path)


def _from_manifest(manifest: Mapping[str, Any], directory: Path) -> Publication:
    return Publication(
        id=manifest["id"],
        built_at=manifest["built_at"],
        as_of_date=date.fromisoformat(manifest["as_of_date"]),
        code_version=manifest["code_version"],
        fingerprint=manifest["fingerprint"],
        tables={name: PublishedTable(**table) for name, table in manifest["tables"].items()},
        directory=directory,
        # Manifests of earlier versions name none of these.
        sequence=manifest.get("sequence", 0),
        documents={
            name: Document(tuple(document["files"]), document["error"])
            for name, document in manifest.get("documents", {}).items()
        },
    )
