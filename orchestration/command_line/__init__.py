"""The command line `mokuhyo`: one module per command, help and errors in two languages, and how errors end.

Belongs here: options, what is printed, exit codes. Does not belong here: what a command does, which stands where the
server finds it too.
"""

from __future__ import annotations

import sys

from orchestration.command_line.application import run_application


def main() -> None:
    """Run the command line; exit code 0: it ran, 1: it failed, 2: wrong usage."""
    sys.exit(run_application(sys.argv[1:]))
