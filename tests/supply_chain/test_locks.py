"""The locks: every package with hashes, and nothing that says where it came from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from supply_chain.locks import locked_packages

REPOSITORY = Path(__file__).resolve().parents[2]
LOCKS = sorted(REPOSITORY.glob("requirements*.lock"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_package_has_a_hash(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    entries = [entry for entry in re.split(r"(?m)^(?=[A-Za-z0-9])", text) if "==" in entry.split("\n")[0]]
    assert len(entries) == len(locked_packages(lock)) > 10
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    # From the index alone, by name: neither an address nor a repository.
    assert not re.search(r"://|git\+|--(extra-)?index-url|--find-links", text)
