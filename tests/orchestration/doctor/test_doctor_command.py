"""`mokuhyo doctor`: exit codes, languages, and that it never writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orchestration.command_line.application import run_application
from orchestration.doctor.checks import CHECKS
from tests.orchestration.doctor.sound_home import sound


def listing(root: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.lstat().st_mtime_ns, path.lstat().st_size) for path in [root, *root.rglob("*")]}


def test_it_writes_nothing(tmp_path: Path) -> None:
    subject = sound(tmp_path)
    before = listing(tmp_path)
    run_application(["doctor", "--home", str(subject.home.root), "--inbox", str(subject.settings.inbox)])
    assert listing(tmp_path) == before


def test_a_home_that_is_not_there_yet_is_no_failure(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_application(["doctor", "--home", str(tmp_path / "new"), "--json", "--lang", "en"]) == 0
    results = json.loads(capfd.readouterr().out)
    assert len(results) == len(CHECKS)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(("language", "word", "remedy"), [("ja", "異常", "対処: "), ("en", "failed", "Remedy: ")])
def test_a_failure_ends_with_1_and_says_what_to_do(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], language: str, word: str, remedy: str
) -> None:
    arguments = ["doctor", "--home", str(tmp_path), "--inbox", str(tmp_path / "nowhere"), "--lang", language]
    assert run_application(arguments) == 1
    (line,) = [line for line in capfd.readouterr().out.splitlines() if line.startswith(word)]
    assert "inbox.reachable" in line
    assert remedy in line


def test_choices_that_are_not_valid_keep_no_check_from_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MOKUHYO_TIMEZONE", "Mars")
    monkeypatch.setenv("MOKUHYO_INBOX", "sftp://user:hunter2@host/folder")
    assert run_application(["doctor", "--home", str(tmp_path), "--json", "--lang", "en"]) == 1
    out = capfd.readouterr().out
    (settings,) = [one for one in json.loads(out) if one["check"] == "settings"]
    assert "timezone" in settings["found"]
    assert "inbox" in settings["found"]
    assert "hunter2" not in out


def test_a_broken_home_is_told_line_by_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "home").write_text("no folder", encoding="utf-8")
    assert run_application(["doctor", "--home", str(tmp_path / "home"), "--json", "--lang", "en"]) == 1
    results = {one["check"]: one["level"] for one in json.loads(capfd.readouterr().out)}
    assert results["writable"] == "failed"
    assert len(results) == len(CHECKS)
