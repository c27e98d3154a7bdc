"""`mokuhyo gaps`: what is published about gaps in the data."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from orchestration.command_line.application import (
    HomeOption,
    JsonOption,
    UsageError,
    VerboseOption,
    application,
    settings_from,
)
from orchestration.command_line.terminal import terminal
from orchestration.home import Home


@application.command()
def gaps(
    home: HomeOption = None,
    indicator: Annotated[
        str | None, typer.Option("--indicator", help="Only gaps that affect this indicator.", show_default=False)
    ] = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Show the data gaps, the gravest first, with the indicators they affect."""
    from reporting.published import known_indicators, read_gaps
    from reporting.tables import gap_summary, gap_table

    published = Home(settings_from(home=home).home).published
    if indicator is not None and indicator not in (known := known_indicators(published)):
        raise UsageError(f"there is no indicator {indicator!r}. Remedy: use one of {', '.join(known)}.")
    rows = read_gaps(published, indicator)
    console = terminal()
    if as_json:
        console.out(json.dumps(rows, ensure_ascii=False, default=str, indent=1), highlight=False)
        return
    console.print(gap_summary(rows))
    if rows:
        console.print(gap_table(rows))
