"""`mokuhyo prometheus`: what every run writes for node_exporter, now."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.command_line.application import HomeOption, VerboseOption, application, settings_from
from orchestration.home import Home


@application.command()
def prometheus(
    write: Annotated[
        bool, typer.Option("--write", help="Write <home>/metrics/mokuhyo.prom anew, as every run does.")
    ] = False,
    home: HomeOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Print verdicts, gaps, freshness and durations in Prometheus's text format."""
    from orchestration.command_line.terminal import terminal
    from orchestration.observation.prometheus import FILE, metrics_text, write_metrics

    places, console = Home(settings_from(home=home).home), terminal()
    if write:
        write_metrics(places)
        console.print(str(places.metrics / FILE), soft_wrap=True)
        return
    console.out(metrics_text(places), end="", highlight=False)
