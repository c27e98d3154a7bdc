"""`mokuhyo bench`: how long runs take on this machine, and how much memory, phase by phase."""

from __future__ import annotations

import tempfile
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from orchestration.command_line.application import (
    JsonOption,
    LanguageOption,
    UsageError,
    VerboseOption,
    application,
)

if TYPE_CHECKING:
    from orchestration.benchmark.phases import Taken
    from orchestration.benchmark.situations import Measured, Situation
    from reporting.language import Language

ROWS = 100_000
PHASE_NAMES = {
    "start": "起動",
    "land": "取込",
    "link": "企業名寄せ",
    "model": "集計",
    "expectations": "検査",
    "targets": "判定",
    "publish": "公開",
    "report": "報告資料",
}
SITUATION_NAMES = {
    "full": "全件",
    "full, cold": "全件・キャッシュなし",
    "full, warm": "全件・キャッシュあり",
    "one file changed": "一ファイル差替え",
    "nothing new": "変更なし",
}


@application.command()
def bench(
    rows: Annotated[
        int, typer.Option("--rows", help="Rows of overseas_support; the other sources in proportion.", min=1_000)
    ] = ROWS,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--folder", help="Work here and leave everything [a temporary folder].", file_okay=False, show_default=False
        ),
    ] = None,
    gaps: Annotated[bool, typer.Option("--gaps", help="Plant gaps in the inbox.")] = False,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Run the pipeline on a synthetic inbox: whole, after one file changed, without news; show what each phase took."""
    from orchestration.benchmark.situations import measure
    from orchestration.command_line.terminal import error_terminal, print_json, terminal
    from reporting.language import language_of

    if folder is not None and folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty. Remedy: name a new one with --folder.")
    console, spoken = terminal(), language or language_of()
    with tempfile.TemporaryDirectory(prefix="mokuhyo-bench-") if folder is None else nullcontext(folder) as place:
        said = error_terminal() if as_json else console
        measured = measure(
            Path(place), rows, with_gaps=gaps, told=lambda what: said.print(f"[dim]{_situation(what, spoken)} …[/]")
        )
    if as_json:
        print_json(console, asdict(measured))
        return
    console.print(_table(measured, spoken))
    whole = measured.situations[0]
    slowest = ", ".join(f"{name.split('.')[2]} {seconds:.1f}" for name, seconds in list(whole.slowest.items())[:5])
    console.print(
        spoken.pick("dbt の所要秒（上位）: ", "slowest dbt nodes, seconds: ") + slowest, markup=False, soft_wrap=True
    )


def _table(measured: Measured, spoken: Language) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(spoken.pick("段階", "phase"))
    for situation in measured.situations:
        table.add_column(
            spoken.pick(SITUATION_NAMES[situation.name], situation.name)
            + spoken.pick("\n秒 (CPU) / 最大 MB", "\nseconds (CPU) / peak MB"),
            justify="right",
        )
    for phase, name in PHASE_NAMES.items():
        table.add_row(spoken.pick(name, phase), *(_cell(situation, phase) for situation in measured.situations))
    table.add_row(
        spoken.pick("合計", "whole"), *(_shown(situation.whole) for situation in measured.situations), style="bold"
    )
    return table


def _situation(name: str, spoken: Language) -> str:
    return spoken.pick(SITUATION_NAMES.get(name, "受信フォルダーの作成"), name)


def _cell(situation: Situation, phase: str) -> str:
    taken = next((taken for name, taken in situation.phases.items() if name == phase), None)
    return "–" if taken is None else _shown(taken)


def _shown(taken: Taken) -> str:
    peak = f" / {taken.peak_bytes / 1e6:,.0f}" if taken.peak_bytes else ""
    return f"{taken.seconds:,.1f} ({taken.cpu_seconds:,.1f}){peak}"
