"""The terminal: where commands print for people."""

from __future__ import annotations

import json
import os
import sys

from rich.console import Console

# What a table needs; a pipe or a log file has no width of its own.
PIPE_WIDTH = 144


def terminal() -> Console:
    """Return a console on standard output itself: Dagster collects what steps print to `sys.stdout`."""
    file = os.fdopen(os.dup(sys.__stdout__.fileno()), "w", encoding="utf-8") if sys.__stdout__ else None
    is_terminal = file is not None and file.isatty()
    return Console(file=file, highlight=False, width=None if is_terminal else PIPE_WIDTH)


def print_json(console: Console, content: object) -> None:
    """Print what a program is to read; dates and decimals as text."""
    console.out(json.dumps(content, ensure_ascii=False, default=str, indent=1), highlight=False)
