"""Fixtures: the shipped target files, in a folder where a test may change them."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from profiles import DEFAULT_PROFILE
from targets.check import FILES, check_target_files
from targets.problems import TargetProblem

SEEDS = DEFAULT_PROFILE / "seeds"
# A third version as a person would add it, correct in every respect; made up.
THIRD = "third,2026-10-01,2026-03-10,all,再変更,third,Made up.,"
Found = Callable[[], list[TargetProblem]]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """The target files as shipped."""
    for file in FILES:
        shutil.copy(SEEDS / file, tmp_path / file)
    return tmp_path


@pytest.fixture
def found(directory: Path) -> Found:
    """What a check of the folder finds."""
    return lambda: list(check_target_files(directory).problems)


def append(directory: Path, file: str, *lines: str) -> None:
    with (directory / file).open("a", encoding="utf-8", newline="") as target:
        target.writelines(f"{line}\n" for line in lines)


def add_third_version(directory: Path, version: str = THIRD) -> None:
    """Add a third version that keeps every target of the revised one."""
    append(directory, "target_versions.csv", version)
    text = (directory / "targets.csv").read_text(encoding="utf-8")
    append(
        directory,
        "targets.csv",
        *(line.replace(",revised,", ",third,") for line in text.splitlines() if ",revised," in line),
    )


def replace(directory: Path, file: str, old: str, new: str) -> None:
    text = (directory / file).read_text(encoding="utf-8")
    assert old in text
    (directory / file).write_text(text.replace(old, new, 1), encoding="utf-8")
