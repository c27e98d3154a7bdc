"""The page of the target versions: what each sets, what was reached, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ingest.query_rows import rows_of
from reporting.comparison import READINGS, grouped, readings_of
from reporting.comparison_table import uplift
from reporting.pages.frame import Frame, frame_of
from reporting.pages.navigation import COMPARISON
from reporting.pages.rendering import render
from reporting.published import COMPARISON_ORDER
from reporting.table_copy import SCHEMA

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PAGE = COMPARISON.file


def target_comparison_page(connection: DuckDBPyConnection, frame: Frame | None = None) -> str:
    """Return the page.

    Args:
        connection: Open connection to the marts, in schema `marts`.
        frame: What every page says; read when it is not given.
    """
    comparison = rows_of(connection, f"select * from {SCHEMA}.target_comparison {COMPARISON_ORDER}")  # noqa: S608
    versions = rows_of(
        connection,
        "select distinct target_version, target_version_ja, target_version_en, effective_from, announced_on, "
        "is_in_force, budget_reading, source_document from marts.dim_target order by effective_from",
    )
    return render(
        "target_comparison.html.j2",
        page=PAGE,
        frame=frame or frame_of(connection),
        versions=versions,
        readings={reading: names for _, reading, names in READINGS},
        headings=[reading.names for reading in readings_of({})],
        indicators=[[_shown(row) for row in rows] for rows in grouped(comparison)],
    )


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"is_suppressed": False, **row, "readings": readings_of(row), "uplift_text": uplift(row)}
