"""The heartbeat: proof that the path from the sensor to the channel works.

Belongs here: the daily message, and the file that monitors outside may watch.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Any

from alerts.items import Voice
from alerts.model import Kind, Severity
from alerts.outbox import enqueue, message_key
from alerts.routes import AlertRoutes, Channel
from alerts.store import Store, as_text


def enqueue_heartbeats(store: Store, routes: AlertRoutes, figures: Mapping[str, Any], now: datetime) -> int:
    """Write the day's heartbeat for each channel that asked for it and has not got it.

    Args:
        store: The outbox, inside a transaction.
        routes: The routes.
        figures: `last_run`, `publication`, `open_episodes`, `pending`.
        now: The time.

    Returns:
        Number of messages written.
    """
    local = now.astimezone(routes.zone)
    if local.time() < time.fromisoformat(routes.heartbeat.at):
        return 0
    written = 0
    for channel in routes.channels:
        if not any(Kind.HEARTBEAT in route.kinds for route in routes.routes_of(channel)):
            continue
        # One that waits says all that a second could: that the path is broken.
        waits = store.connection.execute(
            "select 1 from messages where channel = ? and state <> 'delivered' and key like 'heartbeat%'",
            [channel.name],
        ).fetchone()
        if waits:
            continue
        title, body = _text(channel, routes, figures)
        key = "heartbeat-" + message_key(channel.name, [f"heartbeat {local.date()}"])
        written += enqueue(
            store, channel=channel.name, key=key, severity=Severity.INFO, title=title, body=body, now=now
        )
    return written


def write_heartbeat_file(file: Path, content: Mapping[str, Any], now: datetime) -> None:
    """Write what the last tick saw, whole or not at all.

    Args:
        file: `heartbeat.json`.
        content: What else to say.
        now: The time.
    """
    from ingest.atomic_write import write_atomically

    text = json.dumps({"at": as_text(now), **content}, ensure_ascii=False, indent=1, default=str)
    write_atomically(file, text.encode())


def _text(channel: Channel, routes: AlertRoutes, figures: Mapping[str, Any]) -> tuple[str, str]:
    voice = Voice(channel.language, routes.zone, routes.links.runbook)
    none = voice.say("なし", "none")
    title = "[mokuhyo] " + voice.say("通知は届いています", "alerts reach you")
    lines = [
        voice.say("通知の経路は動いています。", "The path of alerts works."),
        f"{voice.say('最後に成功した実行', 'Last successful run')}: {figures.get('last_run') or none}",
        f"{voice.say('公開', 'Publication')}: {figures.get('publication') or none}",
        f"{voice.say('未解決', 'Open episodes')}: {figures.get('open_episodes', 0)}",
        f"{voice.say('送信待ち', 'Messages waiting')}: {figures.get('pending', 0)}",
    ]
    return title, "\n".join(lines)
