"""The table of the target versions: what each sets, how they differ, and what each reading of the budget gives."""

from __future__ import annotations

from reporting.comparison import Reading, readings_of
from reporting.report.derivation import attainment, difference
from reporting.report.figures import Figures, MartRow, bound, figure, if_any
from reporting.report.table import Cell, Column, Kind, Row, Table
from reporting.report.words import READING_WORDS, STATUSES, section_code, words
from reporting.tables import IN_FORCE

# Reading of the mart's columns, and the target that its attainment is of.
TARGETS = (("initial", "target"), ("supplementary", "target_supplement"), ("all", "target"))


def version_comparison(figures: Figures) -> Table:
    """Return the table.

    Args:
        figures: What the marts hold.
    """
    return Table(
        "target_comparison",
        "目標の版の比較",
        "Target versions side by side",
        [
            Column("section_ja", "節", "Section", Kind.CENTRED, 6.5, is_once=True),
            Column("indicator_id", "指標ID", "Indicator id"),
            Column("name_ja", "指標", "Indicator", width=26, beside="name_en", is_once=True),
            Column("name_en", "指標（英語）", "Indicator in English"),
            Column("unit", "単位", "Unit", Kind.CENTRED, 5, is_once=True),
            Column("version_ja", "目標の版", "Target version", width=8.5, beside="version_en"),
            Column("version_en", "目標の版（英語）", "Target version in English"),
            Column("in_force", "適用中", "In force", Kind.CENTRED, 5.5),
            Column("effective_from", "適用開始日", "In force from", Kind.DATE, 9.5),
            Column("target_base", "当初分", "Base part", Kind.NUMBER, 7.5),
            Column("target_supplement", "補正見込件数", "Suppl. part", Kind.NUMBER, 8),
            Column("target", "目標値", "Target", Kind.NUMBER, 7.5),
            Column("previous_target", "直前の版の目標値", "Target before", Kind.NUMBER, 8),
            Column("uplift", "増減", "Uplift", Kind.SIGNED, 7),
            Column("uplift_pct", "増減率（%）", "Uplift, %", Kind.SIGNED_TENTH, 7.5),
            *(column for reading in readings_of({}) for column in _reading_columns(reading)),
            Column("actual_both", "双方に計上", "Under both", Kind.NUMBER, 8),
            Column("actual_unknown", "財源不明", "Budget unknown", Kind.NUMBER, 8),
            Column("judged_by", "判定の範囲", "Judged by", width=11, beside="judged_by_en"),
            Column("judged_by_en", "判定の範囲（英語）", "Judged by, in English"),
            Column("status_ja", "判定", "Status", Kind.CENTRED, 9, beside="status_en"),
            Column("status_en", "判定（英語）", "Status in English"),
        ],
        [_row(row) for row in figures.comparison],
        group="indicator_id",
        notes=(
            (
                "対象案件すべて＝当初予算分＋補正予算分－双方に計上＋財源不明。版どうし、範囲どうしは足し合わせない。",
                "All cases = initial + supplementary - under both + budget unknown. Never add versions or readings.",
            ),
            (
                "達成率は、補正予算分は補正見込件数に対する値、その他はその版の目標値に対する値（%、切捨て）。",
                "Supplementary attainment is of the supplementary part, the others of the version's target (%, cut).",
            ),
        ),
    )


def _reading_columns(reading: Reading) -> list[Column]:
    (japanese, english), key = reading.names, _key(reading)
    return [
        Column(f"actual_{key}", f"{japanese}\n実績", f"{english}: actual", Kind.NUMBER, 12),
        Column(f"actual_{key}_low", f"{japanese}\n下限", f"{english}: low bound", Kind.NUMBER),
        Column(f"actual_{key}_high", f"{japanese}\n上限", f"{english}: high bound", Kind.NUMBER),
        Column(f"attainment_{key}", f"{japanese}\n達成率（%）", f"{english}: attainment, %", Kind.TENTH, 12),
    ]


def _row(row: MartRow) -> Row:
    status_ja, status_en = words(STATUSES, row["status"])
    judged_ja, judged_en = words(READING_WORDS, row["budget_reading"])
    uplift, previous = row["uplift"], row["previous_target"]
    cells: dict[str, Cell] = {
        "section_ja": section_code(row["section"]),
        "indicator_id": row["indicator_id"],
        "name_ja": row["name_ja"],
        "name_en": row["name_en"],
        "unit": row["unit"],
        "version_ja": row["target_version_ja"],
        "version_en": row["target_version_en"],
        "in_force": IN_FORCE if row["is_in_force"] else None,
        "effective_from": row["effective_from"],
        "target_base": if_any(row["target_base"]),
        "target_supplement": if_any(row["target_supplement"]),
        "target": if_any(row["target"]),
        "previous_target": if_any(previous),
        "uplift": difference(row["target"], previous, uplift, ("target", "previous_target")),
        "uplift_pct": if_any(row["uplift_pct"]),
        "actual_both": figure(row, "actual_both"),
        "actual_unknown": figure(row, "actual_unknown"),
        "judged_by": judged_ja,
        "judged_by_en": judged_en,
        "status_ja": status_ja,
        "status_en": status_en,
    }
    for key, target in TARGETS:
        cells |= _reading_cells(row, key, target)
    return cells


def _reading_cells(row: MartRow, key: str, target: str) -> dict[str, Cell]:
    actual, low, high, reached = f"actual_{key}", f"actual_{key}_low", f"actual_{key}_high", f"attainment_{key}"
    if row[actual] is None:
        # Where nothing is withheld the sources know no budget.
        return dict.fromkeys((actual, low, high, reached), figure(row, actual))
    return {
        actual: row[actual],
        low: bound(row, low, actual),
        high: bound(row, high, actual),
        reached: attainment(row[actual], row[target], row[f"{reached}_pct"], (actual, target)),
    }


def _key(reading: Reading) -> str:
    return next(key for (key, _), found in zip(TARGETS, readings_of({}), strict=True) if found.names == reading.names)
