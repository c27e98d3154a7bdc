"""Progress of a run: lines for steps that ended, in the reader's language, and on a terminal the one that goes on."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any

import dagster as dg
import pytest
from rich.console import Console

from orchestration.assets.landing import LANDING_OP
from orchestration.command_line.progress import PHASES, Progress
from reporting.language import Language


def event(kind: dg.DagsterEventType, step: str, **data: Any) -> Any:
    return SimpleNamespace(
        dagster_event=SimpleNamespace(event_type=kind, step_key=step, **data), level=0, user_message=""
    )


def shown(language: Language, *, is_terminal: bool) -> str:
    file = io.StringIO()
    progress = Progress(Console(file=file, force_terminal=is_terminal, width=80, highlight=False), language)
    with progress:
        progress.on_event(event(dg.DagsterEventType.STEP_START, LANDING_OP))
        ended = SimpleNamespace(duration_ms=1500.0)
        progress.on_event(event(dg.DagsterEventType.STEP_SUCCESS, LANDING_OP, step_success_data=ended))
        progress.on_event(event(dg.DagsterEventType.STEP_START, "published__marts"))
        progress.on_event(event(dg.DagsterEventType.STEP_FAILURE, "published__marts"))
    return file.getvalue()


def test_a_line_for_each_step_in_the_readers_language() -> None:
    assert shown(Language.ENGLISH, is_terminal=False) == "  ✔ land files: nothing new 1.5 s\n  ✘ publish\n"
    assert shown(Language.JAPANESE, is_terminal=False) == "  ✔ 取込: 変更なし 1.5 s\n  ✘ 公開\n"


def test_on_a_terminal_the_step_that_goes_on_is_shown_with_its_time() -> None:
    text = shown(Language.ENGLISH, is_terminal=True)
    assert "land files" in text.split("✔")[0]
    assert "0:00:00" in text


@pytest.mark.parametrize("names", PHASES.values())
def test_every_step_has_a_name_in_both_languages(names: tuple[str, str]) -> None:
    japanese, english = names
    assert japanese
    assert english.isascii()
    assert not japanese.isascii()
