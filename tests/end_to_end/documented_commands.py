"""Commands that the documentation tells its readers to type, read from the files themselves.

Belongs here: finding them. Not here: running them (`test_readme_commands`).
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`(?P<text>(?:mokuhyo|make) [^`]+)`")
_ASSIGNED = re.compile(r"[A-Z_]+=")


@dataclass(frozen=True)
class Command:
    """A line for a shell.

    Attributes:
        words: Program and arguments.
        environment: Variables that it is given.
    """

    words: tuple[str, ...]
    environment: tuple[tuple[str, str], ...] = ()

    @property
    def program(self) -> str:
        """The program, without its folder."""
        return Path(self.words[0]).name

    def __str__(self) -> str:
        """The command as a person would type it, without its variables."""
        return shlex.join([self.program, *self.words[1:]])


def commands_of(markdown: str) -> list[Command]:
    """Return the commands of a file in their order, each once.

    Args:
        markdown: Its text.
    """
    lines = (line for block in blocks_of(markdown, "console") for line in block.splitlines())
    return list(dict.fromkeys(_command(line) for line in lines if line.strip()))


def blocks_of(markdown: str, language: str) -> Iterator[str]:
    """Yield the fenced blocks in a language.

    Args:
        markdown: The file's text.
        language: As it is written behind the fence.
    """
    for match in _FENCE.finditer(markdown):
        if match["language"] == language:
            yield match["text"]


def mentioned_in(markdown: str) -> list[Command]:
    """Return the commands that a file mentions within its sentences.

    Args:
        markdown: Its text.
    """
    text = _FENCE.sub("", markdown)
    return list(dict.fromkeys(_command(" ".join(match["text"].split())) for match in _INLINE.finditer(text)))


def _command(line: str) -> Command:
    words = shlex.split(line, comments=True)
    count = next((n for n, word in enumerate(words) if not _ASSIGNED.match(word)), len(words))
    environment = tuple((name, value) for name, _, value in (word.partition("=") for word in words[:count]))
    return Command(tuple(words[count:]), environment)
