"""The profile that a home directory belongs to: figures of two agencies never stand in one history."""

from __future__ import annotations

from ingest.atomic_write import write_atomically
from orchestration.home import Home
from orchestration.settings import Settings
from profiles.profile import load_profile


class OtherProfileError(Exception):
    """The home directory holds what was counted for another profile."""


def require_profile_of_home(settings: Settings) -> str:
    """Refuse a home directory that another profile was counted in.

    Args:
        settings: Names the profile and the home directory.

    Returns:
        The name of the profile.

    Raises:
        OtherProfileError: It was.
        ProfileError: The profile's file cannot be used.
    """
    home, name = Home(settings.home), load_profile(settings.profile).said.profile
    counted = home.profile_name.read_text(encoding="utf-8").strip() if home.profile_name.is_file() else name
    if counted != name:
        raise OtherProfileError(
            f"{home.root} holds what was counted for profile {counted}, not {name}. "
            f"Remedy: name another home with --home, or profile {counted} with MOKUHYO_PROFILE."
        )
    return name


def keep_profile_of_home(settings: Settings) -> None:
    """Note which profile the home directory belongs to, where no run has done so.

    Args:
        settings: Names the profile and the home directory.

    Raises:
        OtherProfileError: It belongs to another one.
        ProfileError: The profile's file cannot be used.
    """
    name = require_profile_of_home(settings)
    file = Home(settings.home).profile_name
    if not file.is_file():
        write_atomically(file, f"{name}\n".encode())
