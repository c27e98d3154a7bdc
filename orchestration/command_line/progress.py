"""Progress on a terminal: one line per phase of a run, from Dagster's events."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any, Self

import dagster as dg
from rich.console import Console
from rich.text import Text

from orchestration.assets.forecasts import FORECASTS_STEP
from orchestration.assets.gaps import DATA_DOCS_CHECK, EXPECTATIONS_OP
from orchestration.assets.landing import LANDING_OP
from orchestration.assets.landing_metadata import FILE_CHECKS
from orchestration.assets.transformation import AFTER_GAPS_OP, BEFORE_GAPS_OP, KEPT
from orchestration.checks.expectations import EXPECTATION_CHECKS_OP
from orchestration.checks.verdicts import VERDICTS_OP
from orchestration.command_line.terminal import moving_line
from reporting.language import Language

# Of each step, in Japanese and in English.
PHASES: Mapping[str, tuple[str, str]] = {
    LANDING_OP: ("取込", "land files"),
    "landing__company_links": ("企業名寄せ", "link companies"),
    "register_landing": ("登録", "register landing"),
    BEFORE_GAPS_OP: ("集計", "count"),
    "expectations__decisions": ("判断の期限", "thresholds and waivers"),
    EXPECTATIONS_OP: ("検査", "run expectations"),
    "expectations__data_docs": ("検査の記録", "data docs"),
    EXPECTATION_CHECKS_OP: ("検査結果", "show expectations"),
    FORECASTS_STEP: ("期末見通し", "forecast"),
    AFTER_GAPS_OP: ("判定", "judge targets"),
    VERDICTS_OP: ("判定結果", "show verdicts"),
    "published__marts": ("公開", "publish"),
    "published__history": ("履歴", "keep history"),
}

LANDED = ("files", "files_new", "files_quarantined", "files_unreachable")


class Progress:
    """Prints a line when a step ends; on a terminal the last line says meanwhile which one goes on, and for how long.

    Args:
        console: Where to print.
        language: The reader's.
    """

    def __init__(self, console: Console, language: Language = Language.ENGLISH) -> None:
        self._console = console
        self._language = language
        self._materialized: set[dg.AssetKey] = set()
        self._kept = 0
        self._checks: list[dg.AssetCheckEvaluation] = []
        self._landed: dict[str, int] = dict.fromkeys(LANDED, 0)
        self._live = moving_line(console)
        self._going_on = self._live.add_task("")
        self.seconds: dict[str, float] = {}
        self.published = False

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def on_event(self, entry: dg.EventLogEntry) -> None:
        """Take note of an event of the run.

        Args:
            entry: The event.
        """
        event = entry.dagster_event
        if event is None:
            if entry.level == logging.WARNING:
                self.warn(entry.user_message)
            return
        if event.event_type == dg.DagsterEventType.ASSET_MATERIALIZATION:
            self._on_materialization(event)
        elif event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            self._checks.append(event.asset_check_evaluation_data)
        elif event.event_type == dg.DagsterEventType.STEP_START:
            self._materialized, self._kept, self._checks = set(), 0, []
            self._live.reset(self._going_on, description=self._phase(event))
        elif event.event_type == dg.DagsterEventType.STEP_SUCCESS:
            self._on_success(event)
        elif event.event_type == dg.DagsterEventType.STEP_FAILURE:
            self._console.print(f"  [red]✘[/] {self._phase(event)}")

    def warn(self, message: str) -> None:
        """Show a warning.

        Args:
            message: What to say; none of it is markup.
        """
        self._console.print(Text("  ! ", style="yellow").append(message), soft_wrap=True)

    def _on_materialization(self, event: dg.DagsterEvent) -> None:
        materialization = event.step_materialization_data.materialization
        if materialization.asset_key in self._materialized:
            return  # the same for another fiscal year
        self._materialized.add(materialization.asset_key)
        self._kept += bool(_value(materialization.metadata.get(KEPT, False)))
        self.published |= materialization.asset_key.path[0] == "published"
        if event.step_key == LANDING_OP:
            for name in self._landed:
                self._landed[name] += int(_value(materialization.metadata[name]))

    def _on_success(self, event: dg.DagsterEvent) -> None:
        seconds = (event.step_success_data.duration_ms or 0.0) / 1000
        self.seconds[event.step_key or ""] = seconds
        self._console.print(f"  [green]✔[/] {self._phase(event)}: {self._summary(event)} [dim]{seconds:.1f} s[/]")
        for check in self._checks:
            if check.check_name in FILE_CHECKS and not check.passed:
                said = FILE_CHECKS[check.check_name].said
                self._tell(said, [_value(detail) for detail in check.metadata.values()])
            elif check.check_name == DATA_DOCS_CHECK and not check.passed:
                self._tell("not built:", [check.metadata["error"]])

    def _tell(self, what: str, lines: Iterable[Any]) -> None:
        for line in lines:
            # Headers and cells of files stand here: none of it is markup.
            text = Text("    ").append(f"{what} ", style="yellow").append(str(_value(line)))
            self._console.print(text, soft_wrap=True)

    def _summary(self, event: dg.DagsterEvent) -> str:
        say, tables = self._language.pick, len(self._materialized)
        if event.step_key == LANDING_OP:
            if not self._materialized:
                return say("変更なし", "nothing new")
            files, new, quarantined, unreachable = (self._landed[name] for name in LANDED)
            lost = say(f"、取得不能 {unreachable}", f", {unreachable} unreachable") if unreachable else ""
            return say(
                f"ファイル {files}、新規 {new}、隔離 {quarantined}{lost}",
                f"{files} files, {new} new, {quarantined} quarantined{lost}",
            )
        parts = [say(f"{tables} 表", f"{tables} tables")] if self._materialized else []
        if self._kept:
            parts.append(say(f"うち据置 {self._kept}", f"{self._kept} of them kept"))
        if self._checks:
            passed, checks = sum(check.passed for check in self._checks), len(self._checks)
            parts.append(say(f"検査 {checks} 件中 {passed} 件合格", f"{passed} of {checks} checks passed"))
        return say("、", ", ").join(parts) or say("完了", "done")

    def _phase(self, event: dg.DagsterEvent) -> str:
        step = event.step_key or ""
        return self._language.pick(*PHASES.get(step, (step, step)))


def _value(metadata: Any) -> Any:
    return getattr(metadata, "value", metadata)
