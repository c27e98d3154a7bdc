"""`mokuhyo gaps`: what is published about gaps in the data."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.command_line.application import (
    HomeOption,
    JsonOption,
    LanguageOption,
    VerboseOption,
    application,
    indicator_meant,
    settings_from,
)
from orchestration.command_line.terminal import print_json, terminal
from orchestration.home import Home


@application.command()
def gaps(
    home: HomeOption = None,
    indicator: Annotated[
        str | None,
        typer.Option(
            "--indicator", help="Only gaps that affect this indicator, each with its effect.", show_default=False
        ),
    ] = None,
    resolved: Annotated[bool, typer.Option("--resolved", help="Gaps found earlier that are gone.")] = False,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Show the data gaps, the gravest first, with the indicators they affect."""
    from reporting.explanation import SHOWN_RECORDS, told_gaps
    from reporting.language import language_of
    from reporting.published import read_gap_effects, read_gap_records, read_gaps
    from reporting.stories import tell_gap
    from reporting.tables import gap_summary, gap_table

    published = Home(settings_from(home=home).home).published
    if indicator is not None:
        indicator = indicator_meant(published, indicator)
    rows = read_gaps(published, indicator, resolved=resolved, whole=True)
    told = told_gaps(
        rows, read_gap_effects(published, indicator, whole=True), read_gap_records(published, SHOWN_RECORDS)
    )
    console = terminal()
    if as_json:
        print_json(console, told)
        return
    spoken = language or language_of()
    if not resolved:
        console.print(gap_summary(rows, spoken))
    elif not rows:
        console.print(spoken.pick("解消した欠落なし", "no gap was resolved"))
    if rows and indicator is None:
        console.print(gap_table(rows, spoken))
    elif rows:
        for gap in told:
            console.print()
            for line in tell_gap(gap, spoken):
                console.print(line, soft_wrap=True)
