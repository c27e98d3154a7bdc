"""The dbt project of a run: the shared models and those of the profile that counts, as one project.

The shared project holds a link to the default profile, so that it is whole by itself. For any other profile a project
is laid out in the home directory: links to what is shared and to the profile, and `dbt_project.yml` with its variables.
"""

from __future__ import annotations

import os
from pathlib import Path

import yaml

from orchestration.home import Home
from orchestration.settings import Settings
from profiles.profile import load_profile

PROJECT_FILE, PROFILE_LINK = "dbt_project.yml", "profile"
PRODUCTS = frozenset({"target", "logs", ".user.yml"})


def project_of(settings: Settings) -> Path:
    """Return the folder of the dbt project with the profile of the settings, laying it out when there is none.

    Args:
        settings: Names the shared project, the profile and the home directory.

    Raises:
        ProfileError: The profile's file cannot be used.
    """
    shared = settings.dbt_project
    if (shared / PROFILE_LINK).resolve() == settings.profile.resolve():
        return shared
    project = Home(settings.home).dbt / "project"
    project.mkdir(parents=True, exist_ok=True)
    linked = {path.name: path for path in shared.iterdir() if path.name not in {*PRODUCTS, PROJECT_FILE}}
    linked[PROFILE_LINK] = settings.profile
    for name, place in linked.items():
        _link(project / name, place.absolute())
    for left in project.iterdir():
        if left.is_symlink() and left.name not in linked:
            left.unlink()
    content = yaml.safe_load((shared / PROJECT_FILE).read_text(encoding="utf-8"))
    content["vars"] |= load_profile(settings.profile).variables
    _replace(project / PROJECT_FILE, yaml.safe_dump(content, allow_unicode=True, sort_keys=False))
    return project


def _link(link: Path, place: Path) -> None:
    if link.is_symlink() and link.readlink() == place:
        return
    unfinished = link.with_name(f".{link.name}.{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    unfinished.symlink_to(place)
    unfinished.replace(link)


def _replace(file: Path, text: str) -> None:
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(file)
