"""Files of the dbt project: those that every profile shares, and those of the default one."""

from __future__ import annotations

from pathlib import Path

from orchestration.settings import REPOSITORY
from profiles import DEFAULT_PROFILE

PLACES = (REPOSITORY / "dbt_project", DEFAULT_PROFILE)


def project_files(folder: str, pattern: str) -> list[Path]:
    """Return the files of a folder of the project and of the same one of the profile, such as `models/marts`."""
    return sorted(file for place in PLACES for file in (place / folder).rglob(pattern))
