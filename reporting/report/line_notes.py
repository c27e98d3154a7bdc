"""The notes beside a line: why the verdict is what it is, response rates, breaks of the series, texts."""

from __future__ import annotations

from collections.abc import Sequence

from reporting.report.figures import Figures, MartRow
from reporting.report.table import Cell

Note = tuple[str, str]


def noted(notes: Sequence[Note]) -> dict[str, Cell]:
    """Return the cells of some notes, one below the other.

    Args:
        notes: Notes in Japanese and English.
    """
    return {
        "notes_ja": "\n".join(japanese for japanese, _ in notes if japanese),
        "notes_en": "\n".join(english for _, english in notes if english),
    }


def reason_notes(row: MartRow) -> list[Note]:
    """Tell why a status is what it is, and what was left out and is shown beside.

    Args:
        row: Row of `kpi_target_status`.
    """
    notes = [(row["reason_ja"] or "", row["reason_en"] or "")]
    excluded = row["excluded"]
    if excluded:
        notes.append((f"対象外の事業 {excluded:,}{row['unit'] or ''}を別掲。", f"{excluded:,} left out, shown beside."))
    if excluded is None and row.get("is_suppressed"):
        notes.append(("対象外の事業の別掲は秘匿。", "What is left out is suppressed."))
    return notes


def rate_notes(row: MartRow, *, is_ratio: bool) -> list[Note]:
    """Tell the response rates that a figure must not be shown without.

    Args:
        row: Row of `monitored_figures`.
        is_ratio: Whether the figure is a rate itself.
    """
    notes = []
    if row["response_rates_ja"]:
        notes.append((f"回答率：{row['response_rates_ja']}。", f"Response rate: {row['response_rates_en']}."))
    if is_ratio:
        notes.append(("期間全体の率。年度別は公表していない。", "Over the whole period; not published by year."))
    return notes


def narrative_notes(row: MartRow) -> list[Note]:
    """Return the text in force of an indicator told in words.

    Args:
        row: Row of `monitored_figures`.
    """
    dated = row["narrative_dated_on"]
    if dated is None:
        return [("記述なし。", "No text.")]
    return [(f"（{dated}時点）{row['narrative']}", f"(As of {dated}, in Japanese.)")]


def break_notes(figures: Figures, indicator: MartRow) -> list[Note]:
    """Tell the breaks of a series, and which years must not be compared with later ones.

    Args:
        figures: What the marts hold.
        indicator: Row of `dim_indicator`.
    """
    notes = [(row["note_ja"] or "", row["note_en"] or "") for row in figures.breaks.get(indicator["indicator_id"], ())]
    since = indicator["comparable_from"]
    before = [] if since is None else [year for year in figures.yearly.years if year.first_day < since]
    if before:
        japanese, english = "、".join(year.short for year in before), ", ".join(year.english for year in before)
        notes.append(
            (
                f"{japanese}の値は{since}以降の値と比較できない。",
                f"Do not compare {english} with values from {since} on.",
            )
        )
    return notes
