"""The terminal: where commands print for people, and what shows that they are at work.

Colour and movement are for a terminal only (rich respects NO_COLOR); what is piped is plain.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

# What a table needs; a pipe or a log file has no width of its own.
PIPE_WIDTH = 144


def terminal() -> Console:
    """Return a console on standard output itself: Dagster collects what steps print to `sys.stdout`."""
    file = os.fdopen(os.dup(sys.__stdout__.fileno()), "w", encoding="utf-8") if sys.__stdout__ else None
    is_terminal = file is not None and file.isatty()
    return Console(file=file, highlight=False, width=None if is_terminal else PIPE_WIDTH)


def error_terminal() -> Console:
    """Return a console on standard error: for what is no result."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def at_work(what: str) -> Iterator[None]:
    """Show that something goes on, and for how long, while it does; nothing where standard error is no terminal.

    Nothing may be printed meanwhile.

    Args:
        what: What goes on, in the reader's language.
    """
    with moving_line(error_terminal()) as line:
        line.add_task(what, total=None)
        yield


def moving_line(console: Console) -> Progress:
    """Return what shows on the last line of a terminal that something goes on, and for how long; nothing elsewhere.

    Args:
        console: The terminal.
    """
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
        # Dagster collects what steps print.
        redirect_stdout=False,
        redirect_stderr=False,
    )


def print_json(console: Console, content: object) -> None:
    """Print what a program is to read; dates and decimals as text."""
    console.out(json.dumps(content, ensure_ascii=False, default=str, indent=1), highlight=False)
