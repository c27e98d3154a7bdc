"""The command line `mokuhyo`: one module per command, and how errors end."""

from __future__ import annotations

import sys

from orchestration.command_line.application import run_application


def main() -> None:
    """Run the command line; exit code 0: it ran, 1: it failed, 2: wrong usage."""
    sys.exit(run_application(sys.argv[1:]))
