"""`mokuhyo history`: what was reported when, and which reported figures are others now."""

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
def history(
    indicator: Annotated[
        str | None, typer.Argument(metavar="[INDICATOR]", help="Its name or id; all with a target when left out.")
    ] = None,
    home: HomeOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Show what was reported on each as-of date, and which of those figures are others now, with their files."""
    from reporting.history_tables import change_table, report_table
    from reporting.language import language_of
    from reporting.published import read_figure_changes, read_reports

    published = Home(settings_from(home=home).home).published
    if indicator is not None:
        indicator = indicator_meant(published, indicator)
    reports, changes = (
        read_reports(published, indicator, whole=True),
        read_figure_changes(published, indicator, whole=True),
    )
    console = terminal()
    if as_json:
        told = {"reports": reports, "changes": changes}
        print_json(console, told)
        return
    spoken = language or language_of()
    console.print(report_table(reports, spoken))
    if not changes:
        console.print(spoken.pick("報告後に変わった実績はありません。", "No reported figure is another one now."))
        return
    console.print(change_table(changes, spoken))
