"""Resources: the warehouse and the run's hold on it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import duckdb
from dagster_duckdb import DuckDBResource

from orchestration.home import Home


class RunInProgressError(Exception):
    """Another run is writing to the same home directory."""


class Warehouse(DuckDBResource):
    """The working database of a home directory, held by one run at a time.

    Dagster's own resource leaves the connection open when the body raises; DuckDB then refuses every later one with
    another configuration. This one always closes it.

    Attributes:
        run_lock: File locked while a run uses the warehouse; the system frees it when the process ends, however.
    """

    run_lock: str

    @contextmanager
    def get_connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the warehouse for writing, and close it whatever happens."""
        Path(self.database).parent.mkdir(parents=True, exist_ok=True)
        with super().get_connection() as connection:
            try:
                # DuckDB's own bar would write into the progress of the run.
                connection.execute("set enable_progress_bar = false")
                yield connection
            finally:
                connection.close()

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Warehouse]:
        """Hold the home directory from the first to the last step of the run."""
        from orchestration.observation.recorder import observed

        lock = Path(self.run_lock)
        with hold(lock), observed(Home(lock.parent.parent), context):
            yield self


@contextmanager
def hold(lock: Path) -> Iterator[None]:
    """Keep other runs away from a home directory.

    Args:
        lock: Lock file; made when missing.

    Raises:
        RunInProgressError: Another process holds it.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = lock.read_text(encoding="utf-8").strip() or "unknown"
            raise RunInProgressError(
                f"another run (process {holder}) is using {lock.parent.parent}. Remedy: wait until it has ended."
            ) from error
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        yield
    finally:
        os.close(descriptor)
