"""The lines of an indicator: one per target version, one per expected supplement, or one where there is no target."""

from __future__ import annotations

from collections.abc import Iterator

from reporting.report.derivation import attainment, total
from reporting.report.figures import Figures, MartRow, bound, figure, if_any
from reporting.report.fiscal_years import ALL, SUPPLEMENT
from reporting.report.line_notes import (
    Note,
    break_notes,
    narrative_notes,
    noted,
    rate_notes,
    reason_notes,
)
from reporting.report.table import Cell, Mark, Row
from reporting.report.words import READING_WORDS, STATUSES, words
from reporting.tables import IN_FORCE

NARRATIVE = "narrative"
RATIO = "ratio"
NO_FIGURES = ("target", "actual", "actual_low", "actual_high", "attainment", "status_ja")
DERIVED_FROM = ("actual", "target")


def lines_of(figures: Figures, indicator: MartRow) -> Iterator[Row]:
    """Yield the lines of an indicator.

    Args:
        figures: What the marts hold.
        indicator: Row of `dim_indicator`.
    """
    identifier = indicator["indicator_id"]
    compared = [row for row in figures.comparison if row["indicator_id"] == identifier]
    breaks = break_notes(figures, indicator)
    if compared:
        for place, row in enumerate(figures.statuses[identifier]):
            yield _version_line(figures, row, breaks if place == 0 else [])
        for row in compared:
            if row["target_supplement"]:
                yield _supplement_line(figures, row)
    elif identifier in figures.monitored:
        monitored = figures.monitored[identifier]
        line = _narrative_line if monitored["value_type"] == NARRATIVE else _monitored_line
        yield line(figures, monitored, breaks)
    elif identifier in figures.statuses:
        yield _tally_line(figures, figures.in_force(identifier), breaks)


def _version_line(figures: Figures, row: MartRow, breaks: list[Note]) -> Row:
    version_ja, version_en = figures.version_names(row["target_version"])
    reading_ja, reading_en = words(READING_WORDS, row["budget_reading"])
    years = figures.yearly.cells(row["indicator_id"], row["budget_reading"])
    status_ja, status_en = words(STATUSES, row["status"])
    return {
        **noted([*reason_notes(row), *breaks]),
        **years,
        "line_ja": f"{version_ja}（{reading_ja}）",
        "line_en": f"{version_en} ({reading_en})",
        "in_force": IN_FORCE if row["is_in_force"] else None,
        "target": if_any(row["target"]),
        "actual": total(years, row["actual"]),
        "actual_low": bound(row, "actual_low"),
        "actual_high": bound(row, "actual_high"),
        "attainment": attainment(row["actual"], row["target"], row["attainment_pct"], DERIVED_FROM),
        "status_ja": status_ja,
        "status_en": status_en,
        "gaps": len(row["gap_ids"] or ()),
    }


def _supplement_line(figures: Figures, row: MartRow) -> Row:
    reading_ja, reading_en = READING_WORDS[SUPPLEMENT]
    years = figures.yearly.cells(row["indicator_id"], SUPPLEMENT)
    actual, target = row["actual_supplementary"], row["target_supplement"]
    line: dict[str, Cell] = {
        **years,
        "line_ja": f"{row['target_version_ja']}（{reading_ja}）",
        "line_en": f"{row['target_version_en']} ({reading_en})",
        "target": target,
        "status_ja": Mark.NOTHING,
    }
    if actual is None:
        # Where nothing is withheld the sources know no budget.
        missing = figure(row, "actual_supplementary")
        return {**line, **dict.fromkeys(("actual", "actual_low", "actual_high", "attainment"), missing)}
    return {
        **line,
        "actual": total(years, actual),
        "actual_low": bound(row, "actual_supplementary_low", "actual_supplementary"),
        "actual_high": bound(row, "actual_supplementary_high", "actual_supplementary"),
        "attainment": attainment(actual, target, row["attainment_supplementary_pct"], DERIVED_FROM),
    }


def _monitored_line(figures: Figures, row: MartRow, breaks: list[Note]) -> Row:
    return {
        **noted([*rate_notes(row, is_ratio=row["value_type"] == RATIO), *breaks]),
        **_without_target(figures, row, ALL),
        "response_rate": row["response_rate"],
    }


def _narrative_line(figures: Figures, row: MartRow, breaks: list[Note]) -> Row:
    return {
        **figures.yearly.cells(row["indicator_id"], ALL),
        **dict.fromkeys(NO_FIGURES, Mark.NOTHING),
        **noted([*narrative_notes(row), *breaks]),
        "gaps": len(row["gap_ids"] or ()),
    }


def _tally_line(figures: Figures, row: MartRow, breaks: list[Note]) -> Row:
    return {**noted([*reason_notes(row), *breaks]), **_without_target(figures, row, row["budget_reading"])}


def _without_target(figures: Figures, row: MartRow, reading: str) -> dict[str, Cell]:
    reading_ja, reading_en = words(READING_WORDS, reading)
    status_ja, status_en = words(STATUSES, "no_target")
    years = figures.yearly.cells(row["indicator_id"], reading)
    # A rate of nothing is none; a count is always there.
    missing = Mark.NOTHING if row.get("value_type") == RATIO else Mark.SUPPRESSED
    actual = figure(row, "actual", missing)
    nothing = actual is Mark.NOTHING
    return {
        **years,
        "line_ja": reading_ja,
        "line_en": reading_en,
        "target": Mark.NOTHING,
        "actual": actual if isinstance(actual, Mark) else total(years, row["actual"]),
        "actual_low": Mark.NOTHING if nothing else bound(row, "actual_low"),
        "actual_high": Mark.NOTHING if nothing else bound(row, "actual_high"),
        "attainment": Mark.NOTHING,
        "status_ja": status_ja,
        "status_en": status_en,
        "gaps": len(row["gap_ids"] or ()),
    }
