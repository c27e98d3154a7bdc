"""English sentences and the same in Japanese, as data: a pattern for each, with numbered places for what it names.

Belongs here: finding the Japanese sentence. Does not belong here: the sentences (`errors.yml`, `findings*.yml`) and
what stands around them on a terminal (`errors`, `findings`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from string import Formatter
from typing import Any

PLACE = re.compile(r"\{\d+\}")
# A place that is written {0:words} holds words of ours, not only a value.
WORDS = "words"
Shown = Callable[[str], str]


class Sentences:
    """A list of sentences.

    Args:
        listed: Japanese sentences by the English ones, with the same places `{0}`, `{1}`, …; the first that fits is
            taken.
    """

    def __init__(self, listed: Mapping[str, str]) -> None:
        self.listed = listed
        self._patterns = [(_pattern(english), japanese) for english, japanese in listed.items()]

    def japanese(self, said: str, *, words: Shown = str, values: Shown = str) -> str | None:
        """Return a sentence in Japanese, None when it is not in the list.

        Args:
            said: The sentence in English.
            words: What is shown of a place for words.
            values: What is shown of any other place.
        """
        for pattern, japanese in self._patterns:
            if match := pattern.fullmatch(said):
                return _Filled(words, values).format(japanese, *match.groups())
        return None


def after_its_place(said: str, in_japanese: Callable[[str], str | None]) -> str | None:
    """Return a sentence in Japanese that may stand after the place it is about, as in `columns[0]: unit: …`.

    Args:
        said: Place and sentence in English, or the sentence alone.
        in_japanese: The sentence in Japanese, None when it is not known.

    Returns:
        Both, or None when no part of it is a sentence that is known.
    """
    whole = in_japanese(said)
    if whole is not None:
        return whole
    for mark in re.finditer(": ", said):
        found = in_japanese(said[mark.end() :])
        if found is not None:
            return f"{said[: mark.start()]}: {found}"
    return None


class _Filled(Formatter):
    def __init__(self, words: Shown, values: Shown) -> None:
        self._words, self._values = words, values

    def format_field(self, value: Any, format_spec: str) -> str:
        return self._words(value) if format_spec == WORDS else self._values(value)


def _pattern(english: str) -> re.Pattern[str]:
    parts = PLACE.split(english)
    return re.compile("(.+?)".join(map(re.escape, parts)), re.DOTALL)
