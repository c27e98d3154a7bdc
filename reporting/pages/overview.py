"""The overview: every target with its versions, as a bullet and in figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.query_rows import rows_of
from reporting.charts.bullets import bullets_of, highest_percent
from reporting.charts.overview import bullet_chart
from reporting.charts.rendering import to_svg
from reporting.comparison import grouped
from reporting.pages.frame import Frame, version_names
from reporting.pages.navigation import OVERVIEW
from reporting.pages.rendering import render

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# The workbook lies beside the folder of the pages.
WORKBOOK = "../実績報告.xlsx"


def overview_page(connection: DuckDBPyConnection, frame: Frame) -> str:
    """Return the page.

    Args:
        connection: Open connection to the marts, in schema `marts`.
        frame: What every page says.
    """
    rows = rows_of(
        connection,
        "select * from marts.kpi_target_status where target is not null "
        "order by position, indicator_id, effective_from, target_version",
    )
    highest = highest_percent(bullets_of(rows))
    targets = [
        {
            "versions": versions,
            "svg": to_svg(bullet_chart(versions, highest), f"bullet-{versions[0]['indicator_id']}"),
        }
        for versions in grouped(rows)
    ]
    return render(
        "overview.html.j2",
        page=OVERVIEW.file,
        frame=frame,
        targets=targets,
        version_names=version_names(connection),
        sections=rows_of(connection, "select * from marts.dim_section order by position"),
        workbook=WORKBOOK,
    )
