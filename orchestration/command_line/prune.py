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
    from orchestration.command_line.terminal import at_work, print_json, terminal
    from orchestration.instance import open_instance
    from orchestration.retention import prune_runs
    from reporting.language import language_of

    before = datetime.now(UTC) - timedelta(days=older_than)
    console, shown = terminal(), language or language_of()
    settings = settings_from(home=home)
    with at_work(shown.pick("削除しています", "Removing")), open_instance(Home(settings.home)) as instance:
        removed = prune_runs(instance, before)
    if as_json:
        print_json(console, {"before": before.isoformat(timespec="seconds"), "removed": removed})
        return
    console.print(
        shown.pick(
            f"{before:%Y-%m-%d} より前の実行記録を {len(removed)} 件削除しました",
            f"{len(removed)} runs from before {before:%Y-%m-%d} removed",
        )
    )
