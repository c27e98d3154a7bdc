"""The table of the data gaps: what the data lacks, whose it is, and how far it could move an indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.query_rows import rows_of
from reporting.gap_words import GAP_STATUSES, SEVERITIES
from reporting.report.figures import Figures, MartRow, figure
from reporting.report.table import Cell, Column, Kind, Mark, Row, Table
from reporting.report.words import words
from reporting.table_copy import SCHEMA

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

BLOCKING = "●"
# As `mokuhyo gaps` shows them, those that are gone last.
ORDER = (
    "order by status = 'resolved', blocking desc, "
    "array_position(['critical', 'error', 'warning', 'info'], severity), source, fiscal_year, expectation_id, gap_id"
)


def gaps(connection: DuckDBPyConnection, figures: Figures) -> Table:
    """Return the table.

    Args:
        connection: Open connection to the marts, in schema `marts`.
        figures: What the marts hold of the indicators.
    """
    names = {row["indicator_id"]: row["name_ja"] for row in figures.indicators}
    rows = rows_of(connection, f"select * from {SCHEMA}.data_gaps {ORDER}")  # noqa: S608
    return Table(
        "data_gaps",
        "データの欠落",
        "Data gaps",
        [
            Column("gap_id", "欠落ID", "Gap id", width=13),
            Column("severity_ja", "重大度", "Severity", Kind.CENTRED, 8, beside="severity_en"),
            Column("severity_en", "重大度（英語）", "Severity in English"),
            Column("status_ja", "状態", "State", Kind.CENTRED, 7, beside="status_en"),
            Column("status_en", "状態（英語）", "State in English"),
            Column("source", "データ源", "Source", width=18, beside="owner"),
            Column("owner", "担当", "Owner"),
            Column("fiscal_year", "年度", "Fiscal year", Kind.CENTRED, 6),
            Column("records", "件数", "Records", Kind.NUMBER, 7),
            Column("detail_ja", "内容", "What is lacking", width=46, beside="detail_en"),
            Column("detail_en", "内容（英語）", "What is lacking, in English"),
            Column("indicators", "影響する指標", "Indicators affected", width=40),
            Column("indicator_ids", "影響する指標ID", "Ids of the indicators affected"),
            Column("effect_low", "影響\n下", "Effect, low", Kind.SIGNED, 8),
            Column("effect_high", "影響\n上", "Effect, high", Kind.SIGNED, 8),
            Column("blocking", "判定を止める", "Blocking", Kind.CENTRED, 8),
            Column("first_seen", "初出の基準日", "First seen", Kind.DATE, 9.5),
            Column("last_seen", "最後の基準日", "Last seen", Kind.DATE),
            Column("resolved_on", "解消した基準日", "Resolved on", Kind.DATE),
            Column("accepted", "受容", "Acceptance", width=16),
        ],
        [_row(row, names) for row in rows],
        notes=(
            (
                "影響は、影響する指標のうち最も大きい幅。欠落どうしで足し合わせない。",
                "Effects are the widest over the indicators of a gap; never add them over gaps.",
            ),
        ),
    )


def _row(row: MartRow, names: dict[str, str]) -> Row:
    severity_ja, severity_en = words(SEVERITIES, row["severity"])
    status_ja, status_en = words(GAP_STATUSES, row["status"])
    indicators = row["indicator_ids"] or ()
    accepted = [f"{row['accepted_until']}まで", row["accepted_by"], row["accepted_reason"]]
    return {
        "gap_id": row["gap_id"],
        "severity_ja": severity_ja,
        "severity_en": severity_en,
        "status_ja": status_ja,
        "status_en": status_en,
        "source": row["source"],
        "owner": row["owner"],
        "fiscal_year": row["fiscal_year"],
        "records": row["records"],
        "detail_ja": row["detail_ja"],
        "detail_en": row["detail_en"],
        "indicators": "、".join(names.get(indicator, indicator) for indicator in indicators),
        "indicator_ids": " ".join(indicators),
        "effect_low": _effect(row, "effect_low"),
        "effect_high": _effect(row, "effect_high"),
        "blocking": BLOCKING if row["blocking"] else None,
        "first_seen": row["first_seen"],
        "last_seen": row["last_seen"],
        "resolved_on": row["resolved_on"],
        "accepted": "\n".join(filter(None, accepted)) if row["accepted_until"] else None,
    }


def _effect(row: MartRow, column: str) -> Cell:
    return figure(row, column, Mark.NOTHING if row["status"] == "resolved" else Mark.UNBOUNDED)
