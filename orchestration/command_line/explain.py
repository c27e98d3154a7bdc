"""`mokuhyo explain`: why an indicator stands where it stands."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from orchestration.command_line.application import (
    HomeOption,
    JsonOption,
    LanguageOption,
    UsageError,
    VerboseOption,
    application,
    settings_from,
)
from orchestration.command_line.terminal import terminal
from orchestration.home import Home


@application.command("explain")
def explain_indicator(
    indicator: Annotated[str, typer.Argument(metavar="INDICATOR", help="Its id, as `mokuhyo status --json` shows it.")],
    version: Annotated[
        str | None,
        typer.Option("--version", help="Target version: current, revised, … [the one in force].", show_default=False),
    ] = None,
    home: HomeOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Show an indicator's rule and figures, how the gaps make its bounds, and the file rows behind them."""
    from reporting.explanation import UnknownVersionError, explain
    from reporting.language import language_of
    from reporting.published import known_indicators
    from reporting.stories import tell_indicator

    published = Home(settings_from(home=home).home).published
    if indicator not in (known := known_indicators(published)):
        raise UsageError(f"there is no indicator {indicator!r}. Remedy: use one of {', '.join(known)}.")
    try:
        told = explain(published, indicator, version)
    except UnknownVersionError as error:
        raise UsageError(str(error)) from error
    console = terminal()
    if as_json:
        console.out(json.dumps(told, ensure_ascii=False, default=str, indent=1), highlight=False)
        return
    for line in tell_indicator(told, language or language_of()):
        console.print(line, soft_wrap=True)
