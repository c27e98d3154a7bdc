"""`mokuhyo alerts`: what it shows and how it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alerts.episodes import apply
from alerts.model import Kind, Observation, Severity
from alerts.outbox import enqueue
from alerts.store import Store
from orchestration.command_line.application import run_application
from tests.alert_channel import json_channel

ROUTES = """
channels: [{name: desk, url_env: MOKUHYO_ALERT_URL_DESK}, {name: other, url_env: MOKUHYO_ALERT_URL_OTHER}]
routes: [{channels: [desk, other]}]
"""
NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MOKUHYO_ALERT_URL_OTHER", "json://127.0.0.1:1/PLANTED-S3CRET?cto=0.3")
    (tmp_path / "alert_routes.yml").write_text(ROUTES, encoding="utf-8")
    return tmp_path


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    taken: list[str] = []
    with json_channel(taken) as address:
        monkeypatch.setenv("MOKUHYO_ALERT_URL_DESK", address)
        yield taken


def test_list_shows_what_is_open_and_what_waits(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    seen = Observation("check:a:b", Kind.GAPS, "failed", 1, Severity.ERROR, "run/1", (1, 1), {"owner": "planning"})
    with Store(home / "alerts" / "outbox.sqlite") as store, store.transaction():
        apply(store, [seen], NOW)
        enqueue(store, channel="desk", key="k", severity=Severity.ERROR, title="told", body="text", now=NOW)
    assert run_application(["alerts", "list", "--home", str(home), "--json"]) == 0
    shown = json.loads(capfd.readouterr().out)
    assert [(row["subject"], row["owner"]) for row in shown["episodes"]] == [("check:a:b", "planning")]
    assert [(row["channel"], row["state"]) for row in shown["messages"]] == [("desk", "pending")]
    assert run_application(["alerts", "list", "--home", str(home), "--lang", "ja"]) == 0
    assert "未解決 1件" in capfd.readouterr().out


def test_test_sends_to_every_channel_and_names_the_one_that_fails(
    home: Path, desk: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert run_application(["alerts", "test", "--home", str(home)]) == 1
    said = capfd.readouterr()
    assert "desk: delivered" in said.out
    assert "other: failed" in said.out
    assert "PLANTED" not in said.out + said.err
    assert desk == ["[mokuhyo] 試験送信"]


def test_check_names_what_is_wrong_without_sending(
    home: Path, desk: list[str], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run_application(["alerts", "check", "--home", str(home)]) == 0
    monkeypatch.delenv("MOKUHYO_ALERT_URL_DESK")
    monkeypatch.setenv("MOKUHYO_ALERT_URL_OTHER", "dbus://PLANTED-S3CRET")
    assert run_application(["alerts", "check", "--home", str(home)]) == 1
    said = capfd.readouterr()
    assert "MOKUHYO_ALERT_URL_DESK is not set. Remedy:" in said.out
    assert "dbus:// is switched off" in said.out
    assert "PLANTED" not in said.out + said.err
    assert desk == []


@pytest.mark.parametrize("command", ["check", "test", "send"])
def test_without_channels_the_remedy_is_told(
    tmp_path: Path, command: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    assert run_application(["alerts", command, "--home", str(tmp_path)]) == 1
    assert "MOKUHYO_ALERT_URLS" in capfd.readouterr().err
