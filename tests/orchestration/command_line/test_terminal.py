"""What goes to a terminal and what goes elsewhere: colour and movement, or plain text."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

ESCAPE = "\x1b["
COMMAND = [sys.executable, "-c", "from orchestration.command_line import main; main()"]


def environment(**changes: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MOKUHYO_", "LC_", "LANG"))}
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "GITHUB_ACTIONS"):
        kept.pop(name, None)
    return {**kept, "TERM": "xterm-256color", "COLUMNS": "100", "LANG": "C.UTF-8", **changes}


def on_terminal(arguments: list[str], folder: Path, **changes: str) -> str:
    """Return what a command shows on a terminal, on both streams."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, env=environment(**changes)
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        shown += part
    process.wait(timeout=60)
    os.close(ours)
    return shown.decode("utf-8")


def piped(arguments: list[str], folder: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, cwd=folder, env=environment(**changes), check=False
    )


@pytest.fixture(autouse=True)
def _code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[3]))


def test_errors_are_red_on_a_terminal_only(tmp_path: Path) -> None:
    assert "\x1b[31mError" in on_terminal(["status"], tmp_path)
    assert "\x1b[31m" not in on_terminal(["status"], tmp_path, NO_COLOR="1")
    away = piped(["status"], tmp_path)
    assert away.returncode == 1
    assert away.stderr.startswith("Error: nothing is published")
    assert ESCAPE not in away.stderr + away.stdout


def test_work_is_shown_on_a_terminal_only(tmp_path: Path) -> None:
    arguments = ["sample", "--scale", "0.001", "--lang", "ja", "--out"]
    assert "合成データを書いています" in on_terminal([*arguments, "one"], tmp_path)
    away = piped([*arguments, "two"], tmp_path)
    assert away.returncode == 0
    assert away.stderr == ""
    assert away.stdout.startswith("合成データ: two に ")


def test_a_shell_completes_commands_and_options(tmp_path: Path) -> None:
    for words, position, expected in (("mokuhyo ga", "1", "gaps"), ("mokuhyo gaps --ind", "2", "--indicator")):
        done = piped([], tmp_path, _MOKUHYO_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=position)
        assert done.stdout.split() == [expected], done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_of_a_shell_can_be_shown(tmp_path: Path, shell: str) -> None:
    done = piped([], tmp_path, _MOKUHYO_COMPLETE=f"source_{shell}")
    assert "mokuhyo" in done.stdout
    assert done.returncode == 0
