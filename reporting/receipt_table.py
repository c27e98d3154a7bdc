"""The receipts as a table for people, on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich import box
from rich.table import Table
from rich.text import Text

from reporting.language import Language
from reporting.tables import number

OUTCOME_STYLES: Mapping[str, str] = {
    "accepted": "green",
    "already_landed": "dim",
    "quarantined": "bold red",
    "unreachable": "yellow",
    "retracted": "magenta",
    "reinstated": "green",
}
TRANSLATED_OUTCOME: Mapping[str, str] = {
    "accepted": "受理",
    "already_landed": "既受理",
    "quarantined": "隔離",
    "unreachable": "取得不能",
    "retracted": "取消",
    "reinstated": "取消解除",
}


def receipt_table(rows: Sequence[Mapping[str, Any]], zone: ZoneInfo, language: Language) -> Table:
    """Lay out receipts, a line each.

    Args:
        rows: Fields of the receipts, in the order to show them in; attempts at ISO 8601 with an offset.
        zone: Time zone to show the attempts in, the one that decides which day a file is of.
        language: Language of headings and outcomes.
    """
    say = language.pick
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    table.add_column(say(f"時刻\n{zone.key}", f"time\n{zone.key}"), no_wrap=True)
    table.add_column(say("ファイル", "file"), overflow="fold", ratio=1)
    table.add_column(say("結果", "outcome"), no_wrap=True)
    table.add_column(say("行・却下", "rows, rejected"), justify="right", no_wrap=True)
    table.add_column("bytes", justify="right", no_wrap=True)
    table.add_column("encoding", no_wrap=True)
    table.add_column("contract", no_wrap=True)
    table.add_column("sha256", no_wrap=True)
    for row in rows:
        outcome = row["outcome"]
        word = say(f"{outcome}\n{TRANSLATED_OUTCOME.get(outcome, '')}", outcome)
        file = Text(row["file"])
        detail = row["error"] or row["reason"]
        if detail:
            by = f"{row['recorded_by']}: " if row["recorded_by"] else ""
            file.append(f"\n{by}{detail.removeprefix(row['file'] + ': ')}", style="dim")
        table.add_row(
            datetime.fromisoformat(row["attempted_at"]).astimezone(zone).strftime("%Y-%m-%d\n%H:%M:%S"),
            file,
            Text(word, style=OUTCOME_STYLES.get(outcome, "")),
            f"{number(row['rows'])}\n{number(row.get('rejected', 0))}",
            number(row["size_bytes"]),
            row["encoding"] or "–",
            row["contract"][:8],
            row["sha256"][:8] or "–",
        )
    return table
