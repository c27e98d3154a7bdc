"""`mokuhyo contract` seen from outside: exit codes, JSON, files written."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from orchestration.command_line.application import run_application

HEADER = "活動番号,活動日,節,種別,件数,相手機関"
NAME = "activities_FY2024_20250410.csv"


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / NAME
    path.write_text(f"{HEADER}\nAC-1,2024/4/1,1-1,政府連携,3,経済産業省\n", encoding="utf-8")
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad" / NAME
    path.parent.mkdir()
    path.write_text(f"{HEADER}\nAC-1,[/]春,1-1,懇談会,3,経済産業省\n", encoding="utf-8")
    return path


def test_check_ends_by_what_it_found(good: Path, bad: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_application(["contract", "check", str(good)]) == 0
    assert "0 errors" in capfd.readouterr().out
    assert run_application(["contract", "check", str(bad)]) == 1
    out = capfd.readouterr().out
    assert "column 活動日, row 2" in out
    assert "'[/]春'" in out
    assert "懇談会" in out
    assert out.count("Remedy: ") == 2


def test_check_as_json(bad: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_application(["contract", "check", str(bad), "--json"]) == 1
    outcome = json.loads(capfd.readouterr().out)
    assert [problem["kind"] for problem in outcome["problems"]] == ["unreadable_value", "unknown_code"]


@pytest.mark.parametrize(
    "arguments",
    [["check", "nowhere.csv"], ["check", "{good}", "--source", "letters"], ["infer", "{good}", "--out", "{good}"]],
)
def test_wrong_usage(good: Path, arguments: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert run_application(["contract", *(argument.format(good=good) for argument in arguments)]) == 2
    assert "Remedy: " in capfd.readouterr().err


def test_a_draft_can_be_checked_against_at_once(good: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    draft = tmp_path / "contracts" / "activities.yml"
    assert run_application(["contract", "infer", str(good), "--out", str(draft)]) == 0
    assert run_application(["contract", "infer", str(good)]) == 0
    assert draft.read_text(encoding="utf-8") in capfd.readouterr().out
    assert run_application(["contract", "check", str(good), "--contracts", str(draft.parent)]) == 0


def test_schema_is_a_schema_of_contracts(good: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_application(["contract", "schema"]) == 0
    schema = json.loads(capfd.readouterr().out)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert run_application(["contract", "infer", str(good)]) == 0
    jsonschema.validate(yaml.safe_load(capfd.readouterr().out), schema)
