"""Routes: which channel hears of what, read from a YAML file that people write and that holds no secret.

Belongs here: the file's schema and its mistakes, all at once. Not here: sending.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator

from alerts.model import Kind, Severity, Transition
from reporting.language import Language
from reporting.runbook import RUNBOOK

URL_VARIABLE = r"^MOKUHYO_ALERT_URL_[A-Z0-9_]+$"
NAME = r"^[a-z0-9][a-z0-9_-]{0,40}$"
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class AlertRoutesError(Exception):
    """The routes cannot be used; the message names everything wrong and what to do."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class QuietHours(_Part):
    """Hours in which a channel is left alone.

    Attributes:
        start: First minute, `HH:MM`.
        end: The minute after the last; earlier than `start` when midnight lies between.
        break_through: Severities that are sent all the same.
    """

    start: Clock
    end: Clock
    break_through: frozenset[Severity] = frozenset({Severity.CRITICAL})

    def holds(self, severity: Severity, local: datetime) -> bool:
        """Tell whether a message has to wait.

        Args:
            severity: Of the message.
            local: Time where the readers are.
        """
        begin, finish, minute = time.fromisoformat(self.start), time.fromisoformat(self.end), local.time()
        quiet = begin <= minute < finish if begin <= finish else (minute >= begin or minute < finish)
        return quiet and severity not in self.break_through


class Channel(_Part):
    """Where messages go.

    Attributes:
        name: Its name.
        language: Language of its messages.
        url_env: Variable that holds its Apprise URL.
        quiet_hours: When to leave it alone; None means never.
        secret: The URL, when it did not come from a variable of its own; never in the file.
    """

    name: str = Field(pattern=NAME)
    language: Language = Language.JAPANESE
    url_env: str = Field(pattern=URL_VARIABLE)
    quiet_hours: QuietHours | None = None
    secret: SecretStr | None = Field(default=None, exclude=True)

    def url(self, environment: Mapping[str, str]) -> str | None:
        """Return the Apprise URL, None when its variable is not set.

        Args:
            environment: Variables of the process.
        """
        return self.secret.get_secret_value() if self.secret else environment.get(self.url_env, "").strip() or None


class Route(_Part):
    """What a channel hears of.

    Attributes:
        channels: Names of the channels.
        kinds: What about.
        owners: Only gaps of these owners; None means all. What has no owner (verdicts, runs) is not held back by it.
        minimum_severity: Only what is at least so grave.
    """

    channels: list[str] = Field(min_length=1)
    kinds: frozenset[Kind] = frozenset({Kind.GAPS, Kind.VERDICTS, Kind.RUNS})
    owners: frozenset[str] | None = None
    minimum_severity: Severity = Severity.WARNING

    def takes(self, news: Transition) -> bool:
        """Tell whether news goes this way."""
        owner = news.details.get("owner")
        return (
            news.kind in self.kinds
            and news.severity.rank >= self.minimum_severity.rank
            and (self.owners is None or owner is None or owner in self.owners)
        )


class Reminders(_Part):
    """After how many hours of silence an open episode is told again."""

    data_hours: float = Field(default=168, gt=0)
    run_hours: float = Field(default=24, gt=0)

    def interval(self, kind: Kind) -> timedelta:
        """Return the silence for a kind."""
        return timedelta(hours=self.run_hours if kind is Kind.RUNS else self.data_hours)


class Bounds(_Part):
    """How much a message may hold; the rest is counted in it."""

    items: int = Field(default=10, ge=1, le=2000)
    characters: int = Field(default=3500, ge=400, le=1_000_000)


class Watch(_Part):
    """What else than events is looked at.

    Attributes:
        job: Job that has to succeed again and again.
        run_hours: Hours without a successful run of it that are too many; None means not watched.
        publication_hours: Hours without a new publication that are too many; None means not watched.
        stuck_minutes: Minutes after which a run that goes on is stuck.
        queued_minutes: Minutes after which a run that has not begun is stuck.
    """

    job: str = "refresh"
    run_hours: float | None = Field(default=26, gt=0)
    publication_hours: float | None = Field(default=None, gt=0)
    stuck_minutes: float = Field(default=180, gt=0)
    queued_minutes: float = Field(default=60, gt=0)


class Heartbeat(_Part):
    """When a message says each day that the path works."""

    at: Clock = "09:00"


class Links(_Part):
    """What links to the runbook begin with; by default the page in the channel's language."""

    runbook: str = RUNBOOK


