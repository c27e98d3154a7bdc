"""Where the runbook stands, in the language of who is led there.

Belongs here: its two pages, which have the same anchors. Not here: what they say (`docs/`).
"""

from __future__ import annotations

from reporting.language import Language

RUNBOOK = "docs/runbook.md"
JAPANESE_RUNBOOK = "docs/runbook.ja.md"


def runbook_in(language: Language, place: str = RUNBOOK) -> str:
    """Return a place in the runbook as a reader of a language is led there.

    Args:
        language: The reader's language.
        place: The runbook, with or without an anchor. One that somebody keeps elsewhere stays as it is.
    """
    page, mark, anchor = place.partition("#")
    return f"{language.pick(JAPANESE_RUNBOOK, RUNBOOK)}{mark}{anchor}" if page == RUNBOOK else place
