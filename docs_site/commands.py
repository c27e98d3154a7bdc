"""Reference of the command line, from the application itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from docs_site.links import slug_of
from docs_site.markdown import page
from orchestration.command_line.application import all_commands
from orchestration.command_line.described import Described, walk

NAME = "mokuhyo"
_LISTED = re.compile(r"^\* `(?P<name>[\w-]+)`: .*$", re.MULTILINE)


def commands_page() -> str:
    """Return the page: every command with its arguments and options."""
    import typer
    from typer.cli import get_docs_for_click
    from typer.main import get_command

    root = get_command(all_commands())
    text = get_docs_for_click(obj=root, ctx=typer.Context(root), name=NAME)
    _, _, body = text.partition("\n")
    return page(
        "# Commands",
        "Exit code 0: it ran, whatever the verdicts; 1: it failed; 2: wrong usage. Errors name a remedy.",
        _with_whole_sentences(body.strip(), {title: one.command for title, one in _by_title(root).items()}),
    )


def command_names() -> list[str]:
    """Return every command and subcommand as it is written on a line, such as `mokuhyo contract check`."""
    from typer.main import get_command

    return [title for title, one in _by_title(get_command(all_commands())).items() if not one.is_group]


def _by_title(root: Any) -> Mapping[str, Described]:
    return {f"{NAME} {one.words}": one for one in walk(root) if one.words}


def _with_whole_sentences(text: str, commands: Mapping[str, Any]) -> str:
    """Say in lists of commands what each does in full, with a link to it; the generator cuts them short."""
    parts = re.split(r"(?m)^## `(?P<title>[^`]+)`$", text)
    written = [_linked(parts[0], NAME, commands)]
    for title, body in zip(parts[1::2], parts[2::2], strict=True):
        written.append(f"## `{title}`{_linked(body, title, commands)}")
    return "".join(written)


def _linked(body: str, title: str, commands: Mapping[str, Any]) -> str:
    def line(match: re.Match[str]) -> str:
        whole = f"{title} {match['name']}"
        if whole not in commands:
            return match[0]
        first = " ".join((commands[whole].help or "").split("\f")[0].split("\n\n")[0].split())
        return f"* [`{match['name']}`](#{slug_of(whole)}): {first}"

    head, marker, listed = body.partition("**Commands**:")
    return head + marker + _LISTED.sub(line, listed)
