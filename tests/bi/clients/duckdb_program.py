"""DuckDB's own program, a process per question."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from questions import ask

PROGRAM = shutil.which("duckdb", path=str(Path(sys.executable).parent))
if PROGRAM is None:
    raise SystemExit("the program duckdb is not installed")


class RefusedError(Exception):
    """The program ended in an error."""


def rows_of(statement: str) -> list[tuple[object, ...]]:
    """Rows of a statement, as the program prints them."""
    done = subprocess.run([PROGRAM, "-readonly", "-json", sys.argv[1], statement], capture_output=True, text=True)
    if done.returncode != 0:
        raise RefusedError(done.stderr)
    return [tuple(row.values()) for row in json.loads(done.stdout or "[]")]


version = subprocess.run([PROGRAM, "-version"], capture_output=True, text=True, check=True).stdout.split()[0]
ask("duckdb (program)", version.removeprefix("v"), rows_of, RefusedError)
