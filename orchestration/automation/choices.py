"""Which automations an environment switches on: the values of `MOKUHYO_AUTOMATION`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

AUTOMATIONS: Final = frozenset({"nightly", "inbox", "partial", "alerts"})
ALL = frozenset({"1", "true", "yes", "on", "all"})
NONE = frozenset({"", "0", "false", "no", "off", "none"})


def chosen_automations(choice: object) -> frozenset[str]:
    """Return the automations that a choice names.

    Args:
        choice: Names separated by commas; `1` or `all` for every one, `0` or nothing for none. True and False as well.

    Raises:
        ValueError: It names one that does not exist.
    """
    if isinstance(choice, bool):
        return AUTOMATIONS if choice else frozenset()
    words: Iterable[object] = [choice]
    if isinstance(choice, str):
        words = choice.split(",")
    elif isinstance(choice, Iterable):
        words = choice
    names = {str(word).strip().lower() for word in words} - NONE
    if names & ALL:
        names = {*names - ALL, *AUTOMATIONS}
    if unknown := names - AUTOMATIONS:
        raise ValueError(
            f"{', '.join(sorted(unknown))}: no such automation. Remedy: name some of {', '.join(sorted(AUTOMATIONS))}, "
            "separated by commas; all; or 0."
        )
    return frozenset(names)
