"""The audit passes only what was looked up, and an accepted weakness only until its review."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from supply_chain.audit import Acceptance, ask, load_acceptances, main, problems
from supply_chain.locks import locked_packages

REPOSITORY = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 26)
LOCKED = {"one": "1.0", "two": "2.0"}
WEAKNESS = {"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["2.1"]}
JUDGED = Acceptance("CVE-1", "two", "never called", date(2026, 11, 27))


def report(*, skipped: bool = False, weak: bool = False) -> dict[str, Any]:
    two: dict[str, Any] = {"name": "two", "version": "2.0", "vulns": [WEAKNESS] if weak else []}
    return {
        "dependencies": [
            {"name": "one", "version": "1.0", "vulns": []},
            {"name": "two", "skip_reason": "not found"} if skipped else two,
        ]
    }


def test_what_was_looked_up_and_is_sound_passes() -> None:
    assert problems(report(), LOCKED, [], TODAY) == []


def test_what_was_not_looked_up_does_not_pass() -> None:
    for partial in (report(skipped=True), {"dependencies": []}):
        (problem,) = problems(partial, LOCKED, [], TODAY)
        assert "were not looked up" in problem


def test_a_weakness_is_named_with_the_version_that_mends_it() -> None:
    (problem,) = problems(report(weak=True), LOCKED, [], TODAY)
    assert "two 2.0: PYSEC-1, fixed in 2.1. Remedy: " in problem


def test_an_acceptance_holds_until_its_review_and_for_its_package() -> None:
    assert problems(report(weak=True), LOCKED, [JUDGED], TODAY) == []
    assert len(problems(report(weak=True), LOCKED, [JUDGED], date(2026, 11, 27))) == 1
    elsewhere = Acceptance("CVE-1", "one", "never called", date(2027, 1, 1))
    assert len(problems(report(weak=True), LOCKED, [elsewhere], TODAY)) == 1


def test_acceptances_shipped_name_packages_and_reasons() -> None:
    locked = {name for lock in REPOSITORY.glob("requirements*.lock") for name in locked_packages(lock)}
    for one in load_acceptances():
        assert one.package in locked
        assert len(one.reason) > 20


@pytest.mark.parametrize("answer", ["echo nothing found", "exit 1", "echo '{\"dependencies\": []}'"])
def test_without_answers_it_fails(answer: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program = tmp_path / "pip-audit"
    program.write_text(f"#!/bin/sh\n{answer}\n", encoding="utf-8")
    program.chmod(0o755)
    lock = REPOSITORY / "requirements.lock"
    assert main([str(lock)], str(program)) == 1
    assert "Remedy: " in capsys.readouterr().err
    with pytest.raises((RuntimeError, OSError)):
        ask(lock, str(tmp_path / "missing"))
