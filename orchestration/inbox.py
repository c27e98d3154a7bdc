"""The inbox of a run: the location that was given, or synthetic exports written once."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from ingest.inbox import is_remote
from orchestration.home import Home
from orchestration.home_profile import require_profile_of_home
from orchestration.settings import Settings
from profiles.profile import load_profile


class InboxMissingError(Exception):
    """The inbox that was named is no folder."""


def prepare_inbox(settings: Settings) -> str:
    """Return the inbox's location; when none was given that of the profile's sample, written first where it has to be.

    A remote inbox is not connected to here; landing does that.

    Args:
        settings: Names the inbox and the home directory.

    Raises:
        InboxMissingError: The named inbox is no folder, or none is named and the profile has no sample.
        OtherProfileError: The home directory holds what was counted for another profile.
        ProfileError: The profile's file cannot be used.
    """
    require_profile_of_home(settings)
    if settings.inbox is not None:
        if not is_remote(settings.inbox) and not Path(settings.inbox).is_dir():
            raise InboxMissingError(f"inbox {settings.inbox} is no folder. Remedy: name an existing one with --inbox.")
        return settings.inbox
    profile = load_profile(settings.profile)
    if profile.sample_inbox is not None:
        return str(profile.sample_inbox)
    if profile.said.sample is None:
        raise InboxMissingError(f"profile {profile.said.profile} has no sample. Remedy: name an inbox with --inbox.")
    sample = Home(settings.home).sample_inbox
    if not sample.is_dir():
        from synthetic.generate import write_sample

        # Written beside and renamed, so that a half-written sample is never taken for a whole one.
        unfinished = sample.with_name(f".{sample.name}.{os.getpid()}")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        try:
            write_sample(unfinished)
            unfinished.rename(sample)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    return str(sample)


def holds_no_file(settings: Settings, inbox: str) -> bool:
    """Tell whether no folder of a local inbox holds a file that a run would look at.

    Of a remote inbox nothing is known.

    Args:
        settings: Names the contracts.
        inbox: Its location.
    """
    from ingest.contracts import load_contracts
    from ingest.discovery import NARRATIVES, discover

    if is_remote(inbox):
        return False
    return next(discover(Path(inbox), [*load_contracts(settings.contracts), NARRATIVES]), None) is None


def is_synthetic(settings: Settings) -> bool:
    """Tell whether the inbox is a synthetic sample, which says so in a file beside its exports.

    Of a remote inbox nothing is known.

    Args:
        settings: Names the inbox.
    """
    from synthetic.generate import NOTICE_FILE

    if settings.inbox is None:
        return True
    return not is_remote(settings.inbox) and (Path(settings.inbox) / NOTICE_FILE).is_file()