class AlertRoutes(_Part):
    """The whole file."""

    timezone: str = "Asia/Tokyo"
    channels: list[Channel] = Field(min_length=1)
    routes: list[Route] = Field(min_length=1)
    reminders: Reminders = Reminders()
    bounds: Bounds = Bounds()
    watch: Watch = Watch()
    heartbeat: Heartbeat = Heartbeat()
    links: Links = Links()
    version: Literal[1] = 1

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError("no such time zone; use a name such as Asia/Tokyo") from error
        return name

    @model_validator(mode="after")
    def _names_fit(self) -> AlertRoutes:
        names = [channel.name for channel in self.channels]
        twice = sorted({name for name in names if names.count(name) > 1})
        unknown = sorted({name for route in self.routes for name in route.channels} - set(names))
        deaf = sorted(set(names) - {name for route in self.routes for name in route.channels})
        problems = [f"channels given twice: {', '.join(twice)}"] if twice else []
        problems += [f"routes name unknown channels: {', '.join(unknown)}"] if unknown else []
        problems += [f"no route leads to: {', '.join(deaf)}"] if deaf else []
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @property
    def zone(self) -> ZoneInfo:
        """Time zone of quiet hours, of the heartbeat and of the times in messages."""
        return ZoneInfo(self.timezone)

    def routes_of(self, channel: Channel) -> list[Route]:
        """Return the routes that lead to a channel."""
        return [route for route in self.routes if channel.name in route.channels]


def load_routes(file: Path, urls: SecretStr | None) -> AlertRoutes | None:
    """Return the routes of a home directory.

    Args:
        file: The routes file; it need not exist.
        urls: Apprise URLs to which everything goes when there is no file.

    Returns:
        None when nobody is to be told.

    Raises:
        AlertRoutesError: The file or the variable cannot be used.
    """
    if file.is_file():
        return read_routes(file)
    listed = [] if urls is None else urls.get_secret_value().replace(",", " ").split()
    if not listed:
        return None
    channels = [
        Channel(name=f"url-{number}", url_env=f"MOKUHYO_ALERT_URL_{number}", secret=SecretStr(url))
        for number, url in enumerate(listed, start=1)
    ]
    everything = Route(
        channels=[channel.name for channel in channels], kinds=frozenset(Kind), minimum_severity=Severity.INFO
    )
    return AlertRoutes(channels=channels, routes=[everything])


def read_routes(file: Path) -> AlertRoutes:
    """Read a routes file.

    Args:
        file: The file.

    Raises:
        AlertRoutesError: It cannot be used.
    """
    from expectations.yaml_files import field_path, remedy_for

    content = _content(file)
    if "://" in yaml.safe_dump(content):
        content_problem = "an address stands in the file (not shown)"
        links = content.get("links") if isinstance(content, dict) else None
        others = {k: v for k, v in content.items() if k != "links"} if isinstance(content, dict) else content
        if "://" in yaml.safe_dump(others) or not isinstance(links, dict):
            raise AlertRoutesError(
                f"{file.name}: {content_problem}. Remedy: put it into a variable MOKUHYO_ALERT_URL_… and name that "
                "variable as `url_env`; then change the secret, since the file was readable."
            )
    try:
        return AlertRoutes.model_validate(content)
    except ValidationError as error:
        problems = [
            f"{file.name}: {field_path(problem['loc'])}: {problem['msg'].removeprefix('Value error, ')}. "
            f"Remedy: {remedy_for(problem['type'], 'correct it as docs/alerts.md shows')}."
            for problem in error.errors(include_input=False, include_url=False)
        ]
        raise AlertRoutesError("\n".join(problems)) from None


def missing_variables(routes: AlertRoutes, environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return the variables that channels need and that are not set.

    Args:
        routes: The routes.
        environment: Variables of the process.
    """
    return [channel.url_env for channel in routes.channels if channel.url(environment) is None]


def _content(file: Path) -> Any:
    from expectations.yaml_files import read_yaml

    try:
        content = read_yaml(file)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "file"
        # What is wrong may be a line with a secret, so only its place is told.
        raise AlertRoutesError(f"{file.name}: {place}: no valid YAML. Remedy: correct the line.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise AlertRoutesError(
            f"{file.name}: cannot be read ({type(error).__name__}). Remedy: make it a UTF-8 file that the account of "
            "the server may read."
        ) from None
    if isinstance(content, dict) and any(
        isinstance(channel, dict) and "secret" in channel for channel in content.get("channels") or ()
    ):
        raise AlertRoutesError(f"{file.name}: channels: `secret` is no key. Remedy: name a variable as `url_env`.")
    return content
