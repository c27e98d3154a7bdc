"""What each dbt node was built from, kept in the warehouse: a whole run builds only what would come out otherwise.

A node is known by the contents of what it is made of. Contents are known by a hash of their rows; those of large tables
by what they were built from. Nothing is kept unless the run before came to its end, by the same code, with the same
engines and as of the same day: see `may_be_kept`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from graphlib import TopologicalSorter
from typing import Any, NamedTuple

import duckdb

from orchestration.registration import NotRegisteredError, Registration, read_registration
from reporting.table_copy import describe

# Hashing more rows than these costs more than it may save.
MOST_ROWS_HASHED = 1_000_000
# Landed files are named by their content: the day, the hash of the file and that of its contract.
_FILE_BY_CONTENT = re.compile(r"/\d{8}_[0-9a-f]{16}_[0-9a-f]{8}\.parquet")
_PARQUET = re.compile(r"[^'/]*\.parquet")
_RELATIONS = """
select schema_name, table_name, estimated_size, null
from duckdb_tables() where database_name = current_database()
union all
select schema_name, view_name, null, sql
from duckdb_views() where database_name = current_database() and not internal
"""


class Relation(NamedTuple):
    """A table or view of the warehouse.

    Attributes:
        rows: About how many rows a table has, None for a view.
        sql: What a view selects, None for a table.
    """

    rows: int | None
    sql: str | None


class Built(NamedTuple):
    """A node as it was built last.

    Attributes:
        made_of: Hash of the contents it was built from.
        content: What its own content is known by; of a test, whether it let the run go on.
    """

    made_of: str
    content: str


def begin(connection: duckdb.DuckDBPyConnection) -> None:
    """Note that a run changes the warehouse from now on.

    Args:
        connection: Open connection to the warehouse, writable.
    """
    connection.execute("create schema if not exists build")
    connection.execute(
        "create table if not exists build.nodes (node varchar primary key, made_of varchar, content varchar)"
    )
    connection.execute("create or replace table build.finished (as_of date, code_version varchar, engines varchar)")


def finish(connection: duckdb.DuckDBPyConnection, registration: Registration, engines: Mapping[str, str]) -> None:
    """Note that a run came to its end: what it built may be kept by the next.

    Args:
        connection: Open connection to the warehouse, writable.
        registration: What the run registered.
        engines: Versions of the engines.
    """
    begin(connection)
    connection.execute(
        "insert into build.finished values (?, ?, ?)",
        [registration.as_of, registration.code_version, _text(engines)],
    )


def forget_all(connection: duckdb.DuckDBPyConnection) -> None:
    """Forget every node: tables are about to change otherwise than by a whole run.

    Args:
        connection: Open connection to the warehouse, writable.
    """
    begin(connection)
    connection.execute("delete from build.nodes")


def may_be_kept(connection: duckdb.DuckDBPyConnection, registration: Registration, engines: Mapping[str, str]) -> bool:
    """Tell whether what stands in the warehouse may be kept by a run.

    Args:
        connection: Open connection to the warehouse.
        registration: What the run is about to register.
        engines: Versions of the engines.
    """
    try:
        last = read_registration(connection)
        finished = connection.execute("select as_of, code_version, engines from build.finished").fetchall()
    except (NotRegisteredError, duckdb.CatalogException):
        return False
    wanted = (registration.as_of, registration.code_version, _text(engines))
    return finished == [wanted] and (last.as_of, last.code_version) == wanted[:2]


class BuildState:
    """What stands in the warehouse of a group of nodes, beside what they would be built from now.

    Args:
        connection: Open connection to the warehouse, with schema `build`.
        manifest: The parsed dbt project.
        nodes: dbt's ids of the models, seeds and tests of the group.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any], nodes: Collection[str]
    ) -> None:
        self._manifest = manifest
        self._known = {
            node: Built(made_of, content)
            for node, made_of, content in connection.execute(
                "select node, made_of, content from build.nodes"
            ).fetchall()
        }
        self._relations = _relations(connection)
        self._contents: dict[str, str] = {}
        graph = {node: self._parents(node) for node in nodes}
        self.order: Sequence[str] = [node for node in TopologicalSorter(graph).static_order() if node in graph]
        for parent in sorted({parent for parents in graph.values() for parent in parents} - graph.keys()):
            self._contents[parent] = self._content_outside(connection, parent)
        self.stale = self._stale(connection)

    @property
    def kept(self) -> Sequence[str]:
        """Nodes that stay as they are, each after those it is made of."""
        return [node for node in self.order if node not in self.stale]

    def forget_stale(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Forget the nodes that are about to be built, so that none is believed if the run ends in between."""
        connection.execute("delete from build.nodes where list_contains(?, node)", [sorted(self.stale)])

    def remember(self, connection: duckdb.DuckDBPyConnection, built: Collection[str]) -> None:
        """Keep what the nodes were built from.

        Args:
            connection: Open connection to the warehouse, writable.
            built: Nodes that were built, or tests that let the run go on.
        """
        self._relations = _relations(connection)
        rows = []
        for node in self.order:
            if node not in self.stale:
                continue
            made_of = self._made_of(node)
            self._contents[node] = self._content(connection, node, made_of)
            if node in built:
                rows.append([node, made_of, self._contents[node]])
        if rows:
            connection.execute(
                "insert or replace into build.nodes select unnest(?), unnest(?), unnest(?)",
                list(zip(*rows, strict=True)),
            )

    def _stale(self, connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
        stale: set[str] = set()
        for node in self.order:
            known = self._known.get(node)
            if known is not None and known.made_of == self._made_of(node) and self._stands(connection, node, known):
                self._contents[node] = known.content
            else:
                stale.add(node)
                # Known when it is built; until then it is like nothing that was.
                self._contents[node] = f"not yet built: {node}"
        return frozenset(stale)

    def _made_of(self, node: str) -> str:
        return _hash([node, *(f"{parent}={self._contents[parent]}" for parent in self._parents(node))])

    def _parents(self, node: str) -> list[str]:
        # Seeds have none.
        return sorted(set(self._manifest["nodes"][node]["depends_on"].get("nodes", ())))

    def _stands(self, connection: duckdb.DuckDBPyConnection, node: str, known: Built) -> bool:
        """Tell whether a table is there as it was built: a person may have changed it, or a disk."""
        properties = self._manifest["nodes"][node]
        if properties["resource_type"] == "test":
            return True
        return _place(properties) in self._relations and self._content(connection, node, known.made_of) == known.content

    def _content_outside(self, connection: duckdb.DuckDBPyConnection, parent: str) -> str:
        """Return the content of something that the group reads and does not build."""
        if parent in self._known:
            return self._known[parent].content
        properties = self._manifest["sources"].get(parent) or self._manifest["nodes"][parent]
        relation = self._relations.get(_place(properties))
        if relation is None:
            return "missing"
        if relation.sql is not None and _reads_files_by_content(relation.sql):
            return _hash([relation.sql])
        return _rows_hashed(connection, _place(properties))

    def _content(self, connection: duckdb.DuckDBPyConnection, node: str, made_of: str) -> str:
        properties = self._manifest["nodes"][node]
        relation = self._relations.get(_place(properties))
        if properties["resource_type"] == "test" or relation is None:
            return ""
        if relation.rows is None or relation.rows > MOST_ROWS_HASHED:
            return made_of
        return _rows_hashed(connection, _place(properties))


def _text(engines: Mapping[str, str]) -> str:
    return json.dumps(engines, sort_keys=True)


def _place(properties: Mapping[str, Any]) -> tuple[str, str]:
    return properties["schema"], properties.get("alias") or properties.get("identifier") or properties["name"]


def _relations(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], Relation]:
    return {
        (schema, name): Relation(rows, sql) for schema, name, rows, sql in connection.execute(_RELATIONS).fetchall()
    }


def _reads_files_by_content(sql: str) -> bool:
    files = _PARQUET.findall(sql)
    return bool(files) and len(files) == len(_FILE_BY_CONTENT.findall(sql))


def _rows_hashed(connection: duckdb.DuckDBPyConnection, place: tuple[str, str]) -> str:
    found = describe(connection, ".".join(f'"{part}"' for part in place))
    return f"{found.rows}:{found.content}"


def _hash(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
