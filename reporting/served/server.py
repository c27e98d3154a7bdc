"""A server of the marts: a copy of the publication in force in memory, which clients read.

A publication is read through once and closed again: it can be replaced or removed while the server runs. The copy
changes in one transaction, so a query sees one publication or the next and never half of each. The database has no
access to files or the network, its configuration is locked, and clients may only ask what `authorization` lets through.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from pathlib import Path

import duckdb

from reporting.publication import Publication, publication_in_force
from reporting.published import NotPublishedError
from reporting.served.authorization import FUNCTION, macro
from reporting.served.extensions import NO_NETWORK, load_extensions
from reporting.sql_text import quoted
from reporting.table_copy import DATABASE, SCHEMA

HOST = "127.0.0.1"
POLL_SECONDS = 1.0
# Clients of DuckDB 1.5 ask for a table by its bare name, whatever schema it is in, and for a view by schema and name.
# So the tables stand in the default schema, and the interface's schema holds views of them.
STORED = "main"

_CLOSED = (
    f"set global quack_authorization_function = '{FUNCTION}'",
    # Names of Python variables are no tables.
    "set global python_enable_replacements = false",
    "set global allow_community_extensions = false",
    "set global enable_external_access = false",
    "set global lock_configuration = true",
)


class ServerError(Exception):
    """The server cannot start."""


class MartsServer:
    """Serves the publication in force until it is stopped."""

    def __init__(self, published: Path) -> None:
        """Open an empty database that is closed to everything but reads.

        Args:
            published: Link to the publication in force.

        Raises:
            ExtensionMissingError: The protocol is not installed.
        """
        self._published = published
        self._served: str | None = None
        self._uri: str | None = None
        self._connection = duckdb.connect(":memory:", config={**NO_NETWORK})
        load_extensions(self._connection)
        self._connection.execute(macro())
        self._connection.execute(f"create schema {SCHEMA}")
        for statement in _CLOSED:
            self._connection.execute(statement)

    def start(self, port: int, token: str) -> str:
        """Answer clients from now on.

        Args:
            port: Free port of the loopback interface.
            token: What clients must present.

        Returns:
            What a client attaches.

        Raises:
            NotPublishedError: Nothing was published yet.
            ServerError: The port cannot be had.
        """
        self.refresh()
        _require_free(port)
        uri = f"quack:{HOST}:{port}"
        try:
            self._connection.execute("call quack_serve($1, token := $2)", [uri, token])
        except duckdb.Error as error:
            # The text of the error may hold the statement's values, and so the token.
            raise ServerError(f"the server does not start on port {port}: {type(error).__name__}.") from None
        self._uri = uri
        return uri

    def refresh(self) -> Publication | None:
        """Serve the publication in force, if another one is served.

        Returns:
            The publication, None when it is served already.

        Raises:
            NotPublishedError: Nothing was published yet.
            OSError: Its files are gone.
            duckdb.Error: It cannot be read.
        """
        publication = publication_in_force(self._published)
        if publication is None:
            raise NotPublishedError(
                f"nothing is published in {self._published.parent} yet. Remedy: `mokuhyo run` first."
            )
        if publication.id == self._served:
            return None
        # By the folder behind the link, so that a publication that arrives meanwhile changes nothing here.
        with duckdb.connect(str(publication.directory / DATABASE), read_only=True, config={**NO_NETWORK}) as source:
            copy_marts(source, self._connection)
        self._served = publication.id
        return publication

    def follow(self, stopped: threading.Event, tell: Callable[[str], None]) -> None:
        """Serve each publication as it comes, until told to stop.

        Args:
            stopped: Set to end.
            tell: Takes a line for each publication, and for each failure: what was served before stays.
        """
        failure = None
        while not stopped.wait(POLL_SECONDS):
            try:
                publication = self.refresh()
            except (NotPublishedError, OSError, duckdb.Error) as error:
                # Once per cause: the next try comes in a second.
                if (told := f"{type(error).__name__}: {error}") != failure:
                    tell(f"the new publication cannot be read, the old one stays: {told}")
                failure = told
                continue
            failure = None
            if publication is not None:
                tell(f"serves {publication.id}, as of {publication.as_of_date}")

    def stop(self) -> None:
        """Answer nobody any more."""
        if self._uri is not None:
            self._connection.execute("call quack_stop($1)", [self._uri])
            self._uri = None
        self._connection.close()


def _require_free(port: int) -> None:
    """Refuse a port that is listened on: the protocol's server would share it, and each answer half of the clients."""
    with socket.socket() as probe:
        # A port whose last connections are still closing is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise ServerError(
                f"port {port} of {HOST} cannot be had: {error.strerror}. Remedy: choose another with --port."
            ) from error


