"""The language that people are spoken to: Japanese or English."""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import StrEnum


class Language(StrEnum):
    """A language of texts for people."""

    JAPANESE = "ja"
    ENGLISH = "en"

    def pick(self, japanese: str, english: str) -> str:
        """Return the text in this language."""
        return japanese if self is Language.JAPANESE else english


def language_of(environment: Mapping[str, str] = os.environ) -> Language:
    """Return the language of the locale: Japanese for `ja…`, English for every other.

    Args:
        environment: Variables of the process.
    """
    locale = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return Language.JAPANESE if locale.lower().startswith("ja") else Language.ENGLISH
