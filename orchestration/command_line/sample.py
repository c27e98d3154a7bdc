"""`mokuhyo sample`: synthetic exports, for trying the pipeline out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from orchestration.command_line.application import DateOption, UsageError, VerboseOption, application
from orchestration.command_line.terminal import terminal


@application.command()
def sample(
    out: Annotated[Path, typer.Option("--out", help="Folder to write into; made when missing.", show_default=False)],
    seed: Annotated[int, typer.Option(help="The same seed writes the same bytes.")] = 20231,
    scale: Annotated[float, typer.Option(help="Volume; 1 is realistic.", min=0.001)] = 1.0,
    as_of: DateOption = None,
    clean: Annotated[bool, typer.Option("--clean", help="Plant no gaps.")] = False,
    verbose: VerboseOption = False,
) -> None:
    """Write synthetic exports in the real formats, with the list of the gaps planted in them."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} is not an empty folder. Remedy: name a new one with --out.")
    from synthetic.generate import write_sample

    day = {} if as_of is None else {"as_of": datetime.date(as_of)}
    report = write_sample(out, seed=seed, scale=scale, plant_gaps=not clean, **day)
    console = terminal()
    console.print(f"合成データ (synthetic): {len(report.files)} files in {out}")
