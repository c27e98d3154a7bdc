"""The corpus that fuzzing has gathered, every file in every run of the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from .reading_target import check

CORPUS = Path(__file__).parent / "corpus"
FILES = sorted(path for path in CORPUS.rglob("*") if path.is_file() and not path.name.startswith("."))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(CORPUS).as_posix())
def test_readers_hold_on_the_corpus(path: Path) -> None:
    landed = check(path.read_bytes(), path.parent.name)
    # The names say what becomes of the file, so that a corpus refused as a whole would be noticed.
    if path.name.startswith("landed_"):
        assert landed is not None
    if path.name.startswith("refused_"):
        assert landed is None


def test_corpus_is_small() -> None:
    assert sum(path.stat().st_size for path in FILES) < 500_000
    assert {path.parent.name for path in FILES} == {"csv", "xlsx"}
