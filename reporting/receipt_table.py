"""The receipts as a table for people, on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

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


def receipt_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """Lay out receipts, a line each.

    Args:
        rows: Fields of the receipts, in the order to show them in.
    """
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    table.add_column("時刻 (time)", no_wrap=True)
    table.add_column("ファイル (file)", overflow="fold", min_width=24)
    table.add_column("結果 (outcome)", overflow="fold", min_width=11)
    table.add_column("受理 (rows)", justify="right", no_wrap=True)
    table.add_column("却下 (rejected)", justify="right", overflow="fold")
    table.add_column("bytes", justify="right", no_wrap=True)
    table.add_column("文字コード (encoding)", overflow="fold")
    table.add_column("contract, sha256", no_wrap=True)
    for row in rows:
        outcome = row["outcome"]
        file = Text(row["file"])
        detail = row["error"] or row["reason"]
        if detail:
            by = f"{row['recorded_by']}: " if row["recorded_by"] else ""
            file.append(f"\n{by}{detail.removeprefix(row['file'] + ': ')}", style="dim")
        table.add_row(
            str(row["attempted_at"])[:19].replace("T", " "),
            file,
            Text(f"{TRANSLATED_OUTCOME.get(outcome, '')} {outcome}".strip(), style=OUTCOME_STYLES.get(outcome, "")),
            number(row["rows"]),
            number(row.get("rejected", 0)),
            number(row["size_bytes"]),
            row["encoding"] or "–",
            f"{row['contract'][:8]} {row['sha256'][:8] or '–'}",
        )
    return table
