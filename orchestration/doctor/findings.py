"""What a check looks at, what it finds, and running all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from ingest.redaction import without_secrets
from orchestration.home import Home
from orchestration.settings import Settings
from reporting.language import Language


class Level(StrEnum):
    """How well something is."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True)
class Subject:
    """What is examined.

    Attributes:
        settings: Choices of the operator; a choice that is not valid is replaced by its default.
        problems: Choices that are not valid.
        now: Time of the examination, with time zone.
    """

    settings: Settings
    problems: tuple[str, ...]
    now: datetime

    @property
    def home(self) -> Home:
        """The home directory; it need not exist."""
        return Home(self.settings.home)


@dataclass(frozen=True)
class Finding:
    """What a check found, in both languages.

    Attributes:
        level: How well it is.
        ja: What was found, in Japanese.
        en: The same in English.
        remedy_ja: What to do about it, in Japanese; empty when all is well.
        remedy_en: The same in English.
    """

    level: Level
    ja: str
    en: str
    remedy_ja: str = ""
    remedy_en: str = ""

    def said(self, spoken: Language) -> str:
        """Return what was found, with the remedy."""
        remedy = spoken.pick(self.remedy_ja, self.remedy_en)
        heading = spoken.pick("対処: ", "Remedy: ")
        return spoken.pick(self.ja, self.en) + (f" {heading}{remedy}" if remedy else "")


@dataclass(frozen=True)
class Check:
    """One check.

    Attributes:
        area: What it is about: `installation`, `configuration`, `disk`, `permissions`, `time`, `home`, `run`, `inbox`.
        name: Its name within the area.
        find: Looks, and writes nothing.
    """

    area: str
    name: str
    find: Callable[[Subject], Finding]


@dataclass(frozen=True)
class Result:
    """A check and what it found."""

    check: Check
    finding: Finding

    def as_json(self, spoken: Language) -> dict[str, Any]:
        """Return what a program is told."""
        return {
            "area": self.check.area,
            "check": self.check.name,
            "level": self.finding.level.value,
            "found": spoken.pick(self.finding.ja, self.finding.en),
            "remedy": spoken.pick(self.finding.remedy_ja, self.finding.remedy_en) or None,
        }


def ok(ja: str, en: str) -> Finding:
    """All is well."""
    return Finding(Level.OK, ja, en)


def warning(ja: str, en: str, remedy_ja: str, remedy_en: str) -> Finding:
    """Something should be looked at, and stops nothing."""
    return Finding(Level.WARNING, ja, en, remedy_ja, remedy_en)


def failed(ja: str, en: str, remedy_ja: str, remedy_en: str) -> Finding:
    """Something is broken."""
    return Finding(Level.FAILED, ja, en, remedy_ja, remedy_en)


def from_error(error: Exception) -> Finding:
    """Turn an error that names its own remedy into a finding.

    Args:
        error: What was raised.
    """
    said = without_secrets(str(error)) or type(error).__name__
    problem, _, remedy = said.partition("Remedy: ")
    remedy = remedy or "see the message."
    return failed(problem.strip(), problem.strip(), remedy, remedy)


def diagnose(subject: Subject, checks: Iterable[Check]) -> list[Result]:
    """Run every check; one that crashes is a finding of its own and keeps no other from running.

    Args:
        subject: What is examined.
        checks: What to run.
    """
    results = []
    for check in checks:
        try:
            finding = check.find(subject)
        except Exception as error:
            said = without_secrets(f"{type(error).__name__}: {error}")
            finding = failed(
                f"検査できない。{said}",
                f"could not be checked: {said}",
                "原因を除いてもう一度",
                "remove the cause and ask again.",
            )
        results.append(Result(check, finding))
    return results


def first_few(names: Iterable[str], most: int = 3) -> str:
    """Return the first names of many, and how many more there are."""
    listed = list(names)
    more = f" (+{len(listed) - most})" if len(listed) > most else ""
    return ", ".join(listed[:most]) + more
