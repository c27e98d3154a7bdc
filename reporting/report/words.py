"""Words for the codes of the marts, in Japanese and English. An unknown code is shown as it stands."""

from __future__ import annotations

from collections.abc import Mapping

from reporting.comparison import READINGS
from reporting.tables import TRANSLATED_STATUS

Pair = tuple[str, str]


STATUSES: Mapping[str, Pair] = {code: (word, code.replace("_", " ")) for code, word in TRANSLATED_STATUS.items()}
READING_WORDS: Mapping[str, Pair] = {reading: names for _, reading, names in READINGS}
BLOCKS: Mapping[str, Pair] = {
    "target": ("定量目標", "Targets"),
    "monitoring": ("モニタリング指標（目標なし）", "Monitored figures (no target)"),
    "tally": ("把握のみの指標（目標なし）", "Figures that are only counted (no target)"),
}


def words(kind: Mapping[str, Pair], code: str | None) -> Pair:
    """Return the words for a code.

    Args:
        kind: Words by code.
        code: The code; None is none.
    """
    return kind.get(code or "", (code or "", code or ""))


def section_code(section: str | None) -> str:
    """Return how a section is called for short; without the word, Excel would read 1-1 in a CSV file as a date.

    Args:
        section: Its code.
    """
    return f"節{section or ''}"
