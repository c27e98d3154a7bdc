"""One tick of the alerts: read what happened, write down what is news, send what is due.

The sensor and `mokuhyo alerts send` call it. Where reading stands is kept in the outbox itself and moves in the
transaction that writes the messages, so nothing is read twice or lost, whoever reads. Sending comes after and moves
nothing back.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import dagster as dg

from alerts.channels import send
from alerts.composition import enqueue_news
from alerts.delivery import BUDGET_SECONDS, ChannelReport, Sender, deliver
from alerts.episodes import apply, open_episodes, remind
from alerts.facts import read_facts
from alerts.heartbeat import enqueue_heartbeats, write_heartbeat_file
from alerts.model import Kind, Observation, Severity
from alerts.outbox import forget_old, undelivered
from alerts.routes import AlertRoutes, AlertRoutesError, load_routes
from alerts.store import Store, as_text
from orchestration.automation import alert_events
from orchestration.automation.alert_events import RUNLESS, RunEnd
from orchestration.automation.alert_sensor import now_utc
from orchestration.documents import published_link
from orchestration.home import Home
from orchestration.settings import Settings

HEARTBEAT = "heartbeat.json"
POSITION, WATCHED_SINCE = "position", "watched_since"
# Numbers of the log are given before they are written: a smaller one may show up later. Read again, counted once.
OVERLAP = 1000
Checks = Callable[[], Sequence[dg.AssetCheckKey]]


@dataclass
class Tick:
    """What a tick did.

    Attributes:
        messages: Messages written.
        channels: What each channel took; empty when nobody is to be told.
        open_episodes: Number of episodes now open.
        pending: Number of messages that wait.
    """

    messages: int = 0
    channels: list[ChannelReport] = field(default_factory=list)
    open_episodes: int = 0
    pending: int = 0


def routes_of(settings: Settings) -> AlertRoutes | None:
    """Return the routes of the settings, None when nobody is to be told.

    Args:
        settings: Choices of the operator.

    Raises:
        AlertRoutesError: They cannot be used.
    """
    file = settings.alert_routes or Home(settings.home).alert_routes
    if settings.alert_routes is not None and not file.is_file():
        raise AlertRoutesError(f"{file}: no such file. Remedy: write it, or unset MOKUHYO_ALERT_ROUTES.")
    return load_routes(file, settings.alert_urls)


def tick(
    settings: Settings,
    instance: dg.DagsterInstance,
    checks: Checks,
    *,
    clock: Callable[[], datetime] = now_utc,
    environment: Mapping[str, str] = os.environ,
    sender: Sender = send,
    budget_seconds: float = BUDGET_SECONDS,
) -> Tick:
    """Read, write down, send.

    Args:
        settings: Choices of the operator.
        instance: Dagster's instance.
        checks: Returns every check there is; called only when needed.
        clock: Tells the time.
        environment: Variables that hold the addresses.
        sender: Hands one message over.
        budget_seconds: How long to wait for the channels.

    Returns:
        What was done; without channels nothing is read either, so that nothing is missed later.

    Raises:
        AlertRoutesError: The routes cannot be used; nothing was read.
    """
    folder, outbox = Home(settings.home).alerts, Home(settings.home).alert_outbox
    done = Tick()
    try:
        routes = routes_of(settings)
        if routes is None:
            write_heartbeat_file(folder / HEARTBEAT, {"channels": [], "error": "no channel is configured"}, clock())
            return done
        with Store(outbox) as store:
            reader = _Reader(settings, routes, instance, store, checks, clock, environment)
            done.messages = reader.read()
        done.channels = deliver(
            outbox,
            routes,
            clock=clock,
            environment=environment,
            sender=sender,
            budget_seconds=budget_seconds,
        )
        with Store(outbox) as store:
            waiting = undelivered(store)
            done.pending, done.open_episodes = len(waiting), len(open_episodes(store))
        write_heartbeat_file(
            folder / HEARTBEAT,
            {
                "open_episodes": done.open_episodes,
                "pending": done.pending,
                "oldest_pending": as_text(waiting[0].created_at) if waiting else None,
                "channels": [vars(report) for report in done.channels],
                "error": None,
            },
            clock(),
        )
    except Exception as error:
        # The class only: what an error says may hold an address.
        write_heartbeat_file(folder / HEARTBEAT, {"error": type(error).__name__}, clock())
        raise
    return done


@dataclass
class _Reader:
    settings: Settings
    routes: AlertRoutes
    instance: dg.DagsterInstance
    store: Store
    checks: Checks
    clock: Callable[[], datetime]
    environment: Mapping[str, str]

    def __post_init__(self) -> None:
        self._published = Home(self.settings.home).published
        self._facts = cache(lambda: read_facts(self._published))

    def read(self) -> int:
        if self.store.value(POSITION) is None:
            return self._begin()
        written = 0
        for end in self._unread_ends():
            written += self._read_run(end)
        return written + self._read_reported() + self._look()

    def _begin(self) -> int:
        """Start from how things stand: of older history nobody is told."""
        position = alert_events.last_run_end(self.instance)
        known = alert_events.run_ends(self.instance, max(-1, position - OVERLAP))
        observations = list(alert_events.latest_evaluations(self.instance, self.checks(), self._ui))
        latest = {end.job: end for end in known if end.position <= position}
        observations += [
            seen for end in latest.values() if (seen := alert_events.observe_end(self.instance, end, self._ui))
        ]
        _, cursor = alert_events.evaluations(self.instance, RUNLESS, None, position, self._ui)
        with self.store.transaction() as connection:
            if self.store.value(POSITION) is not None:
                return 0
            for end in known:
                if end.position <= position:
                    connection.execute("insert into run_ends values (?, ?)", [end.position, end.run_id])
            self._note_cursor(RUNLESS, cursor)
            self.store.remember(POSITION, str(position))
            self.store.remember(WATCHED_SINCE, as_text(self.clock()))
            return self._tell(observations)

    def _unread_ends(self) -> list[RunEnd]:
        position = int(self.store.value(POSITION) or 0)
        ends = alert_events.run_ends(self.instance, max(-1, position - OVERLAP))
        read = {row["position"] for row in self.store.connection.execute("select position from run_ends")}
        return [end for end in ends if end.position not in read]

    def _read_run(self, end: RunEnd) -> int:
        row = self.store.connection.execute("select cursor from run_events where run_id = ?", [end.run_id]).fetchone()
        known = None if row is None else row["cursor"]
        observations, cursor = alert_events.evaluations(self.instance, end.run_id, known, end.position, self._ui)
        ended = alert_events.observe_end(self.instance, end, self._ui)
        with self.store.transaction() as connection:
            # Another reader may have been here meanwhile.
            first = connection.execute(
                "insert into run_ends values (?, ?) on conflict do nothing returning position",
                [end.position, end.run_id],
            ).fetchone()
            if first is None:
                return 0
            self._note_cursor(end.run_id, cursor)
            position = max(end.position, int(self.store.value(POSITION) or 0))
            self.store.remember(POSITION, str(position))
            connection.execute("delete from run_ends where position < ?", [position - 2 * OVERLAP])
            return self._tell([*observations, *([ended] if ended else [])])

    def _read_reported(self) -> int:
        """Read checks that were reported from outside of any run."""
        row = self.store.connection.execute("select cursor from run_events where run_id = ?", [RUNLESS]).fetchone()
        known = None if row is None else row["cursor"]
        position = int(self.store.value(POSITION) or 0)
        observations, cursor = alert_events.evaluations(self.instance, RUNLESS, known, position, self._ui)
        if not observations:
            return 0
        with self.store.transaction() as connection:
            now = connection.execute("select cursor from run_events where run_id = ?", [RUNLESS]).fetchone()
            if (None if now is None else now["cursor"]) != known:
                return 0
            self._note_cursor(RUNLESS, cursor)
            return self._tell(observations)

    def _look(self) -> int:
        """Look at what no event tells: runs that hang, runs that do not come, episodes that last."""
        now = self.clock()
        watch = self.routes.watch
        stuck = alert_events.unfinished(
            self.instance,
            now,
            timedelta(minutes=watch.stuck_minutes),
            timedelta(minutes=watch.queued_minutes),
            self._ui,
        )
        last_run, publication = alert_events.last_success(self.instance, watch.job), self._publication_time()
        known = cache(lambda: {alert_events.check_subject(key) for key in self.checks()})

        def is_gone(subject: str) -> bool:
            return subject.startswith(alert_events.CHECK_SUBJECT) and bool(known()) and subject not in known()

        with self.store.transaction():
            hanging = {observation.subject for observation in stuck}
            ended = [
                _ended(row["subject"], row["id"])
                for row in open_episodes(self.store)
                if row["subject"].startswith("stuck:") and row["subject"] not in hanging
            ]
            missing = [
                *self._missing("run", watch.run_hours, last_run, now),
                *self._missing("publication", watch.publication_hours, publication, now),
            ]
            written = self._tell([*stuck, *ended, *missing])
            reminders = remind(self.store, self.routes.reminders.interval, now, is_gone=is_gone)
            if reminders:
                written += enqueue_news(self.store, self.routes, reminders, self._facts, now, self.environment)
            forget_old(self.store, now)
            figures: dict[str, Any] = {
                "last_run": self._shown(last_run),
                "publication": self._shown(publication),
                "open_episodes": len(open_episodes(self.store)),
                "pending": len(undelivered(self.store)),
            }
            return written + enqueue_heartbeats(self.store, self.routes, figures, now)

    def _tell(self, observations: Iterable[Observation]) -> int:
        linked = [self._linked(observation) for observation in observations]
        news = apply(self.store, linked, self.clock())
        return enqueue_news(self.store, self.routes, news, self._facts, self.clock(), self.environment) if news else 0

    def _linked(self, observation: Observation) -> Observation:
        if observation.kind is Kind.RUNS:
            return observation
        page = "pages/index.html" if observation.kind is Kind.VERDICTS else "pages/gaps.html"
        link = published_link(self.settings.documents_url, page)
        return Observation(**{**vars(observation), "details": {**observation.details, "page": link}})

    def _missing(self, what: str, hours: float | None, last: float | None, now: datetime) -> list[Observation]:
        if hours is None:
            return []
        since = self.store.value(WATCHED_SINCE)
        begun = datetime.fromisoformat(since).timestamp() if since else now.timestamp()
        # Before it was watched nobody was promised a run.
        waited = (now.timestamp() - max(begun if last is None else last, 0)) / 3600
        is_missing = waited > hours
        said = (
            [f"{hours:g}時間以内に成功した実行がない", f"no successful run within {hours:g} hours"]
            if what == "run"
            else [f"{hours:g}時間以内に公開がない", f"no publication within {hours:g} hours"]
        )
        return [
            Observation(
                subject=f"missing:{what}",
                kind=Kind.RUNS,
                status="missing" if is_missing else "succeeded",
                level=int(is_missing),
                severity=Severity.ERROR,
                event=f"missing/{what}/{last}",
                details={"name": f"missing {what}", "job": self.routes.watch.job, "said": said},
            )
        ]

    def _publication_time(self) -> float | None:
        from reporting.publication import publication_in_force

        try:
            publication = publication_in_force(self._published)
        except (OSError, ValueError, KeyError):
            return None
        return None if publication is None else datetime.fromisoformat(publication.built_at).timestamp()

    def _shown(self, seconds: float | None) -> str | None:
        moment = None if seconds is None else datetime.fromtimestamp(seconds, self.routes.zone)
        return None if moment is None else f"{moment:%Y-%m-%d %H:%M}"

    def _note_cursor(self, run_id: str, cursor: str | None) -> None:
        if cursor is not None:
            self.store.connection.execute("insert or replace into run_events values (?, ?)", [run_id, cursor])

    @property
    def _ui(self) -> str:
        return self.settings.ui_url


def _ended(subject: str, episode: int) -> Observation:
    return Observation(subject, Kind.RUNS, "ended", 0, Severity.ERROR, f"ended/{episode}")
