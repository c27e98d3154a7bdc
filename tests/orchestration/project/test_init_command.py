"""`mokuhyo init`: a directory in which `mokuhyo run` works, and nothing that was there is touched."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from alerts.routes import read_routes
from ingest.contracts import load_contracts
from orchestration.command_line.application import run_application
from orchestration.inbox import holds_no_file
from orchestration.project.scaffold import NAMES, TEMPLATE
from orchestration.project.settings_file import SECRETS, known_variables, read_settings_file
from orchestration.settings import Settings
from profiles.check import check_profile

SOURCES = load_contracts()
PREFIX = re.compile(r"^#(?=MOKUHYO_)", re.MULTILINE)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    assert run_application(["init", str(folder)]) == 0
    return folder


def test_every_source_has_its_folder_and_its_contract(project: Path) -> None:
    assert {path.name for path in (project / "inbox").iterdir()} == {*SOURCES, "narratives"}
    assert load_contracts(project / "contracts") == SOURCES


@pytest.mark.parametrize("name", ["README.md", "README.ja.md"])
def test_the_readme_says_what_goes_where(project: Path, name: str) -> None:
    text = (project / name).read_text(encoding="utf-8")
    assert "{" not in text
    for source, contract in SOURCES.items():
        assert f"`inbox/{source}/`" in text
        assert f"{source}_FY<yyyy>_<yyyymmdd>.csv" in text
        assert (contract.title_ja if ".ja" in name else contract.title_en) in text


def test_every_setting_can_be_set_in_the_file_and_the_lines_are_valid(project: Path, tmp_path: Path) -> None:
    text = (project / "mokuhyo.env").read_text(encoding="utf-8")
    every = tmp_path / "mokuhyo.env"
    every.write_text(PREFIX.sub("", text), encoding="utf-8")
    values = read_settings_file(every)
    assert set(values) == set(known_variables())
    assert set(Settings.model_fields) == {*known_variables().values(), *SECRETS}
    settings_of(values)


def test_defaults_shown_are_the_defaults(project: Path, tmp_path: Path) -> None:
    every = tmp_path / "mokuhyo.env"
    every.write_text(PREFIX.sub("", (project / "mokuhyo.env").read_text(encoding="utf-8")), encoding="utf-8")
    values = read_settings_file(every)
    for name in ("timezone", "nightly_cron", "max_file_bytes", "ui_url", "documents_url", "spark_master"):
        assert values[f"MOKUHYO_{name.upper()}"] == str(Settings.model_fields[name].default)


def test_the_example_of_routes_is_valid(project: Path) -> None:
    routes = read_routes(project / "alert_routes.example.yml")
    assert [channel.name for channel in routes.channels] == ["planning", "overseas"]


def test_a_command_run_there_uses_its_settings(
    project: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("MOKUHYO_HOME", "MOKUHYO_INBOX", "MOKUHYO_CONTRACTS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(project)
    monkeypatch.setenv("LC_ALL", "C")
    assert run_application(["status"]) == 1
    assert f"nothing is published in {project / '.mokuhyo'} yet" in capfd.readouterr().err
    assert run_application(["doctor", "--json"]) in (0, 1)
    said = {one["check"]: one for one in json.loads(capfd.readouterr().out)}
    assert str(project / ".mokuhyo") in json.dumps(said)


def test_a_directory_may_have_a_profile_of_its_own(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "agency"
    monkeypatch.setenv("MOKUHYO_CONTRACTS", str(tmp_path / "of_somebody_else"))
    assert run_application(["init", str(project), "--own-profile"]) == 0
    monkeypatch.delenv("MOKUHYO_CONTRACTS")
    settings = settings_of(read_settings_file(project / "mokuhyo.env"))
    assert settings.profile == project / "profiles" / "jetro"
    assert settings.contracts == settings.profile / "contracts"
    assert not (project / "contracts").exists()
    assert {path.name for path in (project / "inbox").iterdir()} == {*SOURCES, "narratives"}
    # Whole, and what the shipped one is: a check finds as little.
    assert check_profile(settings.profile, settings.dbt_project).problems == ()
    # Its targets are those that the directory is judged by, and the shipped ones stay as they are.
    targets = settings.profile / "seeds" / "targets.csv"
    targets.write_text(targets.read_text(encoding="utf-8") + "fdi_success,revised,x,0,x\n", encoding="utf-8")
    monkeypatch.chdir(project)
    capfd.readouterr()
    assert run_application(["targets", "check", "--json"]) == 1
    assert json.loads(capfd.readouterr().out)["directory"] == str(targets.parent)


def test_contracts_beside_an_own_profile_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["init", str(tmp_path / "agency"), "--own-profile", "--contracts", str(tmp_path), "--lang", "en"]
    assert run_application(command) == 2
    assert "leave out --contracts or --own-profile" in capsys.readouterr().err
    assert not (tmp_path / "agency").exists()


def settings_of(values: Mapping[str, str]) -> Settings:
    return Settings(**{known_variables()[name]: value for name, value in values.items()})


def test_an_empty_inbox_is_known_as_such_until_a_file_comes(project: Path) -> None:
    settings = Settings(home=project / ".mokuhyo", contracts=project / "contracts")
    inbox = str(project / "inbox")
    assert holds_no_file(settings, inbox)
    (project / "inbox" / "README.txt").write_text("not in a source's folder", encoding="utf-8")
    (project / "inbox" / "fdi_cases" / ".hidden").touch()
    assert holds_no_file(settings, inbox)
    (project / "inbox" / "fdi_cases" / "fdi_cases_FY2026_20261031.csv").touch()
    assert not holds_no_file(settings, inbox)


def test_a_directory_with_something_in_it_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letter.txt").write_text("keep me", encoding="utf-8")
    assert run_application(["init", str(tmp_path), "--lang", "en"]) == 2
    assert "Remedy: name a new one, or add what is missing with --force" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_force_adds_what_is_missing_and_touches_nothing(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (project / "mokuhyo.env").write_text("MOKUHYO_TIMEZONE=UTC\n", encoding="utf-8")
    (project / "README.md").unlink()
    elsewhere = project.parent / "elsewhere.yml"
    (project / "alert_routes.example.yml").unlink()
    (project / "alert_routes.example.yml").symlink_to(elsewhere)
    capfd.readouterr()
    assert run_application(["init", str(project), "--force", "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert told["written"] == ["README.md"]
    assert {"mokuhyo.env", "alert_routes.example.yml"} <= set(told["kept"])
    assert (project / "mokuhyo.env").read_text(encoding="utf-8") == "MOKUHYO_TIMEZONE=UTC\n"
    assert not elsewhere.exists()


def test_a_file_is_no_directory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert run_application(["init", str(tmp_path / "file"), "--lang", "ja"]) == 2
    assert "フォルダーでない。対処: " in capsys.readouterr().err


def test_the_template_is_written_whole(project: Path) -> None:
    assert {file.name for file in TEMPLATE.iterdir()} == set(NAMES)
    assert {path.name for path in project.iterdir()} == {*NAMES.values(), "contracts", "inbox"}


@pytest.mark.parametrize(("language", "said"), [("ja", "作成: "), ("en", "Made: ")])
def test_it_says_what_comes_next(tmp_path: Path, language: str, said: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_application(["init", str(tmp_path / "new"), "--lang", language]) == 0
    out = capfd.readouterr().out
    assert said in out
    assert "mokuhyo run" in out
