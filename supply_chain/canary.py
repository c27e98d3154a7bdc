"""The canary: which packages are newer than the locks say, and what breaks with them.

`make canary` installs the newest versions that pyproject.toml allows into an environment of their own and runs this
there. Nothing of the locks or of the usual environment changes.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path

from supply_chain.locks import locked_packages

REPOSITORY = Path(__file__).resolve().parents[1]
# The project itself, and what an environment brings along.
NOT_LOCKED = frozenset({"mokuhyo", "pip", "setuptools", "wheel"})
# The quick part of the suite: no whole run, no browser, no server.
QUICK = (
    "tests/alerts",
    "tests/expectations",
    "tests/forecasting",
    "tests/ingest",
    "tests/orchestration",
    "tests/reporting",
    "tests/supply_chain",
    "tests/synthetic",
    "tests/targets",
)
CHECKS: Mapping[str, Sequence[str]] = {
    "ruff": ("ruff", "check", "--no-cache", "."),
    "mypy": ("mypy", "--cache-dir", "/dev/null"),
    "yamllint": ("yamllint", "--strict", "."),
}
SHOWN_LINES = 15


@dataclass(frozen=True)
class Difference:
    """A package whose installed version is not the locked one.

    Attributes:
        name: Its name, normalised.
        locked: The locked version; None when it is new.
        installed: The installed version; None when it is gone.
    """

    name: str
    locked: str | None
    installed: str | None

    def __str__(self) -> str:
        """Return it as a line."""
        return f"{self.name}: {self.locked or 'not locked'} -> {self.installed or 'not installed'}"


def differences(locked: Mapping[str, str], installed: Mapping[str, str]) -> list[Difference]:
    """Compare an environment with a lock.

    Args:
        locked: Versions by package.
        installed: Versions by package.

    Returns:
        What is other, by name; the project itself and installers are left out.
    """
    before = {normalised(name): version for name, version in locked.items()}
    now = {normalised(name): version for name, version in installed.items()}
    return [
        Difference(name, before.get(name), now.get(name))
        for name in sorted({*before, *now} - NOT_LOCKED)
        if before.get(name) != now.get(name)
    ]


def normalised(name: str) -> str:
    """Return a package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def broken_tests(report: Path) -> list[str]:
    """Return what failed, a line per test with the first line of its cause.

    Args:
        report: JUnit XML as pytest writes it.
    """
    lines = []
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 (pytest wrote it a moment ago)
        for kind in ("failure", "error"):
            found = case.find(kind)
            if found is not None:
                cause = (found.get("message") or kind).split("\n")[0]
                lines.append(f"{case.get('classname', '')}::{case.get('name', '')}: {cause}")
    return lines


def main(lock: Path, folders: Sequence[str] = QUICK) -> int:
    """Print what is newer and what breaks.

    Args:
        lock: The lock to compare with.
        folders: Tests to run.

    Returns:
        1 when something broke, 0 otherwise.
    """
    installed = {found.name: found.version for found in distributions()}
    others = differences(locked_packages(lock), installed)
    print(f"{len(others)} packages differ from {lock.name}")
    for other in others:
        print(f"  {other}")
    sys.stdout.flush()
    broken = [problem for name, command in CHECKS.items() for problem in _problems_of(name, command)]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", f"--junitxml={report}", *folders]
        ended = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL, check=False)  # noqa: S603
        if report.is_file():
            broken += broken_tests(report)
        if ended.returncode not in (0, 1):
            broken.append(f"pytest ended with {ended.returncode}: run it by hand with .canary/bin/python -m pytest")
    print(f"{len(broken)} things broke" if broken else "Nothing broke")
    for line in broken:
        print(f"  {line}")
    return 1 if broken else 0


def _problems_of(name: str, command: Sequence[str]) -> list[str]:
    program = Path(sys.executable).parent / command[0]
    ended = subprocess.run(  # noqa: S603 (commands of our own)
        [str(program), *command[1:]], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    if ended.returncode == 0:
        return []
    lines = (ended.stdout + ended.stderr).strip().split("\n")
    return [f"{name}: {line}" for line in lines[-SHOWN_LINES:]]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:] or QUICK))
