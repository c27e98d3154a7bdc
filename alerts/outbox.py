"""The outbox: messages that wait until their channel has taken them.

Belongs here: writing messages down once, and what became of each. A channel that is away delays its messages; nothing
is ever taken out before it was delivered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from sqlite3 import Row
from typing import cast

from alerts.model import Message, Severity, Transition
from alerts.store import Store, as_text, as_time

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=15)
KEPT_AFTER_DELIVERY = timedelta(days=180)


def message_key(channel: str, names: Sequence[str]) -> str:
    """Return the name of a message: the same news for the same channel have one.

    Args:
        channel: Name of the channel.
        names: Names of the news in it.
    """
    return hashlib.sha256("\n".join([channel, *sorted(names)]).encode()).hexdigest()


def enqueue(
    store: Store,
    *,
    channel: str,
    key: str,
    severity: Severity,
    title: str,
    body: str,
    now: datetime,
    transitions: Sequence[Transition] = (),
) -> bool:
    """Write a message down, once.

    Args:
        store: The outbox, inside a transaction.
        channel: For whom.
        key: Its name.
        severity: The gravest in it.
        title: First line.
        body: The text, without secrets.
        now: The time.
        transitions: The news in it, also those that its text has no room for.

    Returns:
        False when it was there already.
    """
    row = store.connection.execute(
        "insert into messages (key, channel, severity, title, body, created_at) values (?, ?, ?, ?, ?, ?) "
        "on conflict (key) do nothing returning id",
        [key, channel, severity, title, body, as_text(now)],
    ).fetchone()
    if row is None:
        return False
    store.connection.executemany(
        "insert into message_items (message_id, transition, subject, change, episode) values (?, ?, ?, ?, ?)",
        [(row["id"], item.id, item.subject, item.change, item.episode) for item in transitions],
    )
    return True


def undelivered(store: Store, channel: str | None = None) -> list[Message]:
    """Return what waits, the oldest first.

    Args:
        store: The outbox.
        channel: Only its messages.
    """
    rows = store.connection.execute(
        "select * from messages where state <> 'delivered' and (? is null or channel = ?) order by id",
        [channel, channel],
    )
    return [_message(row) for row in rows]


def next_undelivered(store: Store, channel: str, after: int) -> Message | None:
    """Return the oldest message that waits for a channel.

    Args:
        store: The outbox.
        channel: Name of the channel.
        after: Only messages written after this one.
    """
    row = store.connection.execute(
        "select * from messages where state <> 'delivered' and channel = ? and id > ? order by id limit 1",
        [channel, after],
    ).fetchone()
    return None if row is None else _message(row)


def waiting_subjects(store: Store, channel: str) -> set[str]:
    """Return the subjects of which a channel has not heard yet."""
    rows = store.connection.execute(
        "select distinct subject from message_items inner join messages on messages.id = message_id "
        "where channel = ? and state <> 'delivered'",
        [channel],
    )
    return {row["subject"] for row in rows}


def hold(store: Store, message: Message) -> None:
    """Keep a message until quiet hours end."""
    if message.state != "held":
        with store.transaction() as connection:
            connection.execute("update messages set state = 'held' where id = ?", [message.id])


def begin_attempt(store: Store, message: Message, now: datetime) -> None:
    """Write down that a message is about to be sent: a crash now leaves open whether it arrived."""
    with store.transaction() as connection:
        connection.execute(
            "update messages set state = 'pending', attempts = attempts + 1, is_unsettled = 1, last_attempt_at = ? "
            "where id = ?",
            [as_text(now), message.id],
        )


def subjects_of(store: Store, message: Message) -> set[str]:
    """Return what a message is about."""
    rows = store.connection.execute("select subject from message_items where message_id = ?", [message.id])
    return {row["subject"] for row in rows}


def record_failure(
    store: Store, message: Message, error: str, now: datetime, *, may_have_arrived: bool = False
) -> None:
    """Write down that an attempt failed, and when to try again.

    Args:
        store: The outbox.
        message: As it was before the attempt.
        error: Why, without secrets.
        now: The time.
        may_have_arrived: The channel did not say that it refused it.
    """
    wait = min(FIRST_WAIT * 2 ** min(message.attempts, 10), LONGEST_WAIT)
    with store.transaction() as connection:
        connection.execute(
            "update messages set is_unsettled = ?, last_error = ?, next_attempt_at = ? where id = ?",
            # Once it is open whether it arrived, a later refusal does not settle it.
            [int(may_have_arrived or message.is_unsettled), error, as_text(now + wait), message.id],
        )


def record_delivery(store: Store, message: Message, now: datetime) -> None:
    """Write down that the channel took a message."""
    with store.transaction() as connection:
        connection.execute(
            "update messages set state = 'delivered', is_unsettled = 0, last_error = null, next_attempt_at = null, "
            "delivered_at = ? where id = ?",
            [as_text(now), message.id],
        )


def forget_old(store: Store, now: datetime) -> None:
    """Take out messages that were delivered long ago; inside a transaction."""
    store.connection.execute(
        "delete from messages where state = 'delivered' and delivered_at < ?", [as_text(now - KEPT_AFTER_DELIVERY)]
    )


def _message(row: Row) -> Message:
    return Message(
        id=row["id"],
        key=row["key"],
        channel=row["channel"],
        severity=Severity(row["severity"]),
        title=row["title"],
        body=row["body"],
        state=row["state"],
        attempts=row["attempts"],
        is_unsettled=bool(row["is_unsettled"]),
        last_attempt_at=as_time(row["last_attempt_at"]),
        next_attempt_at=as_time(row["next_attempt_at"]),
        last_error=row["last_error"],
        created_at=cast(datetime, as_time(row["created_at"])),
        delivered_at=as_time(row["delivered_at"]),
    )
