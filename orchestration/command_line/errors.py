"""How an error ends on a terminal: one line in the reader's language, always with a remedy.

Errors are raised in English, for logs and receipts too; `errors.yml` says the same in Japanese, sentence by sentence. A
test holds it beside the sentences in the code.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import yaml
from rich.console import Console

from reporting.language import Language

SENTENCES_FILE = Path(__file__).with_name("errors.yml")
REMEDY = ("対処: ", "Remedy: ")
PLACE = re.compile(r"\{\d+\}")


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
    whole = _sentence(said)
    if whole is not None:
        return whole
    text, mark, remedy = said.partition(REMEDY[1])
    if not mark:
        return said
    return f"{_sentence(text.strip()) or text.strip()} {REMEDY[0]}{_sentence(remedy.strip()) or remedy.strip()}"


def _sentence(said: str) -> str | None:
    for pattern, japanese in sentences():
        if match := pattern.fullmatch(said):
            # A value may be a sentence itself, such as what a library found wrong with an option.
            values = (_sentence(value) or value for value in match.groups())
            return japanese.format(*values)
    return None


@cache
def sentences() -> Sequence[tuple[re.Pattern[str], str]]:
    """Read the sentences: a pattern for the English one, and the Japanese one with the same numbered places."""
    listed = yaml.safe_load(SENTENCES_FILE.read_text(encoding="utf-8"))
    return [(_pattern(english), japanese) for english, japanese in listed.items()]


def _pattern(english: str) -> re.Pattern[str]:
    parts = PLACE.split(english)
    return re.compile("(.+?)".join(map(re.escape, parts)), re.DOTALL)
