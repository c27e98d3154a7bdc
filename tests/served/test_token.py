"""The token: from a variable or a file that its owner alone can read, and never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporting.served.token import VARIABLE, TokenError, read_token

GIVEN = "given-by-the-environment"


def test_a_token_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "token"
    token = read_token({}, file)
    assert len(token) >= 32
    assert file.stat().st_mode & 0o777 == 0o600
    assert read_token({}, file) == token


def test_the_variable_goes_before_the_file(tmp_path: Path) -> None:
    assert read_token({VARIABLE: GIVEN}, tmp_path / "token") == GIVEN
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "token"
    read_token({}, file)
    file.chmod(0o640)
    with pytest.raises(TokenError, match="Remedy: chmod 600"):
        read_token({}, file)


@pytest.mark.parametrize("token", ["short", "目標の目標の目標の目標の目標の目標", "line\nbreaks are no tokens"])
def test_a_bad_token_is_refused_and_not_shown(tmp_path: Path, token: str) -> None:
    with pytest.raises(TokenError, match="Remedy") as failed:
        read_token({VARIABLE: token}, tmp_path / "token")
    assert token not in str(failed.value)
