"""The table of the texts: what is told in words, by the day it tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.query_rows import rows_of
from reporting.report.figures import Figures
from reporting.report.table import Column, Kind, Table
from reporting.report.words import section_code
from reporting.table_copy import SCHEMA

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CURRENT = "●"


def narratives(connection: DuckDBPyConnection, figures: Figures) -> Table:
    """Return the table, the newest text of each indicator first.

    Args:
        connection: Open connection to the marts, in schema `marts`.
        figures: What the marts hold of the indicators.
    """
    indicators = {row["indicator_id"]: row for row in figures.indicators}
    texts = rows_of(connection, f"select * from {SCHEMA}.narratives order by dated_on desc, source_file")  # noqa: S608
    placed = [(indicators[text["indicator_id"]], text) for text in texts if text["indicator_id"] in indicators]
    placed.sort(key=lambda pair: (pair[0]["position"], pair[0]["indicator_id"]))
    return Table(
        "narratives",
        "記述による指標",
        "Told in words",
        [
            Column("section_ja", "節", "Section", Kind.CENTRED, 6, is_once=True),
            Column("indicator_id", "指標ID", "Indicator id"),
            Column("name_ja", "指標", "Indicator", width=26, beside="name_en", is_once=True),
            Column("name_en", "指標（英語）", "Indicator in English"),
            Column("dated_on", "時点", "As of", Kind.DATE, 10),
            Column("is_current", "最新", "Newest", Kind.CENTRED, 7),
            Column("text", "本文", "Text", width=84),
            Column("source_file", "元ファイル", "File", width=30),
        ],
        [
            {
                "section_ja": section_code(indicator["section"]),
                "indicator_id": indicator["indicator_id"],
                "name_ja": indicator["name_ja"],
                "name_en": indicator["name_en"],
                "dated_on": text["dated_on"],
                "is_current": CURRENT if text["is_current"] else None,
                "text": text["text"],
                "source_file": text["source_file"],
            }
            for indicator, text in placed
        ],
        group="indicator_id",
    )
