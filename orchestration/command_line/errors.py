"""How an error ends on a terminal: one line in the reader's language, always with a remedy.

Errors are raised in English, for logs and receipts too; `errors.yml` says the same in Japanese, sentence by sentence. A
test holds it beside the sentences in the code.
"""

from __future__ import annotations

import re
import traceback
from functools import cache
from pathlib import Path

import yaml
from rich.console import Console

from orchestration.command_line.findings import finding_in_japanese, place_in_japanese
from orchestration.command_line.sentences import Sentences, after_its_place
from reporting.language import Language

SENTENCES_FILE = Path(__file__).with_name("errors.yml")
REMEDY = ("対処: ", "Remedy: ")
# What a check finds begins with its place.
FINDING = re.compile(r"(?P<place>\S+?(?:,? row \d+)?(?:, column \S+)?): (?P<what>.+)", re.DOTALL)


def show_error(error: Exception, language: Language, *, with_traceback: bool = False) -> None:
    """Print an error for a person, on standard error.

    Args:
        error: What a command, the option parser or a library raised.
        language: The reader's.
        with_traceback: Show where it was raised, too.
    """
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    context = getattr(error, "ctx", None)
    if context is not None:  # from the option parser
        console.print(context.get_usage(), markup=False)
    console.print(f"{language.pick('エラー', 'Error')}: {error_text(error, language)}", style="red", markup=False)
    if with_traceback:
        console.print("".join(traceback.format_exception(error)), markup=False)


def error_text(error: Exception, language: Language) -> str:
    """Return what an error says, and what to do about it.

    Args:
        error: What was raised.
        language: The reader's.
    """
    said = (
        getattr(error, "format_message", error.__str__)().strip().replace("Value error, ", "") or type(error).__name__
    )
    context = getattr(error, "ctx", None)
    if REMEDY[1] not in said:
        said = said if said.endswith((".", "。", "!", "?")) else f"{said}."
        asked = "repeat it with -v to see the cause"
        if hasattr(error, "format_message"):  # from the option parser
            asked = f"see `{'mokuhyo' if context is None else context.command_path} --help`"
        said = f"{said} {REMEDY[1]}{asked}."
    return said if language is Language.ENGLISH else in_japanese(said)


def in_japanese(said: str) -> str:
    """Return a message in Japanese; what is not known stays, under a Japanese heading.

    Args:
        said: The message in English.
    """
    head, *more = said.splitlines() or [said]
    if more and all(REMEDY[1] in line for line in more) and (REMEDY[1] in head or _sentence(head) is not None):
        # A list of findings, each with its own remedy.
        return "\n".join(map(in_japanese, (head, *more)))
    whole = _sentence(said)
    if whole is not None:
        return whole
    text, mark, remedy = said.partition(REMEDY[1])
    return f"{_in_part(text.strip())} {REMEDY[0]}{_in_part(remedy.strip())}" if mark else said


def _in_part(said: str) -> str:
    finding = FINDING.fullmatch(said)
    place, what = (f"{place_in_japanese(finding['place'])}: ", finding["what"]) if finding is not None else ("", said)
    each = [_known(f"{part.rstrip('.')}.") for part in what.split("; ")]
    if len(each) > 1 and None not in each:
        return place + " ".join(part for part in each if part is not None)
    return f"{place}{_known(what) or what}"


def _known(said: str) -> str | None:
    return after_its_place(said, lambda part: _sentence(part) or finding_in_japanese(part))


def _sentence(said: str) -> str | None:
    # A value may be a sentence itself, such as what a library found wrong with an option.
    return sentences().japanese(said, values=lambda value: _sentence(value) or value)


@cache
def sentences() -> Sentences:
    """Read the sentences."""
    return Sentences(yaml.safe_load(SENTENCES_FILE.read_text(encoding="utf-8")))
