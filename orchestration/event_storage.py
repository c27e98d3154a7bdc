"""Dagster's SQLite event log with connections that stay open.

The shipped storage makes an engine, a connection and a checkpoint of the file for each of the thousand events of a
run, which cost more than the figures themselves. This one keeps an engine per file; format and place are the same, so
either can read what the other wrote. `dagster.yaml` names this class; without that block the shipped one serves.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import dagster as dg

# Dagster documents this path for `dagster.yaml`; there is no public one.
from dagster._core.storage.event_log import SqliteEventLogStorage
from sqlalchemy import Connection, Engine, create_engine, event

INDEX_SHARD = "index"
BUSY_SECONDS = 60
# A server shows one run after the other; connections to those it showed last are enough.
MOST_ENGINES = 16


class PooledEventLogStorage(SqliteEventLogStorage):
    """SQLite event log that keeps its connections."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        self._engines: dict[str, Engine] = {}
        self._batches: dict[str, Connection] = {}
        self._tables: set[str] = set()
        # One at a time, as in the shipped storage: a reader of this process must not upgrade into a busy writer.
        self._one_at_a_time = threading.RLock()
        super().__init__(*arguments, **keywords)

    @classmethod
    def config_type(cls) -> Any:
        """Name what `dagster.yaml` may say."""
        return {"base_dir": dg.Field(dg.StringSource, is_required=False)}

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Mapping[str, Any]) -> PooledEventLogStorage:
        """Build the storage that `dagster.yaml` names; without a folder in the instance's own, wherever that lies."""
        folder = config_value.get("base_dir") or Path(os.environ["DAGSTER_HOME"]) / "history" / "runs"
        return cls(str(folder), inst_data=inst_data)

    def store_event(self, event: dg.EventLogEntry) -> None:
        """Write an event down, and let those see it who watch the file: with a write-ahead log it is not touched."""
        super().store_event(event)
        os.utime(self.path_for_shard(event.run_id))

    def store_event_batch(self, events: Sequence[dg.EventLogEntry]) -> None:
        """Write events down that belong together, all of them or none: those planned at the start of a run."""
        runs = {event.run_id for event in events}
        with ExitStack() as stack:
            for shard in (*sorted(runs), INDEX_SHARD):
                stack.enter_context(self._batch(shard))
            for event in events:
                super().store_event(event)
        for run_id in runs:
            os.utime(self.path_for_shard(run_id))

    def has_table(self, table_name: str) -> bool:
        """Whether the log of all assets has a table; asked for each check, and no table ever goes."""
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    def run_connection(self, run_id: str | None = None) -> Any:
        """Connect to the log of a run."""
        return super().run_connection(run_id) if run_id is None else self._connection(run_id)

    def index_connection(self) -> AbstractContextManager[Connection]:
        """Connect to the log of all assets."""
        return self._connection(INDEX_SHARD)

    def dispose(self) -> None:
        """Close every connection."""
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()
        super().dispose()

    @contextmanager
    def _connection(self, shard: str) -> Iterator[Connection]:
        with self._one_at_a_time:
            if shard in self._batches:
                yield self._batches[shard]
                return
            engine = self._engines.get(shard)
            if engine is None:
                engine = self._engines[shard] = self._engine(shard)
                self._close_oldest(shard)
            with engine.connect() as connection, connection.begin():
                yield connection

    @contextmanager
    def _batch(self, shard: str) -> Iterator[None]:
        with self._connection(shard) as connection:
            self._batches[shard] = connection
            try:
                yield
            finally:
                del self._batches[shard]

    def _close_oldest(self, asked_for: str) -> None:
        for shard in [name for name in self._engines if name not in (asked_for, INDEX_SHARD)][: 1 - MOST_ENGINES]:
            self._engines.pop(shard).dispose()

    def _engine(self, shard: str) -> Engine:
        # The shipped storage makes the tables when it connects for the first time.
        first = super().index_connection() if shard == INDEX_SHARD else super().run_connection(shard)
        with first:
            pass
        engine = create_engine(
            self.conn_string_for_shard(shard),
            pool_size=1,
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        )
        event.listen(engine, "connect", _relax)
        return engine


def _relax(connection: Any, _: object) -> None:
    # With a write-ahead log a power cut can lose the last events, but not the file.
    connection.execute("pragma synchronous = normal")
