"""Reference of the command line, from the application itself."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from typing import Any

from docs_site.links import slug_of
from docs_site.markdown import page

NAME = "mokuhyo"
_LISTED = re.compile(r"^\* `(?P<name>[\w-]+)`: .*$", re.MULTILINE)


def commands_page() -> str:
    """Return the page: every command with its arguments and options."""
    import typer
    from typer.cli import get_docs_for_click

    root = _root()
    text = get_docs_for_click(obj=root, ctx=typer.Context(root), name=NAME)
    _, _, body = text.partition("\n")
    return page(
        "# Commands",
        "Exit code 0: it ran, whatever the verdicts; 1: it failed; 2: wrong usage. Errors name a remedy.",
        _with_whole_sentences(body.strip(), _by_title(root, NAME)),
    )


def command_names() -> list[str]:
    """Return every command and subcommand as it is written on a line, such as `mokuhyo contract check`."""
    return [title for title, command in _by_title(_root(), NAME).items() if not hasattr(command, "commands")]


def _root() -> Any:
    from typer.main import get_command

    import orchestration.command_line as package

    # Each module adds its command to the application when it is imported.
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    from orchestration.command_line.application import application

    return get_command(application)


def _by_title(command: Any, title: str) -> Mapping[str, Any]:
    def walk(command: Any, title: str) -> Iterator[tuple[str, Any]]:
        for name, inner in getattr(command, "commands", {}).items():
            yield f"{title} {name}", inner
            yield from walk(inner, f"{title} {name}")

    return dict(walk(command, title))


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
