"""`mokuhyo retract`: a file was withdrawn and shall not speak for its source any more."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from orchestration.command_line.application import (
    CommandError,
    HomeOption,
    JsonOption,
    LanguageOption,
    UsageError,
    VerboseOption,
    application,
    settings_from,
)
from orchestration.command_line.terminal import print_json, terminal
from orchestration.home import Home


@application.command()
def retract(
    file: Annotated[str, typer.Argument(help="Name as `mokuhyo receipts` shows it; its folder may be left out.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; kept in the receipt.", show_default=False)],
    sha256: Annotated[
        str | None,
        typer.Option("--sha256", help="Hash of the content, or its beginning [the newest].", show_default=False),
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take a retraction back.")] = False,
    home: HomeOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Retract a withdrawn file: an older one speaks again, or its period becomes a gap."""
    if not reason.strip():
        raise UsageError("the reason is empty. Remedy: say why with --reason.")
    from ingest.retraction import RetractionError, reinstate, standing_receipts
    from ingest.retraction import retract as record_retraction
    from orchestration.resources import hold

    place = Home(settings_from(home=home).home)
    if not place.receipts.is_dir():
        raise CommandError(f"{place.root} holds no receipts. Remedy: name the home directory of a run with --home.")
    record = reinstate if undo else record_retraction
    try:
        # A run must not see one half of its files before and the other after.
        with hold(place.run_lock):
            receipt = record(place.receipts, file, reason.strip(), getpass.getuser(), sha256)
    except RetractionError as error:
        raise CommandError(str(error)) from error
    from ingest.receipts import read_receipts
    from reporting.language import language_of

    standing = standing_receipts(read_receipts(place.receipts)).get(receipt.file)
    console, spoken = terminal(), language or language_of()
    if as_json:
        stands = None if standing is None else {"outcome": standing.outcome, "sha256": standing.sha256}
        told = {"file": receipt.file, "sha256": receipt.sha256, "outcome": receipt.outcome, "standing": stands}
        print_json(console, told)
        return
    word = spoken.pick("取消解除", "Reinstated") if undo else spoken.pick("取消", "Retracted")
    console.print(f"{word}: {receipt.file} {receipt.sha256[:12]}", markup=False)
    unfetched = spoken.pick("未取得", "not fetched")
    now = spoken.pick("なし", "nothing")
    if standing is not None:
        now = f"{standing.outcome}, {standing.sha256[:12] or unfetched}"
    console.print(
        spoken.pick(
            f"この名前で今有効なもの: {now}。`mokuhyo run` で集計し直す。",
            f"What stands under this name now: {now}. Count again with `mokuhyo run`.",
        ),
        markup=False,
    )
