"""Episodes: from the first failure to the recovery, and what of it is news.

Belongs here: deciding from observations what changed. A message is due when something turns worse or better, never
because it was looked at again. Order is that of the event log; no clock decides it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from sqlite3 import Row
from typing import cast

from alerts.model import Change, Kind, Observation, Severity, Transition
from alerts.store import Store, as_text, as_time


def apply(store: Store, observations: Iterable[Observation], now: datetime) -> list[Transition]:
    """Record observations and return what is news.

    Args:
        store: The outbox, inside a transaction.
        observations: What was seen, in the order of the event log.
        now: Time of reading.

    Returns:
        News in the order of the observations. One that the log holds before another already seen is no news.
    """
    return [news for observation in observations if (news := _apply(store, observation, now)) is not None]


def open_episodes(store: Store) -> list[Row]:
    """Return the open episodes, the oldest first."""
    return store.connection.execute("select * from episodes where closed_at is null order by id").fetchall()


def remind(
    store: Store, interval: Callable[[Kind], timedelta], now: datetime, *, is_gone: Callable[[str], bool]
) -> list[Transition]:
    """Return reminders of episodes about which nothing was said for long.

    Args:
        store: The outbox, inside a transaction.
        interval: How long to be silent, by kind.
        now: The time.
        is_gone: Whether a subject no longer exists; its episode is closed instead.
    """
    reminders = []
    for row in open_episodes(store):
        told = cast(datetime, as_time(row["told_at"]))
        if now < told:
            # The clock was set back: wait by the clock of today.
            store.connection.execute("update episodes set told_at = ? where id = ?", [as_text(now), row["id"]])
            continue
        if now - told < interval(Kind(row["kind"])):
            continue
        if is_gone(row["subject"]):
            gone = "gone"
            _close(store, row["id"], gone, now)
            store.connection.execute("delete from subjects where subject = ?", [row["subject"]])
            reminders.append(_transition(row, Change.RECOVERED, row["status"], gone, f"gone {row['id']}"))
            continue
        count = row["reminders"] + 1
        store.connection.execute(
            "update episodes set told_at = ?, reminders = ? where id = ?", [as_text(now), count, row["id"]]
        )
        reminders.append(_transition(row, Change.REMINDED, row["status"], row["status"], f"reminder {count}"))
    return reminders


def _apply(store: Store, observation: Observation, now: datetime) -> Transition | None:
    known = store.connection.execute("select * from subjects where subject = ?", [observation.subject]).fetchone()
    place = observation.position or (0, 0)
    if (
        known is not None
        and observation.position is not None
        and place <= (known["run_position"], known["event_position"])
    ):
        return None
    store.connection.execute(
        "insert or replace into subjects (subject, status, level, run_position, event_position) values (?, ?, ?, ?, ?)",
        [observation.subject, observation.status, observation.level, *place],
    )
    episode = store.connection.execute(
        "select * from episodes where subject = ? and closed_at is null", [observation.subject]
    ).fetchone()
    if episode is None:
        return _open(store, observation, now) if observation.level > 0 else None
    if observation.level == 0:
        _close(store, episode["id"], observation.status, now)
        return _transition(episode, Change.RECOVERED, episode["status"], observation.status, observation.event)
    # Told again with the gravest severity it had: who heard of the failure hears of its end.
    severity = max(Severity(episode["severity"]), observation.severity, key=lambda one: one.rank)
    store.connection.execute(
        "update episodes set status = ?, level = ?, severity = ?, details = ? where id = ?",
        [observation.status, observation.level, severity, _json(observation), episode["id"]],
    )
    if observation.level == episode["level"]:
        return None
    store.connection.execute("update episodes set told_at = ? where id = ?", [as_text(now), episode["id"]])
    change = Change.WORSENED if observation.level > episode["level"] else Change.IMPROVED
    updated = store.connection.execute("select * from episodes where id = ?", [episode["id"]]).fetchone()
    return _transition(updated, change, episode["status"], observation.status, observation.event)


def _open(store: Store, observation: Observation, now: datetime) -> Transition:
    row = store.connection.execute(
        "insert into episodes (subject, kind, status, level, severity, details, opened_event, opened_at, told_at) "
        "values (?, ?, ?, ?, ?, ?, ?, ?, ?) returning *",
        [
            observation.subject,
            observation.kind,
            observation.status,
            observation.level,
            observation.severity,
            _json(observation),
            observation.event,
            as_text(now),
            as_text(now),
        ],
    ).fetchone()
    return _transition(row, Change.OPENED, None, observation.status, observation.event)


def _close(store: Store, episode: int, status: str, now: datetime) -> None:
    store.connection.execute(
        "update episodes set status = ?, level = 0, closed_at = ? where id = ?", [status, as_text(now), episode]
    )


def _transition(row: Row, change: Change, previous: str | None, status: str, event: str) -> Transition:
    name = "|".join([row["subject"], row["opened_event"], change, event])
    return Transition(
        id=hashlib.sha256(name.encode()).hexdigest()[:32],
        episode=row["id"],
        subject=row["subject"],
        kind=Kind(row["kind"]),
        change=change,
        previous=previous,
        status=status,
        severity=Severity(row["severity"]),
        opened_at=cast(datetime, as_time(row["opened_at"])),
        details=json.loads(row["details"]),
    )


def _json(observation: Observation) -> str:
    return json.dumps(dict(observation.details), ensure_ascii=False, default=str)
