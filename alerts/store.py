"""The outbox file: one SQLite database of messages, episodes and what was read already.

Belongs here: its tables and its transactions. Not here: what is written into them and why.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

SCHEMA_VERSION = 1
BUSY_SECONDS = 30
FILE_MODE = 0o600

_TABLES = """
create table if not exists state (name text primary key, value text not null) strict;
-- Ends of runs that were read, and where reading of each run's events ended.
create table if not exists run_ends (position integer primary key, run_id text not null) strict;
create table if not exists run_events (run_id text primary key, cursor text not null) strict;
create table if not exists subjects (
    subject text primary key, status text not null, level integer not null,
    run_position integer not null, event_position integer not null
) strict;
create table if not exists episodes (
    id integer primary key autoincrement, subject text not null, kind text not null, status text not null,
    level integer not null, severity text not null, details text not null, opened_event text not null,
    opened_at text not null, told_at text not null, reminders integer not null default 0, closed_at text
) strict;
create unique index if not exists one_open_episode on episodes (subject) where closed_at is null;
create table if not exists messages (
    id integer primary key autoincrement, key text not null unique, channel text not null, severity text not null,
    title text not null, body text not null, state text not null default 'pending',
    attempts integer not null default 0, is_unsettled integer not null default 0, last_attempt_at text,
    next_attempt_at text, last_error text, created_at text not null, delivered_at text
) strict;
create index if not exists undelivered on messages (channel, id) where state <> 'delivered';
create table if not exists message_items (
    message_id integer not null references messages (id) on delete cascade, transition text not null,
    subject text not null, change text not null, episode integer not null, primary key (message_id, transition)
) strict;
create index if not exists items_of_subject on message_items (subject);
"""


class OutboxVersionError(Exception):
    """The outbox was written by another version."""


class Store:
    """An open outbox file.

    Used by one thread; each thread opens its own.
    """

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        is_new = not file.exists()
        # Transactions are begun by hand: reading positions and moving them must be one.
        self.connection = sqlite3.connect(file, timeout=BUSY_SECONDS, isolation_level=None)
        self.connection.row_factory = sqlite3.Row
        if is_new:
            file.chmod(FILE_MODE)
        self.connection.execute("pragma journal_mode = wal")
        # Full, not normal: a message may not be forgotten by a power cut after the cursor moved.
        self.connection.execute("pragma synchronous = full")
        self.connection.execute("pragma foreign_keys = on")
        version = self.connection.execute("pragma user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            self.connection.close()
            raise OutboxVersionError(
                f"{file} was written by a newer version ({version}). Remedy: use that version, or restore the backup "
                "made before it."
            )
        if version < SCHEMA_VERSION:
            with self.transaction():
                for statement in _TABLES.split(";\n"):
                    self.connection.execute(statement)
                self.connection.execute(f"pragma user_version = {SCHEMA_VERSION}")

    @classmethod
    def reading(cls, uri: str) -> Store:
        """Open an outbox without writing to it.

        Args:
            uri: The file as an SQLite URI that says so.
        """
        store = cls.__new__(cls)
        store.connection = sqlite3.connect(uri, uri=True)
        store.connection.row_factory = sqlite3.Row
        return store

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write all of the body or nothing of it; nobody else writes meanwhile."""
        self.connection.execute("begin immediate")
        try:
            yield self.connection
        except BaseException:
            self.connection.execute("rollback")
            raise
        self.connection.execute("commit")

    def value(self, name: str) -> str | None:
        """Return a remembered value, None when there is none."""
        row = self.connection.execute("select value from state where name = ?", [name]).fetchone()
        return None if row is None else str(row["value"])

    def remember(self, name: str, value: str) -> None:
        """Remember a value."""
        self.connection.execute("insert or replace into state (name, value) values (?, ?)", [name, value])

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def as_text(moment: datetime) -> str:
    """Return a time as the outbox keeps it: UTC, sortable as text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def as_time(text: str | None) -> datetime | None:
    """Return a time of the outbox."""
    return None if text is None else datetime.fromisoformat(text)
