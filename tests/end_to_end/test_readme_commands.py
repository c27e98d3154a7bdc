"""Every command of the READMEs is run, in their order, where a small sample was run before.

The list comes from the files: a command that nobody here knows how to run fails. What a small form is:

| command | how it is run |
|---|---|
| `mokuhyo …` | as written, in this process; `/data/inbox` is the small sample, `/data/mokuhyo` its home |
| `mokuhyo serve` | until the UI answers, on a free port; `make dev` must call the same |
| `make …` | make runs the recipe, whose programs write down how they were called; what they were called with is run |
| `make test` | the pytest of its recipe, on the smallest test file |
| `make setup…`, `make docs` | what it would do is only said: it would install; `make test-docs` builds the site |
| `export` | set for what follows; channels are replaced by one on this machine |
| `MOKUHYO_DBT_TARGET=spark` | as where Spark is not installed: the error must name the remedy |
| SQL | on the published database |
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest

from docs_site.commands import command_names, commands_page
from orchestration.command_line.application import run_application
from reporting.language import Language
from reporting.runbook import runbook_in
from tests.alert_channel import json_channel
from tests.end_to_end.conftest import PlantedStory
from tests.end_to_end.documented_commands import Command, blocks_of, commands_of, mentioned_in
from tests.end_to_end.pipeline import REPOSITORY

ENGLISH = (REPOSITORY / "README.md").read_text(encoding="utf-8")
JAPANESE = (REPOSITORY / "README.ja.md").read_text(encoding="utf-8")
COMMANDS = commands_of(ENGLISH)
TUTORIALS = sorted((REPOSITORY / "docs" / "tutorials").glob("*.md"))
MENTIONED = list(dict.fromkeys([*mentioned_in(ENGLISH), *mentioned_in(JAPANESE)]))
# It tells of a file with gaps, and says so by its exit code.
MAY_FIND_PROBLEMS = ("contract check",)
SMALLEST_TESTS = REPOSITORY / "tests" / "test_marts_equality.py"


@dataclass
class Workspace:
    """A checkout after `make run`, as far as the READMEs know it.

    Attributes:
        folder: Where commands are typed; `.mokuhyo` is in it.
        environment: Variables that were exported.
        messages: Titles of the alerts that arrived.
        channel: Address of the channel they arrive at.
    """

    folder: Path
    channel: str
    messages: list[str]
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        """The home directory of its run."""
        return self.folder / ".mokuhyo"

    def made_small(self, word: str) -> str:
        """Return a word of a command with the paths of examples replaced."""
        return word.replace("/data/inbox", str(self.home / "sample_inbox")).replace("/data/mokuhyo", str(self.home))


@pytest.fixture(scope="module")
def workspace(planted: PlantedStory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("checkout")
    # Publications are links within the home directory.
    shutil.copytree(planted.published.directory.parents[1], folder / ".mokuhyo", symlinks=True)
    # Names the folder that was copied; the next command writes its own.
    (folder / ".mokuhyo" / "dagster" / "dagster.yaml").unlink()
    shutil.copytree(planted.inbox, folder / ".mokuhyo" / "sample_inbox")
    shutil.copy(REPOSITORY / "Makefile", folder)
    (folder / "examples").symlink_to(REPOSITORY / "examples")
    _write_programs(folder / "bin")
    messages: list[str] = []
    with json_channel(messages) as channel:
        yield Workspace(folder, channel, messages)


def _write_programs(folder: Path) -> None:
    """Write what stands in `.venv/bin`: programs that say how they were called."""
    folder.mkdir()
    for name in ("python", "mokuhyo"):
        (folder / name).write_text(
            f'#!/bin/sh\nprintf "%s\\n" "$MOKUHYO_HOME" {name} "$@" > called\n', encoding="utf-8"
        )
        (folder / name).chmod(0o755)


@pytest.mark.parametrize("command", COMMANDS, ids=str)
def test_it_runs(
    command: Command, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(workspace.folder)
    for name in ("MOKUHYO_HOME", "MAKEFLAGS"):
        # Of the make that runs the tests.
        monkeypatch.delenv(name, raising=False)
    for name, value in {**workspace.environment, **dict(command.environment)}.items():
        monkeypatch.setenv(name, value)
    match command.program, command.words[1:]:
        case "make", (target, *_) if target.startswith("setup") or target == "docs":
            _make(["--dry-run", target], REPOSITORY)
        case "make", ("test",):
            _, called = _called_by_make(["test"], workspace)
            assert called[:3] == ["python", "-m", "pytest"]
            subprocess.run([sys.executable, *called[1:], SMALLEST_TESTS], cwd=REPOSITORY, check=True)
        case "make", arguments:
            home, called = _called_by_make([workspace.made_small(word) for word in arguments], workspace)
            assert called[0] == "mokuhyo"
            monkeypatch.setenv("MOKUHYO_HOME", home)
            if called[1:] == ["serve"]:
                # Started once, where the README says it by itself.
                assert ("serve",) in [one.words[1:] for one in COMMANDS]
            else:
                _mokuhyo(tuple(called[1:]), workspace, capfd)
        case "mokuhyo", arguments:
            _mokuhyo(arguments, workspace, capfd)
        case "export", assigned:
            _export(assigned, workspace)
        case _:
            pytest.fail(f"`{command}`: nobody knows how to try it. Say so here, or leave it out of the README.")


def _mokuhyo(arguments: tuple[str, ...], workspace: Workspace, capfd: pytest.CaptureFixture[str]) -> None:
    match arguments:
        case ("serve",):
            _serve()
        case _ if os.environ.get("MOKUHYO_DBT_TARGET") == "spark":
            with pytest.MonkeyPatch.context() as without_spark:
                without_spark.setitem(sys.modules, "pyspark", None)
                assert run_application(arguments) == 1
            assert "Remedy: install the extra `spark`" in capfd.readouterr().err
        case _:
            _run_here(arguments, workspace)


def _make(arguments: list[str], folder: Path) -> None:
    done = subprocess.run(["make", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _called_by_make(arguments: list[str], workspace: Workspace) -> tuple[str, list[str]]:
    """Return the home directory and the command of the last program that a recipe calls."""
    installed = [f"--assume-old=.stamps/{name}" for name in ("run", "dev")]
    # `lint` is run by whoever runs this test.
    _make([*arguments, f"BIN={workspace.folder / 'bin'}", *installed, "--assume-old=lint"], workspace.folder)
    home, *called = (workspace.folder / "called").read_text(encoding="utf-8").splitlines()
    return home, called


def _run_here(arguments: tuple[str, ...], workspace: Workspace) -> None:
    before = len(workspace.messages)
    code = run_application([workspace.made_small(word) for word in arguments])
    assert code == 0 or (code == 1 and " ".join(arguments).startswith(MAY_FIND_PROBLEMS))
    if arguments == ("alerts", "test"):
        assert len(workspace.messages) == before + 1


def _export(assigned: tuple[str, ...], workspace: Workspace) -> None:
    for one in assigned:
        name, _, value = one.partition("=")
        # The programs of the test are found as it is.
        if name != "PATH":
            workspace.environment[name] = workspace.channel if name.startswith("MOKUHYO_ALERT_URL") else value


def _serve() -> None:
    with socket.socket() as free, socket.socket() as beside:
        # Two neighbours: the documents are shown on the next port.
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        beside.bind(("127.0.0.1", port + 1))
    started = subprocess.Popen(
        [sys.executable, "-c", "from orchestration.command_line import main; main()", "serve", "--port", str(port)],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while started.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/server_info", timeout=5) as answer:
                    assert "dagster_version" in json.load(answer)
                return
            except OSError:
                time.sleep(0.3)
        pytest.fail("the UI ended before it answered")
    finally:
        # It was asked as soon as it answered and may still be loading; how soon it ends is not what is tried here.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGINT)
        try:
            started.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, signal.SIGKILL)
            started.wait()


def test_statements_run_on_what_is_published(planted: PlantedStory) -> None:
    statements = list(blocks_of(ENGLISH, "sql"))
    assert statements
    with duckdb.connect(str(planted.published.directory / "mokuhyo.duckdb"), read_only=True) as connection:
        for statement in statements:
            assert connection.execute(statement).fetchall()


@pytest.mark.parametrize("language", Language)
def test_statements_of_the_runbook_run_on_the_file_that_it_names(language: Language, planted: PlantedStory) -> None:
    runbook = (REPOSITORY / runbook_in(language)).read_text(encoding="utf-8")
    (file,) = re.findall(r"^duckdb -readonly <home>/published/(\S+)$", runbook, re.MULTILINE)
    statements = list(blocks_of(runbook, "sql"))
    assert len(statements) > 30
    with duckdb.connect(str(planted.published.directory / file), read_only=True) as connection:
        for statement in statements:
            connection.execute(statement)


def test_both_languages_tell_the_same_commands() -> None:
    assert commands_of(JAPANESE) == COMMANDS
    assert list(blocks_of(JAPANESE, "sql")) == list(blocks_of(ENGLISH, "sql"))


@pytest.mark.parametrize("command", MENTIONED, ids=str)
def test_what_sentences_mention_exists(command: Command) -> None:
    if command.program == "make":
        done = subprocess.run(["make", "--dry-run", command.words[1]], cwd=REPOSITORY, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
    else:
        assert str(command).startswith(tuple(command_names()))


@pytest.mark.parametrize("tutorial", TUTORIALS, ids=lambda path: path.stem)
def test_tutorials_use_commands_and_options_that_exist(tutorial: Path) -> None:
    text = tutorial.read_text(encoding="utf-8")
    lines = re.findall(r"^\.venv/bin/(mokuhyo .+)$", "\n".join(blocks_of(text, "console")), re.MULTILINE)
    assert lines
    sections = dict(re.findall(r"^## `([^`]+)`$(.*?)(?=^## |\Z)", commands_page(), re.MULTILINE | re.DOTALL))
    for line in lines:
        name = next((one for one in command_names() if f"{line} ".startswith(f"{one} ")), None)
        assert name is not None, line
        assert [option for option in re.findall(r"--[\w-]+", line) if option not in sections[name]] == []
