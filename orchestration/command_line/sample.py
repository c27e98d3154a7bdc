"""`mokuhyo sample`: synthetic exports, for trying the pipeline out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from orchestration.command_line.application import (
    DateOption,
    JsonOption,
    LanguageOption,
    UsageError,
    VerboseOption,
    application,
)
from orchestration.command_line.terminal import at_work, print_json, terminal


@application.command()
def sample(
    out: Annotated[Path, typer.Option("--out", help="Folder to write into; made when missing.", show_default=False)],
    seed: Annotated[int, typer.Option(help="The same seed writes the same bytes.")] = 20231,
    scale: Annotated[float, typer.Option(help="Volume; 1 is realistic.", min=0.001)] = 1.0,
    as_of: DateOption = None,
    clean: Annotated[bool, typer.Option("--clean", help="Plant no gaps.")] = False,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Write synthetic exports in the real formats, with the list of the gaps planted in them."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} is not an empty folder. Remedy: name a new one with --out.")
    from reporting.language import language_of
    from synthetic.generate import write_sample

    day = {} if as_of is None else {"as_of": datetime.date(as_of)}
    console, spoken = terminal(), language or language_of()
    with at_work(spoken.pick("合成データを書いています", "Writing synthetic exports")):
        report = write_sample(out, seed=seed, scale=scale, plant_gaps=not clean, **day)
    if as_json:
        print_json(console, {"folder": str(out), "synthetic": True, "files": [str(file) for file in report.files]})
        return
    count = len(report.files)
    console.print(
        spoken.pick(f"合成データ: {out} に {count} ファイル", f"Synthetic data: {count} files in {out}"),
        markup=False,
        soft_wrap=True,
    )
