"""`mokuhyo gaps` and `mokuhyo explain` on made-up marts; there is no warehouse beside them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orchestration.command_line.application import run_application
from orchestration.fingerprint import run_fingerprint
from orchestration.home import Home
from tests.reporting.conftest import AS_OF, publish_marts

WAIVER = """
waivers:
  - {gap_id: gap-b811cb6367, accepted_until: 2027-03-31, reason: Small., accepted_by: planning}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    publish_marts(tmp_path)
    return tmp_path


def out_of(capfd: pytest.CaptureFixture[str], home: Path, *arguments: str) -> str:
    assert run_application([*arguments, "--home", str(home)]) == 0
    return capfd.readouterr().out


def test_gaps_of_an_indicator_tell_effect_owner_and_rows(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    told = out_of(capfd, home, "gaps", "--indicator", "fdi_success", "--lang", "en")
    assert "effect fdi_success (all in-scope cases): -12 to +1" in told
    assert "effect fdi_success (initial budget): -1 to unbounded" in told
    assert "row 11 [F-1]" in told
    assert "[red]Detail of gap-1" in told
    assert "gap-4" not in told


def test_gaps_in_japanese(home: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    told = out_of(capfd, home, "gaps")
    assert "[red]説明gap-1" in told
    assert "Detail of" not in told
    assert "受容 1" in told


def test_resolved_gaps_are_shown_when_asked(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    told = out_of(capfd, home, "gaps", "--resolved", "--lang", "en")
    assert "resolved 2026-10-31" in told.replace("\n", " ")
    assert "gap-4" in told
    assert "gap-1" not in told


def test_gaps_as_json_hold_effects_and_records(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    first, *_ = json.loads(out_of(capfd, home, "gaps", "--json"))
    assert first["gap_id"] == "gap-1"
    assert len(first["effects"]) == 2
    assert first["shown_records"][0]["source_row"] == 11


def test_explain_tells_the_story(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    told = out_of(capfd, home, "explain", "fdi_success", "--lang", "en")
    assert "actual 342 + effects (+5) = high 347" in told
    told = out_of(capfd, home, "explain", "fdi_success", "--version", "current", "--lang", "ja")
    assert "実績 340 + 影響の合計 (-1) = 下限 339" in told


def test_explain_leads_to_rows_of_files(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    told = out_of(capfd, home, "explain", "fdi_success", "--lang", "en", "--cases", "1")
    assert "counted — 2 rows\n    fdi_cases/fdi_cases_FY2024_20250415.xlsx row 11 [F-1] 2024-05-02\n" in told
    assert "row 16" not in told
    told = out_of(capfd, home, "explain", "fdi_success", "--case", "F-2", "--lang", "ja")
    assert "! 成功より前の支援がない" in told


@pytest.mark.parametrize("name", ["対日投資誘致成功件数", "FDI attraction successes", "fdi  Attraction successes "])
def test_an_indicator_is_known_by_its_names_too(home: Path, capfd: pytest.CaptureFixture[str], name: str) -> None:
    by_id = out_of(capfd, home, "explain", "fdi_success", "--json")
    assert out_of(capfd, home, "explain", name, "--json") == by_id
    by_id = out_of(capfd, home, "gaps", "--indicator", "fdi_success", "--lang", "en")
    assert out_of(capfd, home, "gaps", "--indicator", name, "--lang", "en") == by_id


def test_a_name_of_several_indicators_is_no_answer(
    home: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reporting.published.indicators_called", lambda *_: ["deals_closed", "deals_opened"])
    assert run_application(["explain", "Deals", "--home", str(home)]) == 2
    assert "use one of deals_closed, deals_opened" in capfd.readouterr().err


def test_a_case_as_json(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (told,) = json.loads(out_of(capfd, home, "explain", "fdi_success", "--case", "F-3", "--json"))
    assert [condition["standing"] for condition in told["conditions"]] == ["failed", "met", "met", "met"]
    assert told["file"]["sha256"].startswith("0123")


def test_explain_as_json(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    told = json.loads(out_of(capfd, home, "explain", "fdi_success", "--json"))
    assert (told["status_at_low"], told["status_at_high"]) == ("at_risk", "on_track")
    assert [gap["gap_id"] for gap in told["gaps"]] == ["gap-1", "gap-2", "gap-3"]
    assert sum(group["rows"] for group in told["reasons"]) == 6


@pytest.mark.parametrize(
    ("arguments", "known"),
    [
        (["explain", "fdi_succes"], "use one of fdi_success"),
        (["explain", ""], "use one of fdi_success"),
        (["explain", "fdi_success", "--version", "next"], "use one of current, revised"),
        (["explain", "fdi_success", "--case", "F-9"], "file#row"),
        (["gaps", "--indicator", "fdi_succes"], "use one of fdi_success"),
        (["gaps", "--lang", "fr"], "fr"),
    ],
)
def test_what_is_not_there_is_wrong_usage(
    arguments: list[str], known: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_application([*arguments, "--home", str(home)]) == 2
    assert known in capsys.readouterr().err


def test_waivers_are_part_of_the_fingerprint(tmp_path: Path) -> None:
    home = Home(tmp_path)
    before = run_fingerprint(home, AS_OF, "code")
    home.gap_waivers.write_text(WAIVER, encoding="utf-8")
    accepted = run_fingerprint(home, AS_OF, "code")
    assert accepted != before
    home.gap_waivers.write_text(f"# a remark\n{WAIVER}", encoding="utf-8")
    assert run_fingerprint(home, AS_OF, "code") == accepted
    elsewhere = tmp_path / "elsewhere.yml"
    elsewhere.write_text("waivers: []\n", encoding="utf-8")
    assert run_fingerprint(home, AS_OF, "code", waivers=elsewhere) == before


def test_a_wrong_waiver_file_fails_the_run_with_a_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "gap_waivers.yml").write_text("waivers: {}\n", encoding="utf-8")
    arguments = ["run", "--inbox", str(tmp_path / "inbox"), "--home", str(tmp_path), "--as-of", "2026-10-31"]
    assert run_application(arguments) == 1
    assert "gap_waivers.yml: waivers: " in capsys.readouterr().err
