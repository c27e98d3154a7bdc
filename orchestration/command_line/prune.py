"""`mokuhyo prune`: old records of Dagster are removed, with what their steps printed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from orchestration.command_line.application import (
    HomeOption,
    JsonOption,
    LanguageOption,
    VerboseOption,
    application,
    settings_from,
)
from orchestration.home import Home


@application.command()
def prune(
    older_than: Annotated[int, typer.Option("--older-than", min=1, metavar="DAYS", help="Days that runs stay.")] = 180,
    home: HomeOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Remove Dagster's records of old runs; receipts, publications and history stay."""
    from orchestration.command_line.terminal import print_json, terminal
    from orchestration.instance import open_instance
    from orchestration.retention import prune_runs
    from reporting.language import language_of

    before = datetime.now(UTC) - timedelta(days=older_than)
    with open_instance(Home(settings_from(home=home).home)) as instance:
        removed = prune_runs(instance, before)
    console = terminal()
    if as_json:
        print_json(console, {"before": before.isoformat(timespec="seconds"), "removed": removed})
        return
    shown = language or language_of()
    console.print(
        shown.pick(
            f"{before:%Y-%m-%d} より前の実行記録を {len(removed)} 件削除しました",
            f"{len(removed)} runs from before {before:%Y-%m-%d} removed",
        )
    )
