"""Links of Markdown files: where they lead in the repository, and the anchors that headings make.

Belongs here: what both the site and the check of all links need. Not here: what MkDocs does with it (`hooks`).
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

# In a fence nothing is a link; the fence may be indented within a list.
_FENCE = re.compile(r"^(?P<indent>\s*)(?P<fence>`{3,}|~{3,}).*?^\s*(?P=fence)\s*$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)", re.DOTALL)
_LINK = re.compile(r"(?P<before>\]\()(?P<target>[^()\s]+)(?P<after>(?:\s+\"[^\"]*\")?\))")
_HEADING = re.compile(r"^#{1,6} (?P<text>.+?)(?: +#+)?$", re.MULTILINE)
_ELEMENT = re.compile(r"<[^>]+ id=\"(?P<id>[^\"]+)\"")


@dataclass(frozen=True)
class Link:
    """A link of a file.

    Attributes:
        path: Where it leads, from the root of the repository; None when it leads out of it.
        fragment: Anchor within that file, or nothing.
        written: The link as it stands in the file.
    """

    path: str | None
    fragment: str
    written: str


def links_of(markdown: str, path: str) -> Iterator[Link]:
    """Yield the links of a file, those in code left out.

    Args:
        markdown: The file's text.
        path: Its path from the root of the repository.
    """
    for match in _LINK.finditer(_without_code(markdown)):
        yield _resolved(match["target"], path)


def rewritten(markdown: str, path: str, place: Callable[[Link], str | None]) -> str:
    """Return Markdown whose links lead elsewhere.

    Args:
        markdown: The file's text.
        path: Its path from the root of the repository.
        place: What to write instead of a link; None leaves it.
    """
    shielded = _without_code(markdown)
    parts, end = [], 0
    for match in _LINK.finditer(shielded):
        written = place(_resolved(match["target"], path))
        if written is not None:
            parts += [markdown[end : match.start("target")], written]
            end = match.end("target")
    return "".join([*parts, markdown[end:]])


def anchors_of(markdown: str) -> list[str]:
    """Return the anchors of a file: those of its headings, and those written as elements.

    Args:
        markdown: The file's text.
    """
    seen: Counter[str] = Counter()
    anchors = []
    text = _FENCE.sub("", markdown)
    for match in _HEADING.finditer(text):
        slug = slug_of(match["text"])
        anchors.append(f"{slug}_{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return anchors + [match["id"] for match in _ELEMENT.finditer(text)]


def slug_of(heading: str) -> str:
    """Return the anchor of a heading, as repository hosts and the site make it.

    Args:
        heading: Its Markdown.
    """
    text = unicodedata.normalize("NFC", re.sub(r"\]\([^)]*\)|[`*\[\]]", "", heading)).strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def _without_code(markdown: str) -> str:
    """Return text of the same length in which code holds no link."""

    def blank(match: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", match[0])

    return _CODE.sub(blank, _FENCE.sub(blank, markdown))


def _resolved(target: str, path: str) -> Link:
    address, _, fragment = target.partition("#")
    if re.match(r"[a-z][a-z+.-]*:", target):
        return Link(None, fragment, target)
    if not address:
        return Link(path, fragment, target)
    return Link(posixpath.normpath(posixpath.join(posixpath.dirname(path), address)), fragment, target)
