"""Tables of what was reported when, and of reported figures that are others now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from reporting.language import Language
from reporting.tables import number, status_text

SHOWN_FILES = 3


def report_table(reports: Sequence[Mapping[str, Any]], language: Language) -> Table:
    """Lay out reports, a line per indicator, target version and as-of date.

    Args:
        reports: Rows of `target_status_history`.
        language: Language of the headings.
    """
    say = language.pick
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    table.add_column(say("指標", "indicator"), overflow="fold", min_width=14)
    table.add_column(say("版", "version"), no_wrap=True)
    table.add_column(say("基準日", "as of"), no_wrap=True)
    for heading in (say("実績", "actual"), say("目標値", "target"), say("見通し", "forecast")):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column(say("判定", "status"), no_wrap=True)
    before = None
    for report in reports:
        key = (report["indicator_id"], report["target_version"])
        is_first, before = key != before, key
        table.add_row(
            key[0] if is_first else "",
            key[1] if is_first else "",
            str(report["as_of_date"]),
            number(report["actual"]),
            number(report["target"]),
            number(report["forecast"]),
            status_text(report["status"], language),
        )
    return table


def change_table(changes: Sequence[Mapping[str, Any]], language: Language) -> Table:
    """Lay out changes of reported figures, a line each.

    Args:
        changes: Rows of `figure_changes`.
        language: Language of headings and words.
    """
    say = language.pick
    words = {
        "reported_again": say("再報告", "reported again"),
        "restated": say("その後の判明分", "restated"),
    }
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    table.add_column(say("指標・版", "indicator, version"), overflow="fold", min_width=14)
    table.add_column(say("基準日", "as of"), no_wrap=True)
    table.add_column(say("変化", "change"), no_wrap=True)
    for heading in (say("報告", "reported"), say("現在", "now")):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column(say("異なるファイル", "files that differ"), overflow="fold")
    for change in changes:
        table.add_row(
            Text(change["indicator_id"]).append(f"\n{change['target_version']}", style="dim"),
            str(change["as_of_date"]),
            words[change["change"]],
            number(change["old_actual"]),
            number(change["new_actual"]),
            _files(change["files"], language),
        )
    return table


def _files(files: Sequence[str] | None, language: Language) -> Text:
    if files is None:
        return Text(language.pick("記録なし", "not kept"), style="dim")
    # Names of files come from outside: never markup.
    shown = Text("\n".join(files[:SHOWN_FILES]))
    more = len(files) - SHOWN_FILES
    if more > 0:
        shown.append(language.pick(f"\nほか{more}件", f"\nand {more} more"), style="dim")
    return shown
