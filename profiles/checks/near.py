"""What a person may have meant who wrote a name that nothing has."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def meant(name: str, known: Iterable[str], otherwise: str) -> str:
    """Return the remedy for an unknown name.

    Args:
        name: As it was written.
        known: Names that there are.
        otherwise: Remedy when none of them is near.
    """
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.75)
    return f"did you mean {near[0]}?" if near else otherwise
