"""Tables for people, on a terminal: target statuses and data gaps."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from reporting.language import Language

FULL_WIDTH = 140
IN_FORCE = "●"

STATUS_STYLES: Mapping[str, str] = {
    "met": "bold green",
    "waived": "green",
    "on_track": "green",
    "at_risk": "yellow",
    "not_assessable": "magenta",
    "missed": "bold red",
    "no_target": "dim",
}
SEVERITY_STYLES: Mapping[str, str] = {"critical": "bold red", "error": "red", "warning": "yellow", "info": "dim"}
TRANSLATED_STATUS: Mapping[str, str] = {
    "met": "達成",
    "waived": "達成扱い",
    "on_track": "順調",
    "at_risk": "遅れ",
    "not_assessable": "判定不能",
    "missed": "未達",
    "no_target": "目標なし",
}


def target_table(rows: Sequence[Mapping[str, Any]], language: Language, width: int = FULL_WIDTH) -> Table:
    """Lay out the targets, a line per target version.

    Args:
        rows: Rows of `kpi_target_status`; those without a target are left out.
        language: Language of headings and names.
        width: Columns of the terminal; on a narrow one pace, bounds and gaps give way to the figures.
    """
    is_full, say = width >= FULL_WIDTH, language.pick
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    table.add_column(say("目標", "target"), overflow="fold", min_width=22 if is_full else 14, max_width=34)
    table.add_column(say("版", "version"), no_wrap=True)
    for heading in (("目標値", "target value"), ("実績", "actual"), ("達成率 %", "attained %")):
        table.add_column(say(*heading), justify="right", no_wrap=True)
    if is_full:
        table.add_column(say("下限–上限", "bounds"), justify="right", no_wrap=True)
        table.add_column(say("ペース", "pace"), justify="right", no_wrap=True)
    table.add_column(say("判定", "status"), no_wrap=True)
    if is_full:
        table.add_column(say("欠落", "gaps"), justify="right", no_wrap=True)
    by_indicator: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["target"] is not None:
            by_indicator[row["indicator_id"]].append(row)
    for versions in by_indicator.values():
        for position, row in enumerate(versions):
            cells: list[str | Text] = [
                say(row["name_ja"], row["name_en"]) if position == 0 else "",
                Text(f"{row['target_version']} {IN_FORCE}", style="bold")
                if row["is_in_force"]
                else row["target_version"],
                number(row["target"]),
                number(row["actual"]),
                number(row["attainment_pct"], 1),
            ]
            if is_full:
                cells += [_interval(row["actual_low"], row["actual_high"], language), number(row["pace"], 1)]
            cells.append(status_text(row["status"], language))
            if is_full:
                cells.append(str(len(row["gap_ids"] or ())))
            table.add_row(*cells, end_section=position == len(versions) - 1)
    return table


def monitoring_table(rows: Sequence[Mapping[str, Any]], language: Language) -> Table:
    """Lay out the indicators without a target.

    Args:
        rows: Rows of `kpi_target_status`; those with a target are left out.
        language: Language of headings and names.
    """
    say = language.pick
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    table.add_column(say("モニタリング指標", "monitored indicator"), overflow="fold", max_width=48)
    table.add_column(say("実績", "actual"), justify="right", no_wrap=True)
    table.add_column(say("単位", "unit"), no_wrap=True)
    seen: set[str] = set()
    for row in rows:
        if row["target"] is None and row["indicator_id"] not in seen:
            seen.add(row["indicator_id"])
            table.add_row(say(row["name_ja"], row["name_en"]), number(row["actual"]), row["unit"])
    return table


def gap_table(rows: Sequence[Mapping[str, Any]], language: Language) -> Table:
    """Lay out the data gaps, a line each.

    Args:
        rows: Rows of `data_gaps`.
        language: Language of headings and details.
    """
    say = language.pick
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    table.add_column("gap", no_wrap=True)
    table.add_column(say("重大度", "severity"), no_wrap=True)
    table.add_column(say("データ源・担当", "source, owner"), overflow="fold")
    table.add_column("FY", no_wrap=True)
    table.add_column(say("件数", "records"), justify="right", no_wrap=True)
    table.add_column(say("説明", "detail"), overflow="fold", min_width=28)
    table.add_column(say("指標", "indicators"), overflow="fold")
    for row in rows:
        severity = Text(row["severity"], style=SEVERITY_STYLES.get(row["severity"], ""))
        if row["blocking"]:
            severity.append(" blocking", style="bold red")
        # Values of files stand in a detail: never markup.
        detail = Text(say(row["detail_ja"], row["detail_en"]) or "")
        if row["accepted_until"]:
            until = row["accepted_until"]
            detail.append(say(f"\n{until}まで受容", f"\naccepted until {until}"), style="cyan")
        if row["resolved_on"]:
            detail.append(say(f"\n{row['resolved_on']}に解消", f"\nresolved {row['resolved_on']}"), style="green")
        table.add_row(
            row["gap_id"],
            severity,
            Text(row["source"] or "").append(f"\n{row['owner'] or ''}", style="dim"),
            "" if row["fiscal_year"] is None else str(row["fiscal_year"]),
            number(row["records"]),
            detail,
            "\n".join(row["indicator_ids"] or ()),
        )
    return table


def gap_summary(rows: Sequence[Mapping[str, Any]], language: Language) -> str:
    """Say in a line how many gaps there are, by severity.

    Args:
        rows: Rows of `data_gaps` that are open.
        language: The reader's.
    """
    if not rows:
        return language.pick("データの欠落なし", "no data gaps")
    counts = Counter(row["severity"] for row in rows)
    listed = ", ".join(f"{counts[severity]} {severity}" for severity in SEVERITY_STYLES if counts[severity])
    blocking = sum(bool(row["blocking"]) for row in rows)
    accepted = sum(row["status"] == "accepted" for row in rows)
    also = language.pick(f"、受容 {accepted}", f", {accepted} accepted") if accepted else ""
    return language.pick(
        f"データの欠落 {len(rows)} 件（{listed}。公開を妨げるもの {blocking}{also}）",
        f"{len(rows)} data gaps ({listed}; {blocking} blocking{also})",
    )


def status_text(status: str, language: Language) -> Text:
    """Show a status; its name as programs know it stands beside a Japanese one.

    Args:
        status: Status of a target.
        language: The reader's.
    """
    word = language.pick(f"{TRANSLATED_STATUS.get(status, '')} {status}".strip(), status)
    return Text(word, style=STATUS_STYLES.get(status, ""))


def number(value: float | None, digits: int = 0) -> str:
    """Show a number with thousands separators; nothing for None.

    Args:
        value: The number.
        digits: Decimals of a number that is no integer.
    """
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.{digits}f}"


def _interval(low: float | None, high: float | None, language: Language) -> str:
    if low is not None and low == high:
        return number(low)
    unbounded = language.pick("限りなし", "unbounded")
    return "–".join(unbounded if bound is None else number(bound) for bound in (low, high))
