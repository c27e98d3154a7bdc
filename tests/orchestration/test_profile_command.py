"""`mokuhyo profile check`: exit codes, both languages, JSON."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from orchestration.command_line.application import run_application
from orchestration.settings import REPOSITORY

EXAMPLE = REPOSITORY / "examples" / "investment_agency"


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A profile with one error and one warning."""
    profile = shutil.copytree(EXAMPLE, tmp_path / EXAMPLE.name)
    (profile / "seeds" / "attainment_bands.csv").unlink()
    (profile / "seeds" / "regions.csv").write_text("region\nnorth\n", encoding="utf-8")
    return profile


def test_the_profile_of_the_settings_passes(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("MOKUHYO_PROFILE", str(EXAMPLE))
    assert run_application(["profile", "check", "--lang", "en"]) == 0
    shown = capfd.readouterr().out
    assert "investment_agency: 5 contracts, 26 models, 8 indicators, 6 suites\n0 errors, 0 warnings" in shown


def test_errors_end_with_1_and_are_said_in_the_readers_language(
    broken: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run_application(["profile", "check", str(broken), "--lang", "en"]) == 1
    shown = capfd.readouterr().out
    assert "\nerror seeds/attainment_bands.csv: the file is missing. Remedy: put it into " in shown
    assert "\nwarning seeds/regions.csv: " in shown
    assert shown.endswith("\n1 errors, 1 warnings\n")
    assert run_application(["profile", "check", str(broken), "--lang", "ja"]) == 1
    shown = capfd.readouterr().out
    assert "\n誤り seeds/attainment_bands.csv: ファイルがない。 対処: " in shown
    assert shown.endswith("\n誤り 1 件、注意 1 件\n")


def test_warnings_alone_end_with_0(broken: Path, capfd: pytest.CaptureFixture[str]) -> None:
    shutil.copy(EXAMPLE / "seeds" / "attainment_bands.csv", broken / "seeds")
    assert run_application(["profile", "check", str(broken), "--lang", "en"]) == 0
    assert capfd.readouterr().out.endswith("\n0 errors, 1 warnings\n")


def test_problems_as_json(broken: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_application(["profile", "check", "--json", str(broken)]) == 1
    outcome = json.loads(capfd.readouterr().out)
    assert outcome["directory"] == str(broken)
    assert (outcome["contracts"], outcome["indicators"]) == (5, 8)
    found, _ = outcome["problems"]
    assert set(found) == {"severity", "kind", "file", "row", "field", "message", "remedy"}
    assert (found["severity"], found["kind"], found["row"]) == ("error", "missing_file", None)


def test_a_folder_that_is_none_is_wrong_usage(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_application(["profile", "check", str(tmp_path / "nowhere"), "--lang", "en"]) == 2
    assert "Remedy: name the folder of a profile, which holds profile.yml." in capfd.readouterr().err
