"""What a run tries again: an inbox that does not answer, and nothing else."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from ingest.contracts import load_contracts
from orchestration.assets import landing as landing_assets
from orchestration.assets.landing import INBOX_RETRIES, build_landing, source_key
from orchestration.home import Home
from orchestration.resources import Warehouse
from orchestration.run_scope import COMMAND_LINE, STARTED_BY
from orchestration.settings import Settings


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landing_assets, "INBOX_PAUSE_SECONDS", 0)
    monkeypatch.setattr("ingest.retries.FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "planted-key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "planted-secret")
    # Nobody listens there.
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")


def land(settings: Settings, tags: dict[str, str] | None = None) -> tuple[int, str]:
    """Land one source; return how often it was tried again, and why it failed in the end."""
    home = Home(settings.home)
    warehouse = Warehouse(database=str(home.warehouse), run_lock=str(home.run_lock))
    with dg.DagsterInstance.ephemeral() as instance:
        run = dg.materialize(
            [build_landing(settings, load_contracts())[0]],
            selection=[source_key("fx_rates")],
            resources={"warehouse": warehouse},
            instance=instance,
            raise_on_error=False,
            tags=tags,
        )
    assert not run.success
    failed = next(event for event in run.all_events if event.is_step_failure)
    again = sum(event.event_type == dg.DagsterEventType.STEP_UP_FOR_RETRY for event in run.all_events)
    return again, failed.step_failure_data.error_display_string


def test_an_inbox_that_does_not_answer_is_asked_again(tmp_path: Path) -> None:
    again, error = land(Settings(home=tmp_path, inbox="s3://bucket/inbox"))
    assert again == INBOX_RETRIES
    assert "inbox s3://bucket/inbox cannot be reached" in error
    assert "planted" not in error


def test_somebody_at_a_terminal_does_not_wait(tmp_path: Path) -> None:
    again, error = land(Settings(home=tmp_path, inbox="s3://bucket/inbox"), {STARTED_BY: COMMAND_LINE})
    assert again == 0
    assert "cannot be reached" in error


def test_an_inbox_that_lets_nobody_in_is_not_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    again, error = land(Settings(home=tmp_path, inbox="s3://bucket/inbox"))
    assert again == 0
    assert "AWS_SECRET_ACCESS_KEY not set" in error


def test_what_is_wrong_with_us_is_not_tried_again(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    settings = Settings(home=tmp_path / "home", inbox=str(tmp_path / "inbox"))
    Home(settings.home).receipts.mkdir(parents=True)
    (Home(settings.home).receipts / "20261124_fx_rates.json").write_text("no receipt", encoding="utf-8")
    assert land(settings)[0] == 0
