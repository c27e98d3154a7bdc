"""Composition: the news of one batch for one channel in one message, bounded.

Belongs here: choosing, ordering, bounding, naming a message. Not here: the words about one piece of news (`items`).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from alerts.facts import Facts
from alerts.items import CHANGES, SEVERITIES, Voice, item_lines
from alerts.model import Change, Kind, Severity, Transition
from alerts.outbox import enqueue, message_key, waiting_subjects
from alerts.redaction import redacted
from alerts.routes import AlertRoutes, Channel
from alerts.store import Store

REFERENCE_LENGTH = 12


def enqueue_news(
    store: Store,
    routes: AlertRoutes,
    news: Sequence[Transition],
    facts: Callable[[], Facts],
    now: datetime,
    environment: Mapping[str, str] = os.environ,
) -> int:
    """Write one message per channel that is to hear of something in a batch.

    Args:
        store: The outbox, inside a transaction.
        routes: The routes.
        news: The batch.
        facts: Reads what is published; called only when there is something to say.
        now: The time.
        environment: Variables that hold the addresses, to keep them out of the texts.

    Returns:
        Number of messages written.
    """
    addresses = [url for channel in routes.channels if (url := channel.url(environment))]
    written = 0
    for channel in routes.channels:
        chosen = [one for one in news if any(route.takes(one) for route in routes.routes_of(channel))]
        if any(one.change is Change.REMINDED for one in chosen):
            # Who has not even heard of the failure needs no reminder of it.
            waiting = waiting_subjects(store, channel.name)
            chosen = [one for one in chosen if one.change is not Change.REMINDED or one.subject not in waiting]
        if not chosen:
            continue
        key = message_key(channel.name, [one.id for one in chosen])
        title, body = compose(chosen, facts(), routes, channel, key)
        written += enqueue(
            store,
            channel=channel.name,
            key=key,
            severity=gravest(chosen),
            title=redacted(title, addresses),
            body=redacted(body, addresses),
            now=now,
            transitions=chosen,
        )
    return written


def gravest(news: Sequence[Transition]) -> Severity:
    """Return the gravest severity among news."""
    return max((one.severity for one in news), key=lambda severity: severity.rank)


def compose(
    news: Sequence[Transition], facts: Facts, routes: AlertRoutes, channel: Channel, key: str
) -> tuple[str, str]:
    """Return title and text of a message.

    Args:
        news: What it is to say.
        facts: What is published.
        routes: Bounds, time zone, links.
        channel: For whom.
        key: Name of the message.
    """
    voice = Voice(channel.language, routes.zone, routes.links.runbook)
    # Bad news first, then the gravest, then verdicts before the gaps behind them, then the oldest.
    ordered = sorted(
        news,
        key=lambda one: (
            not one.change.is_bad_news,
            -one.severity.rank,
            one.kind is not Kind.VERDICTS,
            one.opened_at,
            one.subject,
        ),
    )
    reference = voice.say("照会番号", "Reference") + f": {key[:REFERENCE_LENGTH]}"
    room = routes.bounds.characters - len(reference) - 200
    shown: list[str] = []
    for one in ordered[: routes.bounds.items]:
        paragraph = "\n".join(item_lines(one, facts, voice))
        if shown and sum(len(text) + 2 for text in shown) + len(paragraph) > room:
            break
        shown.append(paragraph if len(paragraph) <= room else paragraph[: room - 1] + "…")
    left = ordered[len(shown) :]
    parts = [*shown, *([_more(left, voice)] if left else []), reference]
    return _title(ordered, voice), "\n\n".join(parts)


def _title(news: Sequence[Transition], voice: Voice) -> str:
    counts = Counter(one.change for one in news)
    parts = [f"{voice.say(*CHANGES[change])} {counts[change]}" for change in Change if counts[change]]
    worst = voice.say(*SEVERITIES[gravest(news)])
    return f"[mokuhyo] {worst}: {voice.say('、', ', ').join(parts)}"


def _more(left: Sequence[Transition], voice: Voice) -> str:
    counts = Counter(one.severity for one in left)
    by_severity = voice.say("、", ", ").join(
        f"{voice.say(*SEVERITIES[severity])} {counts[severity]}" for severity in reversed(Severity) if counts[severity]
    )
    return voice.say(
        f"ほか{len(left)}件（{by_severity}）: mokuhyo alerts list",
        f"and {len(left)} more ({by_severity}): mokuhyo alerts list",
    )
