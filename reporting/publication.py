"""Publication: the marts as one folder that readers get whole, replaced by swapping a link.

A publication is written under its own name first. Only when everything is on the disk does the link `published`
move to it, in one rename, so that the DuckDB file, the Parquet files and the manifest change together and a reader
who has the old file open keeps reading it.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

INTERFACE_VERSION = 1
SCHEMA = "marts"
DATABASE = "marts.duckdb"
# The same file under a second name. DuckDB names a database after its file, and refuses `marts.kpi_target_status` as
# ambiguous in a database that is called marts too; BI tools write nothing else.
DATABASE_FOR_TOOLS = "mokuhyo.duckdb"
MANIFEST = "manifest.json"
PAGES = "pages"
KEPT = 3

PageBuilder = Callable[[duckdb.DuckDBPyConnection], str]


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
class PublishedTable:
    """A table of a publication.

    Attributes:
        rows: Number of rows.
        content: Hash of all rows, independent of their order.
    """

    rows: int
    content: str


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
        pages: Its pages by file name: None, or why the page could not be built.
    """

    id: str
    built_at: str
    as_of_date: date
    code_version: str
    fingerprint: str
    tables: Mapping[str, PublishedTable]
    directory: Path
    pages: Mapping[str, str | None] = field(default_factory=dict)


def publish(
    connection: duckdb.DuckDBPyConnection,
    publications: Path,
    published: Path,
    *,
    as_of: date,
    code_version: str,
    fingerprint: str,
    input_files: Sequence[InputFile],
    pages: Mapping[str, PageBuilder] | None = None,
) -> Publication:
    """Publish every table of schema `marts`, and pages made from them.

    Args:
        connection: Open connection to the warehouse.
        publications: Folder of publications.
        published: Link to the one in force.
        as_of: Day up to which was counted.
        code_version: Version of the code.
        fingerprint: Hash of everything the figures depend on.
        input_files: Files the figures come from.
        pages: What builds each page, by file name. One that fails is left out: it must not keep figures from readers.

    Returns:
        The publication, now in force.

    Raises:
        PublicationError: There is nothing to publish, or it was counted up to another day.
    """
    tables = _tables(connection)
    _require_same_day(connection, tables, as_of)
    built_at = datetime.now(UTC)
    name = f"{as_of:%Y%m%d}_{built_at:%Y%m%dT%H%M%SZ}_{uuid.uuid4().hex[:6]}"
    directory = publications / name
    unfinished = publications / f".{name}.unfinished"
    unfinished.mkdir(parents=True)
    try:
        described = _copy(connection, tables, unfinished)
        _name_for_tools(unfinished)
        built = _build_pages(connection, pages or {}, unfinished / PAGES)
        manifest = {
            "interface_version": INTERFACE_VERSION,
            "id": name,
            "built_at": built_at.isoformat(timespec="seconds"),
            "as_of_date": as_of.isoformat(),
            "code_version": code_version,
            "fingerprint": fingerprint,
            "tables": {table: asdict(description) for table, description in described.items()},
            "pages": built,
            "input_files": [{**asdict(file), "snapshot_date": file.snapshot_date.isoformat()} for file in input_files],
        }
        (unfinished / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        _flush(unfinished)
        unfinished.rename(directory)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    _swap(published, directory)
    _drop_old(publications, published)
    return _from_manifest(manifest, directory)


def publication_in_force(published: Path) -> Publication | None:
    """Return the publication the link points to, None when there is none.

    Args:
        published: The link.
    """
    manifest = published / MANIFEST
    if not manifest.is_file():
        return None
    return _from_manifest(json.loads(manifest.read_text(encoding="utf-8")), published.resolve())


def input_files(directory: Path) -> dict[str, dict[str, Any]]:
    """Return the files that the figures of a publication come from, by name relative to the inbox.

    Args:
        directory: The publication's folder, or the link to it.
    """
    manifest = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
    return {file["file"]: file for file in manifest["input_files"]}


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        "select table_name from information_schema.tables where table_schema = ? order by table_name", [SCHEMA]
    ).fetchall()
    if not rows:
        raise PublicationError("the warehouse holds no marts. Remedy: build the models first.")
    return [name for (name,) in rows]


