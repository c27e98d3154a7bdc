"""Markdown written by programs: tables, and text that means nothing but itself."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

_MARKUP = re.compile(r"([\\`*_\[\]{}|])")


def plain(text: str) -> str:
    """Return text that Markdown shows as it is, on one line.

    Args:
        text: Any text; code in backticks stays code.
    """
    parts = " ".join(text.split()).split("`")
    if len(parts) % 2 == 0:
        return _escaped("`".join(parts))
    return "".join(code(part) if place % 2 else _escaped(part) for place, part in enumerate(parts))


def code(text: object) -> str:
    """Return text as code, also within a table.

    Args:
        text: What is shown; nothing gives nothing.
    """
    shown = " ".join(str(text).split())
    return f"<code>{html.escape(shown, quote=False).replace('|', '&#124;')}</code>" if shown else ""


def breakable(name: str) -> str:
    """Return a long name as code that may break after an underscore.

    Args:
        name: A name.
    """
    return re.sub(r"(_+)", r"\1<wbr>", code(name))


def folded(title: str, text: str) -> str:
    """Return text that opens when its title is chosen.

    Args:
        title: The title.
        text: Markdown.
    """
    lines = (f"    {line}".rstrip() for line in text.splitlines())
    return "\n".join([f'??? note "{title}"', "", *lines])


def block(text: str, language: str) -> str:
    """Return a block of code.

    Args:
        text: Its lines.
        language: Language of its colours.
    """
    return f"```{language}\n{text.strip()}\n```"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of cells that are Markdown already.

    Args:
        headings: What stands above the columns.
        rows: Cells row by row.
    """
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def page(*parts: str) -> str:
    """Return a page of parts with a blank line between them; empty parts are left out.

    Args:
        *parts: Headings, paragraphs, tables.
    """
    return "\n\n".join(part for part in parts if part) + "\n"


def _escaped(text: str) -> str:
    return html.escape(_MARKUP.sub(r"\\\1", text), quote=False)
