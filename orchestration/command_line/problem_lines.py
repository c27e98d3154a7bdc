"""What a check of files found, as lines for people; `targets check` and `profile check` say it alike."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from rich.text import Text

from orchestration.command_line.findings import finding_text, place_text

if TYPE_CHECKING:
    from ingest.file_problems import Severity
    from reporting.language import Language

WORDS = {"error": "誤り", "warning": "注意"}
STYLES = {"error": "red", "warning": "yellow"}


class Problem(Protocol):
    """One thing that is wrong, in English."""

    @property
    def severity(self) -> Severity:
        """Whether a run cannot go on with it, or it is only worth knowing."""

    @property
    def place(self) -> str:
        """File, row and column or field, as far as they are meant."""

    @property
    def message(self) -> str:
        """What is wrong."""

    @property
    def remedy(self) -> str:
        """What to do about it."""


def problem_lines(directory: Path, head: str, problems: Sequence[Problem], language: Language) -> list[Text]:
    """Put what was found into lines: what was looked at, every problem, how many there are.

    Args:
        directory: The folder that was looked at.
        head: What lies in it.
        problems: What is wrong, in the order to say it in.
        language: The reader's.
    """
    say = language.pick
    lines = [Text(f"{directory}: {head}")]
    for problem in problems:
        word = say(WORDS[problem.severity], problem.severity)
        what, remedy = finding_text(problem.message, language), finding_text(problem.remedy, language)
        said = f"{place_text(problem.place, language)}: {what} {say('対処', 'Remedy')}: {remedy}"
        lines.append(Text.assemble((f"{word} ", STYLES[problem.severity]), said))
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    lines.append(Text(say(f"誤り {errors} 件、注意 {warnings} 件", f"{errors} errors, {warnings} warnings")))
    return lines
