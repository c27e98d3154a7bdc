"""Delivery: emptying the outbox, each channel on its own.

Belongs here: order, retries, quiet hours, the time a tick may take, one sender per channel at a time. Not here: how a
message is handed over (`channels`).
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from alerts.channels import DeliveryError, send
from alerts.model import Message
from alerts.outbox import begin_attempt, hold, next_undelivered, record_delivery, record_failure, subjects_of
from alerts.redaction import redacted, short_error
from alerts.routes import AlertRoutes, Channel
from alerts.store import Store
from reporting.language import Language

BUDGET_SECONDS = 20.0
# So often in vain, and the next message is tried: this one itself may be what the channel refuses.
PATIENCE = 5
FAILURES_PER_TICK = 2

Clock = Callable[[], datetime]
Sender = Callable[[str, str, str], None]


@dataclass
class ChannelReport:
    """What a tick did for a channel.

    Attributes:
        channel: Its name.
        delivered: Messages it took.
        error: Why the last attempt failed, without secrets.
        is_busy: An earlier attempt is still going on.
    """

    channel: str
    delivered: int = 0
    error: str | None = None
    is_busy: bool = False


def deliver(
    file: Path,
    routes: AlertRoutes,
    *,
    clock: Clock,
    environment: Mapping[str, str] = os.environ,
    sender: Sender = send,
    budget_seconds: float = BUDGET_SECONDS,
) -> list[ChannelReport]:
    """Send what is due, every channel at once, for a bounded time.

    A channel that hangs keeps its own thread: that one writes down the end of its attempt whenever it comes, and no
    other sender touches the channel until then.

    Args:
        file: The outbox.
        routes: The channels.
        clock: Tells the time.
        environment: Variables that hold the addresses.
        sender: Hands one message over.
        budget_seconds: How long to wait.

    Returns:
        What was done, by channel.
    """
    deadline = time.monotonic() + budget_seconds
    reports = [ChannelReport(channel.name) for channel in routes.channels]
    threads = [
        threading.Thread(
            target=_serve,
            args=(file, routes, channel, report, clock, environment, sender, deadline),
            name=f"alerts-{channel.name}",
            daemon=True,
        )
        for channel, report in zip(routes.channels, reports, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread, report in zip(threads, reports, strict=True):
        thread.join(max(0.0, deadline - time.monotonic()))
        report.is_busy |= thread.is_alive()
    return reports


def _serve(
    file: Path,
    routes: AlertRoutes,
    channel: Channel,
    report: ChannelReport,
    clock: Clock,
    environment: Mapping[str, str],
    sender: Sender,
    deadline: float,
) -> None:
    url = channel.url(environment)
    try:
        with _alone(file.parent / "locks" / f"{channel.name}.lock") as is_alone, Store(file) as store:
            if not is_alone:
                report.is_busy = True
                return
            _send_due(store, routes, channel, report, clock, url, sender, deadline)
    except Exception as error:  # a thread that dies in silence would be a channel that is dead in silence
        report.error = short_error(f"{type(error).__name__}: {error}", [url] if url else [])


def _send_due(
    store: Store,
    routes: AlertRoutes,
    channel: Channel,
    report: ChannelReport,
    clock: Clock,
    url: str | None,
    sender: Sender,
    deadline: float,
) -> None:
    after, failures = 0, 0
    passed_over: set[str] = set()
    while time.monotonic() < deadline and (message := next_undelivered(store, channel.name, after)) is not None:
        after, now = message.id, clock()
        if channel.quiet_hours is not None and channel.quiet_hours.holds(message.severity, now.astimezone(routes.zone)):
            hold(store, message)
            continue
        about = subjects_of(store, message)
        if about & passed_over:
            # Of one subject nothing is read before what came earlier.
            passed_over |= about
            continue
        if message.is_due(now):
            error = _attempt(store, message, channel, url, sender, clock)
            if error is None:
                report.delivered += 1
                continue
            report.error = error
            failures += 1
            tried = message.attempts + 1
        else:
            tried = message.attempts
        passed_over |= about
        # Those after it wait too, unless it may be this one message that the channel refuses.
        if tried < PATIENCE or failures >= FAILURES_PER_TICK:
            return


def _attempt(
    store: Store, message: Message, channel: Channel, url: str | None, sender: Sender, clock: Clock
) -> str | None:
    begin_attempt(store, message, clock())
    try:
        if url is None:
            raise DeliveryError(f"{channel.url_env} is not set. Remedy: set it where the server is started")
        # Texts were redacted when they were written; an address that came later is taken out here.
        sender(url, redacted(message.title, [url]), redacted(_body(message, channel), [url]))
    except DeliveryError as error:
        told = short_error(str(error), [url] if url else [])
        record_failure(store, message, told, clock(), may_have_arrived=error.may_have_arrived)
        return told
    except Exception as error:
        told = short_error(f"{type(error).__name__}: {error}", [url] if url else [])
        record_failure(store, message, told, clock())
        return told
    record_delivery(store, message, clock())
    return None


def _body(message: Message, channel: Channel) -> str:
    if not message.is_unsettled:
        return message.body
    return message.body + repeated(channel.language)


def repeated(language: Language) -> str:
    """Return the note on a message that may have arrived before an interruption."""
    return "\n" + language.pick(
        "（再送: 前回の送信が途中で終わったため、同じものが届いている場合があります）",
        "(Sent again: an earlier attempt was interrupted, so this may have reached you already.)",
    )


@contextmanager
def _alone(lock: Path) -> Iterator[bool]:
    """Be the only sender of a channel on this machine; the system frees it when the process ends, however."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(descriptor)
