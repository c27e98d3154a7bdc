"""What the checks of files find, in the reader's language.

Findings are English in the code and in JSON; `findings*.yml` say the same in Japanese, sentence by sentence. A test
holds them beside the sentences in the code.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from orchestration.command_line.sentences import Sentences, after_its_place
from reporting.language import Language

# In the order in which a sentence is looked for.
FINDINGS_FILES = tuple(
    Path(__file__).with_name(name) for name in ("findings_in_files.yml", "findings_in_profiles.yml", "findings.yml")
)


def finding_text(said: str, language: Language) -> str:
    """Return a message or a remedy of a finding as people read it.

    Args:
        said: The sentence in English.
        language: The reader's.
    """
    if language is Language.ENGLISH:
        return said
    known = after_its_place(said, finding_in_japanese)
    # Every sentence of ours is known, so that this one is a library's.
    return known or f"内容が正しくない（{said.rstrip('.')}）。"


def place_text(place: str, language: Language) -> str:
    """Return where a finding sits, as people read it.

    Args:
        place: File, row and column or field, in English.
        language: The reader's.
    """
    return place if language is Language.ENGLISH else place_in_japanese(place)


def finding_in_japanese(said: str) -> str | None:
    """Return a sentence of a finding in Japanese, None when it is not known.

    Args:
        said: The sentence in English.
    """
    # pydantic says that a validator's words are those of a ValueError.
    said, lists = said.removeprefix("Value error, "), finding_lists()
    return lists["sentences"].japanese(said, words=words_in_japanese) or lists["library"].japanese(
        said, words=words_in_japanese
    )


def place_in_japanese(place: str) -> str:
    """Return where a finding sits in Japanese; a file or a field alone stays as it is.

    Args:
        place: File, row and column or field, in English.
    """
    return finding_lists()["places"].japanese(place) or place


def words_in_japanese(said: str) -> str:
    """Return words within a sentence in Japanese; a name or a value stays as it is.

    Args:
        said: The words in English.
    """
    return finding_lists()["words"].japanese(said, words=words_in_japanese) or said


@cache
def finding_lists() -> Mapping[str, Sentences]:
    """Read the sentences of findings, those of a library, the words of places, and the words within sentences."""
    listed: dict[str, dict[str, str]] = {}
    for file in FINDINGS_FILES:
        for name, sentences in yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader).items():
            listed.setdefault(name, {}).update(sentences)
    return {name: Sentences(sentences) for name, sentences in listed.items()}
