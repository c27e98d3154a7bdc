"""`mokuhyo runs`: when runs started, how they ended, and what time and memory they took."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from orchestration.command_line.application import (
    HomeOption,
    JsonOption,
    LanguageOption,
    UsageError,
    VerboseOption,
    application,
    settings_from,
)
from orchestration.home import Home

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from orchestration.observation.run_records import RunRecord
    from reporting.language import Language

SHOWN = 20
OUTCOMES = {"success": "成功", "failed": "失敗", "canceled": "中止", "killed": "強制終了", "running": "実行中"}
STYLES = {"success": "green", "running": "cyan"}


@application.command()
def runs(
    home: HomeOption = None,
    last: Annotated[int, typer.Option("--last", help="Only the newest runs.", min=1)] = SHOWN,
    run: Annotated[
        str | None, typer.Option("--run", help="The steps of this run; the beginning of its id.", show_default=False)
    ] = None,
    step: Annotated[str | None, typer.Option("--step", help="Only this step, run by run.", show_default=False)] = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Show the last runs, the newest first; the steps of one; or one step over time."""
    from orchestration.command_line.terminal import print_json, terminal
    from orchestration.observation.run_records import read_runs
    from reporting.language import language_of

    settings = settings_from(home=home)
    directory, zone = Home(settings.home).runs, ZoneInfo(settings.timezone)
    console, spoken = terminal(), language or language_of()
    records = read_runs(directory, None if run is not None else last)
    if run is not None:
        records = [record for record in records if record.run_id.startswith(run)]
        if len(records) != 1:
            raise UsageError(f"{len(records)} runs begin with {run!r}. Remedy: take an id from `mokuhyo runs --json`.")
    if step is not None and step not in (known := sorted({one.step for record in records for one in record.steps})):
        raise UsageError(f"no run has a step {step!r}. Remedy: use one of {', '.join(known) or 'none yet'}.")
    if as_json:
        print_json(console, [{**asdict(record), "steps": _steps(record, step)} for record in records])
        return
    if step is not None:
        console.print(_trend(records, step, zone, spoken))
    elif run is not None:
        console.print(_step_table(records[0], spoken))
        if records[0].error is not None:
            console.print(records[0].error, markup=False, soft_wrap=True)
    else:
        console.print(_run_table(records, zone, spoken))
    if any(not record.is_peak_per_step for record in records):
        console.print(
            spoken.pick(
                "この環境では、メモリは段階ごとではなく開始以来の最大値",
                "Memory is the peak since the process began: this system cannot tell that of a step.",
            )
        )


def _run_table(records: Sequence[RunRecord], zone: ZoneInfo, spoken: Language) -> Table:
    headings = [("開始", "started"), ("ID", "id"), ("結果", "ended"), ("秒", "seconds"), ("最大 MB", "peak MB")]
    headings += [("取込行", "rows landed"), ("欠落", "gaps"), ("判定", "verdicts"), ("公開", "publication")]
    table = _table([spoken.pick(*heading) for heading in headings])
    for record in records:
        # A run of some assets that publishes nothing may well have found something.
        is_whole = record.job == "refresh" and record.outcome == "success"
        nothing_new = spoken.pick("変更なし", "nothing new") if is_whole else "–"
        table.add_row(
            _started(record, zone),
            record.run_id[:8],
            f"[{STYLES.get(record.outcome, 'red')}]{spoken.pick(OUTCOMES[record.outcome], record.outcome)}[/]",
            f"{record.seconds:.1f}",
            _megabytes(record.peak_bytes),
            f"{record.rows_landed:,}",
            _counts(record.gaps),
            _counts(record.verdicts),
            record.publication or nothing_new,
        )
    return table


def _step_table(record: RunRecord, spoken: Language) -> Table:
    headings = [("段階", "step"), ("結果", "ended"), ("秒", "seconds"), ("最大 MB", "peak MB")]
    table = _table([spoken.pick(*heading) for heading in headings])
    for one in record.steps:
        seconds = "–" if one.seconds is None else f"{one.seconds:.1f}"
        table.add_row(one.step, one.outcome, seconds, _megabytes(one.peak_bytes))
    return table


def _trend(records: Sequence[RunRecord], step: str, zone: ZoneInfo, spoken: Language) -> Table:
    headings = [("開始", "started"), ("ID", "id"), ("結果", "ended"), ("秒", "seconds"), ("最大 MB", "peak MB")]
    table = _table([spoken.pick(*heading) for heading in headings])
    for record in records:
        for one in record.steps:
            if one.step == step:
                seconds = "–" if one.seconds is None else f"{one.seconds:.1f}"
                table.add_row(
                    _started(record, zone), record.run_id[:8], one.outcome, seconds, _megabytes(one.peak_bytes)
                )
    return table


def _started(record: RunRecord, zone: ZoneInfo) -> str:
    return record.started_at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def _table(headings: Sequence[str]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _steps(record: RunRecord, step: str | None) -> list[dict[str, object]]:
    return [asdict(one) for one in record.steps if step in (None, one.step)]


def _megabytes(size: int | None) -> str:
    return "–" if size is None else f"{size / 1e6:,.0f}"


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "–"
