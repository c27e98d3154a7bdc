"""The table of an annual report: each indicator of a section by fiscal year, beside its target in each version."""

from __future__ import annotations

from reporting.report.figures import Figures, MartRow
from reporting.report.section_lines import lines_of
from reporting.report.table import Cell, Column, Kind, Table
from reporting.report.words import BLOCKS, section_code, words


def section_results(figures: Figures) -> Table:
    """Return the table of all sections.

    Args:
        figures: What the marts hold.
    """
    rows = [{**_names(indicator), **line} for indicator in figures.indicators for line in lines_of(figures, indicator)]
    return Table(
        "section_results",
        "年度別実績",
        "Results by fiscal year",
        [
            Column("section_ja", "節", "Section"),
            Column("block_ja", "区分", "Kind"),
            Column("block_en", "区分（英語）", "Kind in English"),
            Column("indicator_id", "指標ID", "Indicator id"),
            Column("label", "記号", "Label", Kind.CENTRED, 6, is_once=True),
            Column("name_ja", "指標", "Indicator", width=28, beside="name_en", is_once=True),
            Column("name_en", "指標（英語）", "Indicator in English"),
            Column("unit", "単位", "Unit", Kind.CENTRED, 6, is_once=True),
            Column("line_ja", "目標の版（範囲）", "Target version (scope)", width=19, beside="line_en"),
            Column("line_en", "目標の版（英語）", "Target version in English"),
            Column("in_force", "適用中", "In force", Kind.CENTRED, 5.5),
            Column("target", "目標値", "Target", Kind.VALUE, 7.5),
            *(year.column(figures.as_of) for year in figures.yearly.years),
            Column("actual", "累計", "Cumulative", Kind.VALUE, 9),
            Column("actual_low", "下限", "Low bound", Kind.VALUE, 8.5),
            Column("actual_high", "上限", "High bound", Kind.VALUE, 8.5),
            Column("attainment", "達成率（%）", "Attainment, %", Kind.TENTH, 8.5),
            Column("status_ja", "判定", "Status", Kind.CENTRED, 9, beside="status_en"),
            Column("status_en", "判定（英語）", "Status in English"),
            Column("gaps", "欠落", "Gaps", Kind.CENTRED, 5),
            Column("response_rate", "回答率", "Response rate", Kind.SHARE),
            Column("notes_ja", "注記", "Notes", width=38),
            Column("notes_en", "注記（英語）", "Notes in English"),
            Column("comparable_from", "比較可能な期間の初日", "Comparable from", Kind.DATE),
        ],
        rows,
        group="indicator_id",
        band="block_ja",
        notes=(
            (
                "累計は各年度の計。下限・上限は、データの欠落が埋まった場合に累計がとりうる範囲。",
                "Cumulative is the sum of the years; the bounds are where it may lie once gaps in the data are closed.",
            ),
            (
                "金額は、ブックでは百万円単位で表示する（セルの値は円）。CSVでは円。",
                "Amounts are shown in millions of yen; the cells hold yen, and so do the CSV files.",
            ),
            (
                "達成率は累計÷目標値（%、小数第2位以下切捨て）。目標は期間累計のみで、年度ごとの目標はない。",
                "Attainment is cumulative over target in percent, cut after one decimal; there are no annual targets.",
            ),
            (
                "年度名に※のある列は基準日までの値。補正予算分の目標値は補正見込件数。",
                "A year with ※ was counted up to the as-of date. The target of the supplement is its expected number.",
            ),
            (
                "当初予算分と補正予算分を足しても対象案件すべてにならないことがある（双方に含まれる案件、財源不明の案件）。",
                "The two budgets need not add up to all cases: some count under both, some under neither.",
            ),
        ),
    )


def _names(indicator: MartRow) -> dict[str, Cell]:
    block_ja, block_en = words(BLOCKS, indicator["kind"])
    return {
        "section": indicator["section"],
        "section_ja": section_code(indicator["section"]),
        "block_ja": block_ja,
        "block_en": block_en,
        "indicator_id": indicator["indicator_id"],
        "label": indicator["label_ja"],
        "name_ja": indicator["name_ja"],
        "name_en": indicator["name_en"],
        "unit": indicator["unit"],
        "comparable_from": indicator["comparable_from"],
    }
