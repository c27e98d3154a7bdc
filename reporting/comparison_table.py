"""The target versions side by side as a table for people, on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from reporting.comparison import Reading, grouped, readings_of
from reporting.language import Language
from reporting.tables import FULL_WIDTH, IN_FORCE, STATUS_STYLES, TRANSLATED_STATUS, number


def comparison_table(rows: Sequence[Mapping[str, Any]], language: Language, width: int = FULL_WIDTH) -> Table:
    """Lay out the comparison: a line per indicator, below it one per target version.

    Args:
        rows: Rows of `target_comparison`, the versions of an indicator one after the other.
        language: Language of headings and names.
        width: Columns of the terminal; on a narrow one the single budgets give way to all cases.
    """
    say = language.pick
    is_full = width >= FULL_WIDTH
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    table.add_column(say("指標・版・適用開始", "indicator, version, from"), overflow="fold", max_width=44)
    if is_full:
        table.add_column(say("当初＋補正", "base + suppl."), justify="right", no_wrap=True)
    table.add_column(say("目標値", "target"), justify="right", no_wrap=True)
    table.add_column(say("増減", "uplift"), justify="right", no_wrap=True)
    shown = slice(None) if is_full else slice(-1, None)
    for reading in readings_of({})[shown]:
        table.add_column(say(*reading.names), justify="right", no_wrap=True)
    if is_full:
        table.add_column(say("財源不明", "unknown"), justify="right", no_wrap=True)
    table.add_column(say("判定", "status"), no_wrap=True)
    for versions in grouped(rows):
        table.add_row(Text(say(versions[0]["name_ja"], versions[0]["name_en"]), style="bold"))
        for position, row in enumerate(versions):
            status = say(TRANSLATED_STATUS.get(row["status"], row["status"]), row["status"])
            table.add_row(
                _version(row, language),
                *([_parts(row)] if is_full else []),
                number(row["target"]),
                uplift(row),
                *(_reading(reading, language) for reading in readings_of(row)[shown]),
                *([number(row["actual_unknown"])] if is_full else []),
                Text(status, style=STATUS_STYLES.get(row["status"], "")),
                end_section=position == len(versions) - 1,
            )
    return table


def uplift(row: Mapping[str, Any]) -> str:
    """Show by how much a target differs from that of the version before it.

    Args:
        row: Row of `target_comparison`.
    """
    if row["uplift"] is None:
        return "–"
    share = "" if row["uplift_pct"] is None else f"\n{row['uplift_pct']:+,.1f} %"
    return f"{row['uplift']:+,}{share}" if row["uplift"] else "±0"


def _version(row: Mapping[str, Any], language: Language) -> Text:
    name = language.pick(row["target_version_ja"], row["target_version_en"])
    return Text(f"{IN_FORCE if row['is_in_force'] else ' '} {name} {row['effective_from']}")


def _parts(row: Mapping[str, Any]) -> str:
    return "–" if row["target"] is None else f"{number(row['target_base'])} + {number(row['target_supplement'])}"


def _reading(reading: Reading, language: Language) -> Text:
    actual = number(reading.actual)
    text = Text(f"{actual} ({reading.bounds(language)})" if reading.is_open else actual)
    text.append(f"\n{number(reading.attainment, 1)} %" if reading.attainment is not None else "")
    # What the version is judged by stands out.
    text.stylize("bold" if reading.is_judging else "")
    return text
