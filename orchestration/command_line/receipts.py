"""`mokuhyo receipts`: what became of each attempt to land a file."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, get_args
from zoneinfo import ZoneInfo

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
from orchestration.command_line.terminal import print_json, terminal
from orchestration.home import Home

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.receipts import Receipt

SHOWN = 50


@application.command()
def receipts(
    home: HomeOption = None,
    source: Annotated[
        str | None, typer.Option("--source", help="Only files of this source.", show_default=False)
    ] = None,
    outcome: Annotated[
        str | None, typer.Option("--outcome", help="Only attempts that ended like this.", show_default=False)
    ] = None,
    file: Annotated[
        str | None, typer.Option("--file", help="Only this file; its folder may be left out.", show_default=False)
    ] = None,
    show_all: Annotated[bool, typer.Option("--all", help=f"Show all, not only the newest {SHOWN}.")] = False,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Show what became of each attempt to land a file, the newest first."""
    from ingest.receipts import Outcome, read_receipts
    from reporting.language import language_of
    from reporting.receipt_table import receipt_table

    if outcome is not None and outcome not in (known := get_args(Outcome)):
        raise UsageError(f"there is no outcome {outcome!r}. Remedy: use one of {', '.join(known)}.")
    settings = settings_from(home=home)
    kept = read_receipts(Home(settings.home).receipts)
    if source is not None and source not in (named := sorted({receipt.source for receipt in kept})):
        raise UsageError(f"no receipt is of source {source!r}. Remedy: use one of {', '.join(named) or 'none yet'}.")
    chosen = [receipt for receipt in reversed(kept) if _is_chosen(receipt, source, outcome, file)]
    shown = chosen if show_all else chosen[:SHOWN]
    console = terminal()
    rows = list(_rows(shown))
    if as_json:
        print_json(console, rows)
        return
    spoken = language or language_of()
    if rows:
        console.print(receipt_table(rows, ZoneInfo(settings.timezone), spoken))
    is_part = len(shown) < len(chosen)
    rest = spoken.pick(f"（新しい {len(shown)} 件を表示。すべては --all）", f", newest {len(shown)} shown (`--all`)")
    console.print(spoken.pick(f"受領記録 {len(chosen)} 件", f"{len(chosen)} receipts") + (rest if is_part else ""))


def _is_chosen(receipt: Receipt, source: str | None, outcome: str | None, file: str | None) -> bool:
    return (
        source in (None, receipt.source)
        and outcome in (None, receipt.outcome)
        and file in (None, receipt.file, receipt.file.rpartition("/")[2])
    )


def _rows(chosen: Iterable[Receipt]) -> Iterable[dict[str, object]]:
    for receipt in chosen:
        yield {**asdict(receipt), "attempted_at": receipt.attempted_at.isoformat(timespec="seconds")}
