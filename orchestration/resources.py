"""Resources: the warehouse and the run's hold on it."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

import dagster as dg
import duckdb
from dagster_duckdb import DuckDBResource

from orchestration.home import Home
from orchestration.repair import repair

# Locks that this very run holds, so that its steps may ask for them again; another thread is another run.
_HELD: ContextVar[frozenset[Path]] = ContextVar("held", default=frozenset())
ATTEMPTS, PAUSE_SECONDS = 5, 0.1


class RunInProgressError(Exception):
    """Another run is writing to the same home directory."""


class Warehouse(DuckDBResource):
    """The working database of a home directory, held by one run at a time.

    Dagster's own resource leaves the connection open when the body raises; DuckDB then refuses every later one with
    another configuration. This one always closes it.

    Attributes:
        memory_limit: Memory that DuckDB takes before it puts what it works on aside, such as `2GB`.
        run_lock: File locked while a run uses the warehouse; the system frees it when the process ends, however.
    """

    run_lock: str
    memory_limit: str | None = None

    @contextmanager
    def get_connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the warehouse for writing, and close it whatever happens."""
        Path(self.database).parent.mkdir(parents=True, exist_ok=True)
        with super().get_connection() as connection:
            try:
                # DuckDB's own bar would write into the progress of the run.
                connection.execute("set enable_progress_bar = false")
                if self.memory_limit is not None:
                    connection.execute(f"set memory_limit = '{self.memory_limit}'")
                yield connection
            finally:
                connection.close()

    def discard(self) -> None:
        """Begin anew: a whole run fills an empty warehouse, whatever an earlier one left in it."""
        database = Path(self.database)
        # The log first: without its database it would be taken for that of the next one.
        database.with_name(f"{database.name}.wal").unlink(missing_ok=True)
        database.unlink(missing_ok=True)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Warehouse]:
        """Hold the home directory from the first to the last step of the run."""
        from orchestration.observation.recorder import observed

        lock = Path(self.run_lock)
        home = Home(lock.parent.parent)
        with hold(lock, again=True) as is_new:
            # Whoever holds it already has put the home directory in order.
            for warning in repair(home) if is_new else ():
                if context.log is not None:
                    context.log.warning(warning)
            with observed(home, context):
                yield self


@contextmanager
def hold(lock: Path, *, again: bool = False) -> Iterator[bool]:
    """Keep other runs away from a home directory.

    Args:
        lock: Lock file; made when missing.
        again: Whether it may be held by this very run already.

    Yields:
        Whether it was not held before.

    Raises:
        RunInProgressError: Another process holds it.
    """
    if again and lock in _HELD.get():
        yield False
        return
    lock.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _lock(descriptor, lock)
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        _HELD.set(_HELD.get() | {lock})
        try:
            yield True
        finally:
            _HELD.set(_HELD.get() - {lock})
    finally:
        os.close(descriptor)


def _lock(descriptor: int, lock: Path) -> None:
    # Who only looks whether it is held, holds it for a moment itself.
    for attempt in range(ATTEMPTS):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            if attempt + 1 < ATTEMPTS:
                time.sleep(PAUSE_SECONDS)
                continue
            holder = lock.read_text(encoding="utf-8").strip() or "unknown"
            raise RunInProgressError(
                f"another run (process {holder}) is using {lock.parent.parent}. Remedy: wait until it has ended."
            ) from error
