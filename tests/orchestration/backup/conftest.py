"""A small home directory for every test."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.home import Home
from tests.orchestration.backup.small_home import make_home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path / "home")
