"""The surveys: how many answered of those that were due, item by item and year by year."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from ingest.query_rows import rows_of
from reporting.charts.rendering import to_svg
from reporting.charts.responses import response_chart
from reporting.pages.navigation import SURVEYS
from reporting.pages.rendering import render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyConnection

    from reporting.pages.frame import Frame


def surveys_page(connection: DuckDBPyConnection, frame: Frame) -> str:
    """Return the page.

    Args:
        connection: Open connection to the marts, in schema `marts`.
        frame: What every page says.
    """
    rows = rows_of(
        connection,
        "select * from marts.survey_response_rates "
        "order by array_position(?, subject) nulls last, subject, item, fiscal_year",
        [frame.names.codes("subject")],
    )
    items = []
    for (subject, item), group in groupby(rows, key=lambda row: (row["subject"], row["item"])):
        years = [{**row, "is_suppressed": _is_suppressed(row)} for row in group]
        items.append(
            {
                "subject": subject,
                "item": item,
                "unit": years[0]["unit"],
                "years": years,
                "svg": to_svg(response_chart(years), f"rate-{subject}-{item}"),
            }
        )
    return render("surveys.html.j2", page=SURVEYS.file, frame=frame, items=items)


def _is_suppressed(row: Mapping[str, Any]) -> bool:
    # Where nobody answered there is no total either.
    return bool(row.get("is_suppressed", row["total"] is None and row["valid"]))