def copy_marts(source: duckdb.DuckDBPyConnection, target: duckdb.DuckDBPyConnection) -> None:
    """Replace the served tables by those of a publication, with their comments, in one transaction.

    Args:
        source: Open connection to the publication's database.
        target: Connection to the database in memory.
    """
    tables: dict[str, list[tuple[str, str, str | None]]] = {}
    for table, column, kind, comment in source.execute(
        "select table_name, column_name, data_type, comment from duckdb_columns() "
        "where database_name = current_database() and schema_name = ? order by table_name, column_index",
        [SCHEMA],
    ).fetchall():
        tables.setdefault(table, []).append((column, kind, comment))
    comments = dict(
        source.execute("select table_name, comment from duckdb_tables() where schema_name = ?", [SCHEMA]).fetchall()
    )
    target.begin()
    try:
        for stale in _served_tables(target) - tables.keys():
            target.execute(f"drop view {SCHEMA}.{_name(stale)}")
            target.execute(f"drop table {STORED}.{_name(stale)}")
        for table, columns in tables.items():
            _copy_table(source, target, table, columns)
            _comment(target, table, comments[table], columns)
    except BaseException:
        target.rollback()
        raise
    target.commit()


def _served_tables(target: duckdb.DuckDBPyConnection) -> set[str]:
    rows = target.execute("select view_name from duckdb_views() where schema_name = ?", [SCHEMA]).fetchall()
    return {name for (name,) in rows}


def _copy_table(
    source: duckdb.DuckDBPyConnection,
    target: duckdb.DuckDBPyConnection,
    table: str,
    columns: list[tuple[str, str, str | None]],
) -> None:
    listed = ", ".join(f"{_name(column)} {kind}" for column, kind, _ in columns)
    target.execute(f"create or replace table {STORED}.{_name(table)} ({listed})")
    # Batch by batch: the copy is all that memory holds of it.
    rows = source.execute(f"select * from {_database(source)}.{SCHEMA}.{_name(table)}").to_arrow_reader()  # noqa: S608
    target.register("incoming", rows)
    try:
        target.execute(f"insert into {STORED}.{_name(table)} select * from incoming")  # noqa: S608
    finally:
        target.unregister("incoming")
    target.execute(f"create or replace view {SCHEMA}.{_name(table)} as select * from {STORED}.{_name(table)}")  # noqa: S608


def _comment(
    target: duckdb.DuckDBPyConnection, table: str, comment: str | None, columns: list[tuple[str, str, str | None]]
) -> None:
    for kind, schema in (("view", SCHEMA), ("table", STORED)):
        if comment is not None:
            target.execute(f"comment on {kind} {schema}.{_name(table)} is {_text(comment)}")
        for column, _, described in columns:
            if described is not None:
                target.execute(f"comment on column {schema}.{_name(table)}.{_name(column)} is {_text(described)}")


def _database(connection: duckdb.DuckDBPyConnection) -> str:
    row = connection.execute("select current_database()").fetchone()
    assert row is not None
    return _name(row[0])


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return f"'{quoted(value)}'"
