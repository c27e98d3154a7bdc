"""The pages of the site, in the order of the navigation: the one place where a page is named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """A page.

    Attributes:
        file: Its file name.
        ja: What the navigation calls it in Japanese.
        en: The same in English.
    """

    file: str
    ja: str
    en: str


OVERVIEW = Page("index.html", "概要", "Overview")
SURVEYS = Page("surveys.html", "回答率", "Surveys")
GAPS = Page("gaps.html", "データの欠落", "Data gaps")
COMPARISON = Page("target_comparison.html", "版の比較", "Versions")
HISTORY = Page("history.html", "履歴", "History")
DICTIONARY = Page("data_dictionary.html", "データ辞書", "Data dictionary")


def pages_of(pillars: Iterable[str]) -> tuple[Page, ...]:
    """Return every page, in the order of the navigation.

    Args:
        pillars: The pillars that have a page each.
    """
    of_pillars = (Page(pillar_file(pillar), f"柱{pillar}", f"Pillar {pillar}") for pillar in pillars)
    return (OVERVIEW, *of_pillars, SURVEYS, GAPS, COMPARISON, HISTORY, DICTIONARY)


def pillar_file(pillar: str) -> str:
    """Return the file of a pillar's page.

    Args:
        pillar: The pillar.
    """
    return f"pillar_{pillar}.html"
