"""The data gaps: what is lacking, who owns it, how far it could move each indicator, and in which rows it stands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ingest.query_rows import rows_of
from reporting.pages.navigation import GAPS
from reporting.pages.rendering import render
from reporting.pages.words import SEVERITIES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from reporting.pages.frame import Frame

# Indicators and owners stand in style rules, which escape nothing.
PLAIN = re.compile(r"[A-Za-z0-9_]+")


def gaps_page(connection: DuckDBPyConnection, frame: Frame) -> str:
    """Return the page.

    Args:
        connection: Open connection to the marts, in schema `marts`.
        frame: What every page says.
    """
    gaps = rows_of(
        connection,
        "select * from marts.data_gaps order by blocking desc, source, fiscal_year, expectation_id, gap_id",
    )
    effects = _by_gap(
        connection,
        "select effects.*, indicator.name_ja, indicator.name_en, indicator.unit from marts.data_gap_effects as effects "
        "left join marts.dim_indicator as indicator using (indicator_id) "
        # A gap that moves nothing under this reading is no effect.
        "where effect_low is null or effect_high is null or effect_low <> 0 or effect_high <> 0 "
        "order by gap_id, indicator.position, budget_reading",
    )
    records = _by_gap(connection, "select * from marts.data_gap_records order by gap_id, position")
    names = rows_of(connection, "select indicator_id, name_ja, name_en from marts.dim_indicator order by position")
    shown = [{**gap, "effects": effects[gap["gap_id"]], "places": records[gap["gap_id"]]} for gap in gaps]
    unresolved = [gap for gap in shown if gap["status"] != "resolved"]
    concerned = {indicator for gap in unresolved for indicator in gap["indicator_ids"] or ()}
    severities = [*SEVERITIES, *sorted({gap["severity"] for gap in gaps} - set(SEVERITIES))]
    return render(
        "gaps.html.j2",
        page=GAPS.file,
        frame=frame,
        severities={
            severity: found
            for severity in severities
            if (found := [gap for gap in unresolved if gap["severity"] == severity])
        },
        resolved=[gap for gap in shown if gap["status"] == "resolved"],
        owners=sorted({gap["owner"] for gap in unresolved if PLAIN.fullmatch(gap["owner"] or "")}),
        # An anchor for each, since other pages lead to it.
        indicators=[row for row in names if PLAIN.fullmatch(row["indicator_id"])],
        concerned=concerned,
    )


def _by_gap(connection: DuckDBPyConnection, query: str) -> Mapping[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows_of(connection, query):
        found[row["gap_id"]].append(row)
    return found
