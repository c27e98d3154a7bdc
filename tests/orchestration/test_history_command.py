"""`mokuhyo history` on made-up marts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orchestration.command_line.application import run_application
from tests.reporting.conftest import publish_marts


@pytest.fixture
def home(tmp_path: Path) -> Path:
    publish_marts(tmp_path)
    return tmp_path


def out_of(capfd: pytest.CaptureFixture[str], home: Path, *arguments: str) -> str:
    assert run_application(["history", *arguments, "--home", str(home)]) == 0
    return capfd.readouterr().out


def test_reports_and_changes_are_told_with_files(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    told = out_of(capfd, home, "fdi_success", "--lang", "en")
    assert "2026-10-31" in told
    assert "restated" in told
    assert "[red]a.xlsx" in told
    assert "and 1 more" in told
    assert "not kept" in told


def test_in_japanese(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    told = out_of(capfd, home, "--lang", "ja")
    assert "再報告" in told
    assert "ほか1件" in told


def test_as_json(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    told = json.loads(out_of(capfd, home, "fdi_success", "--json"))
    assert [report["target_version"] for report in told["reports"]] == ["current", "revised"]
    assert {change["new_actual"] - change["old_actual"] for change in told["changes"]} == {2}


def test_an_unknown_indicator_is_a_wrong_usage(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_application(["history", "fdi_succes", "--home", str(home)]) == 2
    assert "use one of fdi_success" in capfd.readouterr().err
