"""`mokuhyo receipts` and `mokuhyo retract`: what they show, what they refuse, how they end."""

from __future__ import annotations

import datetime as dt
import getpass
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.land import current_snapshots, land_inbox
from orchestration.command_line.application import run_application
from orchestration.fingerprint import run_fingerprint
from orchestration.home import Home
from orchestration.resources import hold

AS_OF = dt.date(2024, 12, 31)
OLDER = "fx_rates/fx_rates_FY2024_20240430.csv"
NEWER = "fx_rates/fx_rates_FY2024_20240531.csv"
EMPTY = "activities/activities_FY2024_20240430.csv"
REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    inbox = tmp_path / "inbox"
    for file, content in (
        (OLDER, "年月,通貨,円\n2024/4,USD,150\n"),
        (NEWER, "年月,通貨,円\n2024/4,USD,151\n"),
        (EMPTY, ""),
    ):
        (inbox / file).parent.mkdir(parents=True, exist_ok=True)
        (inbox / file).write_text(content, encoding="utf-8")
    home = Home(tmp_path / "home")
    land_inbox(inbox, home.landing, home.receipts)
    return home


def shown(capfd: pytest.CaptureFixture[str], home: Home, *arguments: str, code: int = 0) -> str:
    assert run_application([*arguments, "--home", str(home.root)]) == code
    written = capfd.readouterr()
    return written.out + written.err


def listed(home: Home, *arguments: str) -> list[dict[str, object]]:
    """What the command prints as JSON; in another process, because it writes to the terminal itself."""
    command = [sys.executable, "-c", "from orchestration.command_line import main; main()", "receipts", "--json"]
    options = [*arguments, "--home", str(home.root)]
    done = subprocess.run([*command, *options], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    rows: list[dict[str, object]] = json.loads(done.stdout)
    return rows


def test_times_are_those_of_the_zone_that_decides_the_day(
    home: Home, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    attempted = [dt.datetime.fromisoformat(str(row["attempted_at"])) for row in listed(home)]
    for zone, hours in (("Asia/Tokyo", 9), ("America/Bogota", -5)):
        monkeypatch.setenv("MOKUHYO_TIMEZONE", zone)
        told = shown(capfd, home, "receipts", "--lang", "en")
        assert zone in told
        assert {f"{one + dt.timedelta(hours=hours):%H:%M:%S}" for one in attempted} <= set(told.split())


def test_receipts_come_newest_first_with_all_that_is_known(home: Home) -> None:
    rows = listed(home)
    assert [row["file"] for row in rows] == [NEWER, OLDER, EMPTY]
    assert [row["outcome"] for row in rows] == ["accepted", "accepted", "quarantined"]
    wanted = {"file", "sha256", "size_bytes", "encoding", "contract", "rows", "outcome", "attempted_at", "error"}
    assert wanted <= set(rows[0])
    assert str(rows[2]["error"]).startswith(EMPTY)


@pytest.mark.parametrize(
    ("options", "files"),
    [
        (["--source", "activities"], [EMPTY]),
        (["--outcome", "accepted"], [NEWER, OLDER]),
        (["--file", OLDER], [OLDER]),
        (["--file", OLDER.rpartition("/")[2]], [OLDER]),
    ],
)
def test_receipts_are_chosen(
    home: Home, options: list[str], files: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    text = shown(capfd, home, "receipts", *options)
    assert f"{len(files)} receipts" in text
    names = {name: name.rpartition("/")[2][:20] for name in (NEWER, OLDER, EMPTY)}
    assert all(names[name] in text for name in files)


def test_only_the_newest_are_shown_unless_all_are_wanted(
    home: Home, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("orchestration.command_line.receipts.SHOWN", 1)
    assert "newest 1 shown" in shown(capfd, home, "receipts")
    assert "shown" not in shown(capfd, home, "receipts", "--all")


@pytest.mark.parametrize("options", [["--outcome", "lost"], ["--source", "nobody"]])
def test_what_does_not_exist_is_wrong_usage(home: Home, options: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert "Remedy: use one of" in shown(capfd, home, "receipts", *options, code=2)


def test_names_are_shown_as_they_are_and_not_as_markup(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "inbox" / "activities"
    folder.mkdir(parents=True)
    (folder / "[red]x[bold].csv").touch()
    home = Home(tmp_path / "home")
    land_inbox(tmp_path / "inbox", home.landing, home.receipts)
    assert "[red]x[bold].csv" in shown(capfd, home, "receipts").replace("\n", "")


def test_a_retraction_is_recorded_shown_and_changes_the_run(home: Home, capfd: pytest.CaptureFixture[str]) -> None:
    before = run_fingerprint(home, AS_OF, "code")
    text = shown(capfd, home, "retract", NEWER, "--reason", "sent by mistake")
    assert "Retracted: " in text
    assert "mokuhyo run" in text
    (row,) = listed(home, "--outcome", "retracted")
    assert (row["file"], row["reason"], row["recorded_by"]) == (NEWER, "sent by mistake", getpass.getuser())
    assert run_fingerprint(home, AS_OF, "code") != before
    assert [s.file for s in current_snapshots(home.landing, home.receipts, AS_OF)["fx_rates"]] == [OLDER]
    shown(capfd, home, "retract", NEWER, "--undo", "--reason", "no mistake")
    assert run_fingerprint(home, AS_OF, "code") == before


def test_retracting_a_quarantined_file_changes_the_run(home: Home, capfd: pytest.CaptureFixture[str]) -> None:
    before = run_fingerprint(home, AS_OF, "code")
    assert "stands under this name now: nothing" in shown(capfd, home, "retract", EMPTY, "--reason", "a test")
    assert run_fingerprint(home, AS_OF, "code") != before


def test_nothing_is_retracted_during_a_run(home: Home, capfd: pytest.CaptureFixture[str]) -> None:
    with hold(home.run_lock):
        text = shown(capfd, home, "retract", NEWER, "--reason", "in between", code=1)
    assert "Remedy: wait" in text
    assert str(os.getpid()) in text


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["nothing.csv", "--reason", "why"], 1),
        ([NEWER, "--undo", "--reason", "why"], 1),
        ([NEWER, "--reason", " "], 2),
        ([NEWER], 2),
    ],
)
def test_what_cannot_be_retracted_ends_in_an_error(
    home: Home, arguments: list[str], code: int, capfd: pytest.CaptureFixture[str]
) -> None:
    text = shown(capfd, home, "retract", *arguments, code=code)
    assert "Remedy: " in text or "Missing option" in text