def _require_same_day(connection: duckdb.DuckDBPyConnection, tables: Sequence[str], as_of: date) -> None:
    if "kpi_target_status" not in tables:
        raise PublicationError("the warehouse holds no target status. Remedy: build the models first.")
    days = connection.execute(f"select distinct as_of_date from {SCHEMA}.kpi_target_status").fetchall()  # noqa: S608
    if days and days != [(as_of,)]:
        found = ", ".join(str(day) for (day,) in days)
        raise PublicationError(
            f"the target status was built as of {found}, the landing is of {as_of}. Remedy: run the whole job."
        )


def _copy(connection: duckdb.DuckDBPyConnection, tables: Sequence[str], directory: Path) -> dict[str, PublishedTable]:
    """Copy tables with their comments, rows sorted, into a new database and Parquet files."""
    described = {}
    connection.execute(f"attach '{_quoted(directory / DATABASE)}' as publication")
    try:
        connection.execute(f"create schema publication.{SCHEMA}")
        for table in tables:
            source = f'{SCHEMA}."{table}"'
            connection.execute(f"create table publication.{source} as select * from {source} order by all")  # noqa: S608
            _copy_comments(connection, table)
            connection.execute(
                f"copy (from publication.{source}) to '{_quoted(directory / f'{table}.parquet')}' "
                "(format parquet, compression zstd)"
            )
            described[table] = _describe(connection, f"publication.{source}")
    finally:
        connection.execute("detach publication")
    return described


def _name_for_tools(directory: Path) -> None:
    try:
        # DuckDB follows a symbolic link to the name behind it, so it has to be a name of its own.
        (directory / DATABASE_FOR_TOOLS).hardlink_to(directory / DATABASE)
    except OSError:
        shutil.copy(directory / DATABASE, directory / DATABASE_FOR_TOOLS)  # a file system without hard links


def _build_pages(
    connection: duckdb.DuckDBPyConnection, pages: Mapping[str, PageBuilder], directory: Path
) -> dict[str, str | None]:
    """Write the pages and tell of each why it could not be built, None when it was."""
    built: dict[str, str | None] = {}
    for name, build in pages.items():
        directory.mkdir(exist_ok=True)
        try:
            (directory / name).write_text(build(connection), encoding="utf-8")
        except Exception as error:
            (directory / name).unlink(missing_ok=True)
            built[name] = f"{type(error).__name__}: {error}"
        else:
            built[name] = None
    return built


def _describe(connection: duckdb.DuckDBPyConnection, table: str) -> PublishedTable:
    # A sum of row hashes does not depend on the order; it is exact because it is not a floating-point sum.
    row = connection.execute(f"select count(*), coalesce(sum(hash(t)::hugeint), 0) from {table} as t").fetchone()  # noqa: S608
    assert row is not None
    return PublishedTable(rows=row[0], content=f"{row[1]:x}")


def _copy_comments(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    found = connection.execute(
        "select comment from duckdb_tables() where database_name = current_database() and schema_name = ? "
        "and table_name = ?",
        [SCHEMA, table],
    ).fetchone()
    target = f'publication.{SCHEMA}."{table}"'
    if found is not None and found[0]:
        connection.execute(f"comment on table {target} is '{_quoted(found[0])}'")
    columns = connection.execute(
        "select column_name, comment from duckdb_columns() where database_name = current_database() "
        "and schema_name = ? and table_name = ? and comment is not null",
        [SCHEMA, table],
    ).fetchall()
    for column, comment in columns:
        connection.execute(f"comment on column {target}.\"{column}\" is '{_quoted(comment)}'")


def _flush(directory: Path) -> None:
    """Force everything in a folder, and its entries, onto the disk."""
    for path in [*sorted(directory.rglob("*")), directory]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _swap(published: Path, directory: Path) -> None:
    """Point the link at a publication, in one rename."""
    temporary = published.with_name(f".{published.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    # Relative, so that the home directory can be moved.
    temporary.symlink_to(os.path.relpath(directory, published.parent))
    temporary.replace(published)
    _flush_entries(published.parent)


def _flush_entries(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _drop_old(publications: Path, published: Path) -> None:
    """Keep the last publications, always the one in force, and nothing unfinished."""
    in_force = published.resolve()
    finished = [path for path in publications.iterdir() if path.is_dir() and not path.name.startswith(".")]
    by_age = sorted(finished, key=lambda path: path.stat().st_mtime_ns, reverse=True)
    kept = {in_force, *by_age[:KEPT]}
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
        # Manifests of earlier versions name none.
        pages=manifest.get("pages", {}),
    )


def _quoted(value: object) -> str:
    return str(value).replace("'", "''")
