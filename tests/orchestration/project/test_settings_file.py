"""The settings of a directory: read where a command is run, behind the environment and options, never a secret."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestration.project.settings_file import FILE, SettingsFileError, project_settings, read_settings_file
from orchestration.settings import Settings


def write(folder: Path, text: str) -> Path:
    file = folder / FILE
    file.write_text(text, encoding="utf-8")
    return file


def test_paths_start_where_the_file_lies(tmp_path: Path) -> None:
    file = write(
        tmp_path, "MOKUHYO_HOME=.mokuhyo\nMOKUHYO_INBOX=s3://exports/agency\nMOKUHYO_CONTRACTS=/srv/contracts\n"
    )
    assert read_settings_file(file) == {
        "MOKUHYO_HOME": str(tmp_path / ".mokuhyo"),
        "MOKUHYO_INBOX": "s3://exports/agency",
        "MOKUHYO_CONTRACTS": "/srv/contracts",
    }


def test_comments_and_empty_values_set_nothing(tmp_path: Path) -> None:
    file = write(tmp_path, "# MOKUHYO_HOME=x\nMOKUHYO_AS_OF=\n\nMOKUHYO_NIGHTLY_CRON=0 3 * * *\n")
    assert read_settings_file(file) == {"MOKUHYO_NIGHTLY_CRON": "0 3 * * *"}


@pytest.mark.parametrize(
    "line", ["MOKUHYO_HOEM=x", "MOKUHYO_ALERT_URLS=mailto://desk:secret@example.invalid", "PATH=/tmp", "nonsense"]
)
def test_what_is_no_setting_or_a_secret_is_refused_and_not_repeated(tmp_path: Path, line: str) -> None:
    with pytest.raises(SettingsFileError, match="Remedy: ") as error:
        read_settings_file(write(tmp_path, f"{line}\n"))
    assert line.partition("=")[0] in str(error.value)
    assert "secret" not in str(error.value)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes("MOKUHYO_HOME=処理".encode("cp932"))
    with pytest.raises(SettingsFileError, match="Remedy: save it as UTF-8"):
        read_settings_file(tmp_path / FILE)


def test_the_environment_stands_before_the_file_and_is_left_as_it_was(tmp_path: Path) -> None:
    write(tmp_path, "MOKUHYO_HOME=ours\nMOKUHYO_TIMEZONE=UTC\nMOKUHYO_INBOX=inbox\n")
    environment = {"MOKUHYO_HOME": "theirs", "MOKUHYO_INBOX": ""}
    with project_settings(tmp_path, environment) as file:
        assert file == tmp_path / FILE
        assert environment == {
            "MOKUHYO_HOME": "theirs",
            "MOKUHYO_TIMEZONE": "UTC",
            "MOKUHYO_INBOX": str(tmp_path / "inbox"),
        }
    assert environment == {"MOKUHYO_HOME": "theirs", "MOKUHYO_INBOX": ""}


def test_without_a_file_nothing_is_set(tmp_path: Path) -> None:
    environment: dict[str, str] = {}
    with project_settings(tmp_path, environment) as file:
        assert file is None
        assert environment == {}


def test_settings_are_read_from_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("MOKUHYO_")]:
        monkeypatch.delenv(name)
    write(tmp_path, "MOKUHYO_HOME=kept\nMOKUHYO_AS_OF=2026-10-31\n")
    with project_settings(tmp_path):
        settings = Settings()
    assert settings.home == tmp_path / "kept"
    assert str(settings.as_of) == "2026-10-31"
    assert Settings().as_of is None
