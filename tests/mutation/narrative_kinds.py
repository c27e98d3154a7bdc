"""Kinds of gap in the texts of indicators that have no figure: missing, old, unreadable, with contact data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from synthetic.narratives import NarrativeFile
from tests.mutation.exports import AS_OF, Exports, Finding
from tests.mutation.kinds import Kind

SOURCE = "narratives"
OLD_AFTER = timedelta(days=400)
BINARY = b"PK\x03\x04 no text \x00\xff\xfe"
WITH_ADDRESS = "見本の本文。連絡先は sample@example.com まで。\n".encode()


def narrative_kinds() -> list[Kind]:
    """Return the kinds; each takes an indicator of its own or none."""
    return [
        _kind("the texts of an indicator missing", "text__missing", _withhold(lambda _: True, "text__missing")),
        _kind(
            "no text for more than a year",
            "text__old",
            _withhold(lambda text: text.dated_on >= AS_OF - OLD_AFTER, "text__old"),
        ),
        _kind("an unreadable text", "file__quarantined", _overwrite(BINARY)),
        _kind("a text with an e-mail address", "file__quarantined", _overwrite(WITH_ADDRESS)),
    ]


def _kind(what: str, rule: str, plant: Callable[[Exports], list[Finding]]) -> Kind:
    return Kind(what, SOURCE, f"{SOURCE}__{rule}", plant)


def _withhold(is_withheld: Callable[[NarrativeFile], bool], rule: str) -> Callable[[Exports], list[Finding]]:
    """Texts of one indicator never arrive."""

    def plant(exports: Exports) -> list[Finding]:
        indicator = _untouched_indicator(exports)
        if indicator is None:
            return []
        exports.touch(SOURCE, indicator)
        exports.texts = [text for text in exports.texts if text.indicator_id != indicator or not is_withheld(text)]
        return [Finding(f"{SOURCE}__{rule}", SOURCE, None, indicator)]

    return plant


def _overwrite(content: bytes) -> Callable[[Exports], list[Finding]]:
    """The first text of an indicator that is still whole cannot be taken; later ones speak."""

    def plant(exports: Exports) -> list[Finding]:
        free = [text for text in exports.texts if not exports.is_touched(SOURCE, text.name)]
        # The newest stay, so that no text is missing or old because of it.
        text = next((one for one in free if one.dated_on < AS_OF - OLD_AFTER), None)
        if text is None:
            return []
        exports.touch(SOURCE, text.name)
        exports.unreadable[text.name] = content
        return [Finding(f"{SOURCE}__file__quarantined", SOURCE, None, text.name)]

    return plant


def _untouched_indicator(exports: Exports) -> str | None:
    names = dict.fromkeys(text.indicator_id for text in exports.clean.texts)
    return next((name for name in names if not exports.is_touched(SOURCE, name)), None)
