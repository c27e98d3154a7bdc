"""Names and versions in a hashed lock."""

from __future__ import annotations

import re
from pathlib import Path

PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)


def locked_packages(lock: Path) -> dict[str, str]:
    """Return the version of each package of a lock.

    Args:
        lock: A requirements file as `make lock` writes it.
    """
    return dict(PINNED.findall(lock.read_text(encoding="utf-8")))
