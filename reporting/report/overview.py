"""The table of all targets: a line per indicator, every version beside the other, and where the one in force stands."""

from __future__ import annotations

from reporting.report.derivation import attainment
from reporting.report.figures import Figures, MartRow, bound, figure, if_any
from reporting.report.table import Cell, Column, Kind, Mark, Row, Table
from reporting.report.words import STATUSES, section_code, words


def overview(figures: Figures) -> Table:
    """Return the table.

    Args:
        figures: What the marts hold.
    """
    versions = [column for version in figures.versions for column in _version_columns(version)]
    return Table(
        "overview",
        "目標の達成状況",
        "Where the targets stand",
        [
            Column("indicator_id", "指標ID", "Indicator id"),
            Column("section_ja", "節", "Section", Kind.CENTRED, 7),
            Column("name_ja", "指標", "Indicator", width=38, beside="name_en"),
            Column("name_en", "指標（英語）", "Indicator in English"),
            Column("unit", "単位", "Unit", Kind.CENTRED, 5),
            *versions,
            Column("version_ja", "適用中の版", "Version in force", Kind.CENTRED, 9, beside="version_en"),
            Column("version_en", "適用中の版（英語）", "Version in force, in English"),
            Column("actual_low", "下限", "Low bound", Kind.NUMBER, 8),
            Column("actual_high", "上限", "High bound", Kind.NUMBER, 8),
            Column("pace", "ペース", "Pace", Kind.TENTH, 8.5),
            Column("forecast", "期末見通し", "Forecast", Kind.WHOLE, 8.5),
            Column("forecast_low", "見通し下限", "Forecast, low", Kind.WHOLE, 8.5),
            Column("forecast_high", "見通し上限", "Forecast, high", Kind.WHOLE, 8.5),
            Column("probability_met", "達成確率", "Probability", Kind.SHARE, 9.5),
            Column("status_ja", "判定", "Status", Kind.CENTRED, 12, beside="status_en"),
            Column("status_en", "判定（英語）", "Status in English"),
            Column("gaps", "欠落", "Gaps", Kind.CENTRED, 6),
        ],
        [_row(figures, indicator) for indicator in figures.targeted()],
        notes=(
            (
                "下限・上限から右は適用中の版についての値。ペースは期間按分等による目安であり、目標ではない。",
                "From the bounds on the figures are of the version in force. A pace is a yardstick, never a target.",
            ),
            (
                "見通しは期末の実績の予測（幅は80%）。達成確率はデータの欠落を考慮しない。",
                "Forecasts are of the period's end, with an 80 % interval; the probability leaves gaps aside.",
            ),
        ),
    )


def attainment_key(version: MartRow) -> str:
    """Return the key of the column that holds a version's attainment.

    Args:
        version: The version.
    """
    return f"{version['id']}__attainment"


def _version_columns(version: MartRow) -> list[Column]:
    japanese, english, key = version["target_version_ja"], version["target_version_en"], version["id"]
    return [
        Column(f"{key}__target", f"{japanese}\n目標値", f"{english}: target", Kind.NUMBER, 8),
        Column(f"{key}__actual", f"{japanese}\n累計実績", f"{english}: actual", Kind.NUMBER, 8),
        Column(attainment_key(version), f"{japanese}\n達成率（%）", f"{english}: attainment, %", Kind.TENTH, 9.5),
    ]


def _row(figures: Figures, indicator: MartRow) -> Row:
    row = figures.in_force(indicator["indicator_id"])
    version_ja, version_en = figures.version_names(row["target_version"])
    status_ja, status_en = words(STATUSES, row["status"])
    cells: dict[str, Cell] = {
        "indicator_id": indicator["indicator_id"],
        "section": indicator["section"],
        "section_ja": section_code(indicator["section"]),
        "name_ja": indicator["name_ja"],
        "name_en": indicator["name_en"],
        "unit": indicator["unit"],
        "version_ja": version_ja,
        "version_en": version_en,
        "actual_low": bound(row, "actual_low"),
        "actual_high": bound(row, "actual_high"),
        "pace": figure(row, "pace"),
        "forecast": figure(row, "forecast"),
        "forecast_low": figure(row, "forecast_low"),
        "forecast_high": figure(row, "forecast_high"),
        "probability_met": figure(row, "probability_met"),
        "status_ja": status_ja,
        "status_en": status_en,
        "gaps": len(row["gap_ids"] or ()),
    }
    by_version = {found["target_version"]: found for found in figures.statuses[indicator["indicator_id"]]}
    for version in figures.versions:
        cells |= _version_cells(version["id"], by_version.get(version["id"]))
    return cells


def _version_cells(version: str, row: MartRow | None) -> dict[str, Cell]:
    target, actual, reached = f"{version}__target", f"{version}__actual", f"{version}__attainment"
    if row is None:
        return dict.fromkeys((target, actual, reached), Mark.NOTHING)
    return {
        target: if_any(row["target"]),
        actual: figure(row, "actual", Mark.SUPPRESSED),
        reached: attainment(row["actual"], row["target"], row["attainment_pct"], (actual, target)),
    }
