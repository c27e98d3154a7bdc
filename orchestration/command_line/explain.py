"""`mokuhyo explain`: why an indicator stands where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.command_line.application import (
    HomeOption,
    JsonOption,
    LanguageOption,
    UsageError,
    VerboseOption,
    application,
    indicator_meant,
    settings_from,
)
from orchestration.command_line.terminal import at_work, print_json, terminal
from orchestration.home import Home

if TYPE_CHECKING:
    from rich.text import Text


@application.command("explain")
def explain_indicator(
    indicator: Annotated[str, typer.Argument(metavar="INDICATOR", help="Its id, or its name as `status` shows it.")],
    version: Annotated[
        str | None,
        typer.Option("--version", help="Target version: current, revised, … [the one in force].", show_default=False),
    ] = None,
    cases: Annotated[
        int | None, typer.Option("--cases", min=0, help="Most rows shown per reason [3].", show_default=False)
    ] = None,
    case: Annotated[
        str | None,
        typer.Option(
            "--case", metavar="ID", help="Tell one record's story: its number, or file#row.", show_default=False
        ),
    ] = None,
    home: HomeOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Show an indicator's rule and figures, how the gaps make its bounds, and the file rows behind them."""
    from reporting.explanation import UnknownVersionError, explain
    from reporting.language import language_of
    from reporting.lineage import SHOWN_CASES, UnknownCaseError, made_up_of, tell_of_case
    from reporting.lineage_stories import tell_case, tell_made_up_of
    from reporting.published import read_names
    from reporting.stories import tell_indicator

    published = Home(settings_from(home=home).home).published
    indicator = indicator_meant(published, indicator)
    spoken = language or language_of()
    told: object
    lines: Iterable[Text]
    shown = SHOWN_CASES if cases is None else cases
    try:
        with at_work(spoken.pick("調べています", "Looking it up")):
            names = read_names(published)
            if case is not None:
                told = tell_of_case(published, indicator, case)
                lines = tell_case(told, spoken, names)
            else:
                figures = explain(published, indicator, version)
                rows = made_up_of(published, indicator, figures["budget_reading"], shown)
                told = {**figures, **rows}
                lines = chain(tell_indicator(figures, spoken), tell_made_up_of(rows, spoken, names))
    except (UnknownVersionError, UnknownCaseError) as error:
        raise UsageError(str(error)) from error
    console = terminal()
    if as_json:
        print_json(console, told)
        return
    for line in lines:
        console.print(line, soft_wrap=True)
