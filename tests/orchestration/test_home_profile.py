"""A home directory belongs to one profile: another one's figures never enter its history."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.home import Home
from orchestration.home_profile import OtherProfileError, keep_profile_of_home, require_profile_of_home
from orchestration.inbox import prepare_inbox
from orchestration.settings import REPOSITORY, Settings

OTHER = REPOSITORY / "examples" / "investment_agency"


def test_a_home_is_refused_to_another_profile(tmp_path: Path) -> None:
    keep_profile_of_home(Settings(home=tmp_path))
    keep_profile_of_home(Settings(home=tmp_path))
    with pytest.raises(OtherProfileError, match=r"counted for profile jetro, not investment_agency\. Remedy: "):
        prepare_inbox(Settings(home=tmp_path, profile=OTHER))


def test_asking_writes_nothing(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", profile=OTHER)
    require_profile_of_home(settings)
    assert not settings.home.exists()
    keep_profile_of_home(settings)
    assert Home(settings.home).profile_name.read_text(encoding="utf-8") == "investment_agency\n"
