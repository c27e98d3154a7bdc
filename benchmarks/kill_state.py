"""What a home directory holds, value by value, and whether its readers get one whole publication."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable
from typing import Any

import dagster as dg
import duckdb
import pyarrow.parquet as pq

from orchestration.home import Home
from orchestration.instance import open_instance
from reporting.internal_marts import internal_database
from reporting.publication import MANIFEST
from reporting.publication_integrity import damage_of
from reporting.table_copy import DATABASE, SCHEMA

# When something was done: by its nature another moment in every run. No table of the marts has such a column.
MOMENTS = {
    "history": ("reported_at",),
    "receipts": ("attempted_at",),
}
LEFTOVERS = (
    ".*.tmp",
    "*.tmp",
    ".*unfinished*",
    ".published.*",
    ".sample_inbox.*",
    "*.wal",
    "*.corrupt-*",
    "spool",
)


def contents(home: Home) -> dict[str, str]:
    """Return an ordered hash of each thing that a run leaves, by name.

    Args:
        home: Home directory after a run.
    """
    directory = home.published.resolve()
    whole = internal_database(home.published, directory.name)
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{directory / DATABASE}' as shown (read_only)")
        connection.execute(f"attach '{whole}' as whole (read_only)")
        found = {
            **{f"parquet/{path.name}": _rows(f"'{path}'") for path in sorted(directory.glob("*.parquet"))},
            **_tables(connection, "shown"),
            **_tables(connection, "whole"),
            **{
                f"history/{path.relative_to(home.history)}": _rows(f"'{path}'", MOMENTS["history"])
                for path in sorted(home.history.glob("*/*.parquet"))
            },
        }
        hashes = {name: _hash_rows(connection, query) for name, query in found.items()}
    hashes |= {
        f"landing/{path.relative_to(home.landing)}": _hash(path.read_bytes())
        for path in sorted(home.landing.rglob("*.parquet"))
    }
    hashes["receipts"] = _hash(json.dumps(_receipts(home), sort_keys=True).encode())
    if home.company_pairs.is_file():
        hashes["review"] = _hash(home.company_pairs.read_bytes())
    return hashes


def _tables(connection: duckdb.DuckDBPyConnection, catalog: str) -> dict[str, str]:
    names = connection.execute(
        "select table_name from duckdb_tables() where database_name = ? and schema_name = ? order by 1",
        [catalog, SCHEMA],
    ).fetchall()
    return {f"{catalog}/{name}": _rows(f'{catalog}.{SCHEMA}."{name}"') for (name,) in names}


def _rows(relation: str, without: Iterable[str] = ()) -> str:
    # A relation of an older home may lack the column.
    excluded = f"columns(lambda name: name not in ({', '.join(repr(one) for one in without)}))" if without else "*"
    return f"select {excluded} from {relation}"  # noqa: S608 (names of our own)


def _hash_rows(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    cursor = connection.execute(query)
    digest = hashlib.sha256(repr([(column[0], str(column[1])) for column in cursor.description or ()]).encode())
    while rows := cursor.fetchmany(1000):
        digest.update(repr(rows).encode())
    return digest.hexdigest()


def _receipts(home: Home) -> list[dict[str, Any]]:
    receipts = [json.loads(path.read_bytes()) for path in home.receipts.glob("*.json")]
    shown = [{name: value for name, value in one.items() if name not in MOMENTS["receipts"]} for one in receipts]
    return sorted(shown, key=lambda one: (one["sequence"], one["file"]))


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def check_readers(home: Home, published_before: bool) -> str | None:
    """Read what is published as readers do, and return what is wrong with it.

    Args:
        home: Home directory.
        published_before: Whether something must be published.
    """
    if not home.published.is_symlink():
        return "nothing is published any more" if published_before else None
    directory = home.published.resolve()
    damage = damage_of(directory)
    if damage is not None:
        return f"{directory.name}: {damage}"
    manifest = json.loads((directory / MANIFEST).read_bytes())
    whole = internal_database(home.published, directory.name)
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{directory / DATABASE}' as shown (read_only)")
        if not whole.is_file():
            return f"{directory.name} has no whole marts"
        connection.execute(f"attach '{whole}' as whole (read_only)")
        for name, told in manifest["tables"].items():
            parquet = directory / f"{name}.parquet"
            if pq.read_metadata(parquet).num_rows != told["rows"]:
                return f"{directory.name}: {name}.parquet has another number of rows than the manifest says"
            for relation in (f'shown.{SCHEMA}."{name}"', f"'{parquet}'"):
                found = connection.execute(
                    f"select count(*), coalesce(sum(hash(t)::hugeint), 0) from {relation} as t"  # noqa: S608
                ).fetchone()
                assert found is not None
                if (found[0], f"{found[1]:x}") != (told["rows"], told["content"]):
                    return f"{directory.name}: {relation} is not what the manifest says"
        days = [
            connection.execute(f"select distinct as_of_date from {catalog}.{SCHEMA}.kpi_target_status").fetchall()  # noqa: S608
            for catalog in ("shown", "whole")
        ]
    if any([row[0].isoformat() for row in day] != [manifest["as_of_date"]] for day in days):
        return f"{directory.name}: tables of another day than the manifest's"
    return None


def leftovers(home: Home) -> list[str]:
    """Return what is in a home directory after a run and belongs to none.

    Args:
        home: Home directory while no run is in progress.
    """
    found = [str(path.relative_to(home.root)) for pattern in LEFTOVERS for path in home.root.rglob(pattern)]
    kept = {path.name for path in home.publications.iterdir()}
    found += [path.name for path in (home.root / "internal").iterdir() if path.name.removesuffix(".duckdb") not in kept]
    descriptor = os.open(home.run_lock, os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        found.append("the run lock is held")
    finally:
        os.close(descriptor)
    with open_instance(home) as instance:
        open_runs = instance.get_runs(
            dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING])
        )
    # Dagster's own logs beside its database are no leftovers while it is open.
    found = [name for name in found if not (name.startswith("dagster/") and name.endswith((".wal", "-wal")))]
    return [*sorted(set(found)), *(f"run {run.run_id} is open" for run in open_runs)]
