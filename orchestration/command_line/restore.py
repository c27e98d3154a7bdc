"""`mokuhyo restore`: a backup in the place of a home directory."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
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
def restore(
    file: Annotated[Path, typer.Argument(help="Backup written by `mokuhyo backup`.", show_default=False)],
    home: HomeOption = None,
    force: Annotated[
        bool, typer.Option("--force", help="Set a home directory that is there aside; nothing is deleted.")
    ] = False,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Check every file of a backup, then put it in the place of the home directory."""
    from orchestration.backup.restore import restore_backup
    from orchestration.command_line.backup import described, left_out, summary
    from orchestration.command_line.terminal import at_work, print_json, terminal
    from reporting.language import language_of

    places = Home(settings_from(home=home).home)
    console, spoken = terminal(), language or language_of()
    with at_work(spoken.pick("検査して復元しています", "Checking and restoring")):
        done = restore_backup(file, places, datetime.now(UTC), force=force)
    if as_json:
        set_aside = None if done.set_aside is None else str(done.set_aside)
        print_json(console, {**summary(file, done.manifest), "home": str(done.home), "set_aside": set_aside})
        return
    lines = [spoken.pick(f"復元: {done.home}", f"Restored: {done.home}"), described(done.manifest, spoken)]
    lines += [f"  - {line}" for line in left_out(done.manifest, spoken)]
    if done.set_aside is not None:
        lines.append(spoken.pick(f"以前のホーム: {done.set_aside}", f"What was there before: {done.set_aside}"))
    if done.manifest.postgresql:
        lines.append(
            spoken.pick(
                "Dagster の実行記録は PostgreSQL にあった。pg_restore で戻すこと",
                "Dagster kept its runs in PostgreSQL. Remedy: bring them back with pg_restore.",
            )
        )
    lines.append(
        spoken.pick(
            "確認: mokuhyo doctor。次の実行は同じファイルなら「変更なし」になる",
            "See that all is well: `mokuhyo doctor`. The next run says nothing new unless files came since.",
        )
    )
    for line in lines:
        console.print(line, markup=False, soft_wrap=True)
