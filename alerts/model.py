"""The words of this package: what was observed, and what of it is news."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What an alert is about; routes choose by it."""

    GAPS = "gaps"
    VERDICTS = "verdicts"
    RUNS = "runs"
    HEARTBEAT = "heartbeat"


class Severity(StrEnum):
    """How grave it is, as the suites of expectations say it."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Place in the order; more is graver."""
        return list(Severity).index(self)


class Change(StrEnum):
    """What became of an episode."""

    OPENED = "opened"
    WORSENED = "worsened"
    IMPROVED = "improved"
    RECOVERED = "recovered"
    REMINDED = "reminded"

    @property
    def is_bad_news(self) -> bool:
        """Whether something is wrong that was not so before, or is still."""
        return self not in (Change.IMPROVED, Change.RECOVERED)


@dataclass(frozen=True)
class Observation:
    """What was seen about one subject.

    Attributes:
        subject: Name of what is watched, the same each time.
        kind: What it is about.
        status: What was seen, for people.
        level: 0 when nothing is wrong; more is worse.
        severity: How grave it is when something is wrong.
        event: Name of the event that said so; none has the same.
        position: Place of the event in the event log, (end of its run, event); None for what is seen now.
        details: What a message may need: texts and numbers, JSON only.
    """

    subject: str
    kind: Kind
    status: str
    level: int
    severity: Severity
    event: str
    position: tuple[int, int] | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Transition:
    """News about an episode.

    Attributes:
        id: Name of the news; the same for the same events, whoever reads them again.
        episode: Number of the episode.
        subject: What is watched.
        kind: What it is about.
        change: What became of it.
        previous: Status before.
        status: Status now.
        severity: How grave the episode was at its worst.
        opened_at: When the episode began.
        details: As in the observation.
    """

    id: str
    episode: int
    subject: str
    kind: Kind
    change: Change
    previous: str | None
    status: str
    severity: Severity
    opened_at: datetime
    details: Mapping[str, Any]


@dataclass(frozen=True)
class Message:
    """One message for one channel, as it lies in the outbox.

    Attributes:
        id: Place in the order of sending.
        key: Name that no other message has.
        channel: Name of the channel.
        severity: The gravest in it; decides whether it may disturb quiet hours.
        title: First line.
        body: The text.
        state: `pending`, `held` by quiet hours, or `delivered`.
        attempts: How often it was tried.
        is_unsettled: An attempt began of which nobody wrote down the end.
        last_attempt_at: When it was last tried.
        next_attempt_at: Not before this time.
        last_error: Why the last attempt failed, without secrets.
        created_at: When it was written.
        delivered_at: When it went out.
    """

    id: int
    key: str
    channel: str
    severity: Severity
    title: str
    body: str
    state: str
    attempts: int
    is_unsettled: bool
    last_attempt_at: datetime | None
    next_attempt_at: datetime | None
    last_error: str | None
    created_at: datetime
    delivered_at: datetime | None

    def is_due(self, now: datetime) -> bool:
        """Tell whether it may be tried.

        Args:
            now: The time.
        """
        if self.next_attempt_at is None or now >= self.next_attempt_at:
            return True
        # The clock was set back since: a wait reckoned by the wrong clock could last for years.
        return self.last_attempt_at is not None and now < self.last_attempt_at
