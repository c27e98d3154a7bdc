"""The history: what was reported when, which figures became others, what came of the forecasts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ingest.query_rows import rows_of
from reporting.charts.history import history_chart
from reporting.charts.rendering import to_svg
from reporting.comparison import grouped
from reporting.pages.navigation import HISTORY
from reporting.pages.rendering import render

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from reporting.pages.frame import Frame

NAMED = (
    "left join marts.dim_indicator as indicator using (indicator_id) "
    "left join (select distinct target_version, target_version_ja, target_version_en, effective_from, is_in_force "
    "from marts.dim_target) as version using (target_version) "
)


def history_page(connection: DuckDBPyConnection, frame: Frame) -> str:
    """Return the page.

    Args:
        connection: Open connection to the marts, in schema `marts`.
        frame: What every page says.
    """
    names = "indicator.name_ja, indicator.name_en, indicator.unit, target_version_ja, target_version_en"
    reports = rows_of(
        connection,
        f"select history.*, {names}, is_in_force from marts.target_status_history as history {NAMED}"  # noqa: S608
        "where history.target is not null order by indicator.position, indicator_id, effective_from, as_of_date",
    )
    changes = rows_of(
        connection,
        f"select changes.*, {names} from marts.figure_changes as changes {NAMED}"  # noqa: S608
        "order by as_of_date desc, indicator.position, effective_from, change, old_revision",
    )
    forecasts = rows_of(
        connection,
        "select outcomes.*, target_version_ja, target_version_en from marts.forecast_outcomes as outcomes "
        "left join (select distinct target_version, target_version_ja, target_version_en, effective_from "
        "from marts.dim_target) as version using (target_version) "
        "order by outcomes.indicator_id, effective_from, as_of_date desc",
    )
    return render(
        "history.html.j2",
        page=HISTORY.file,
        frame=frame,
        indicators=[{"rows": rows, "svg": _chart(rows, frame.year_begins)} for rows in grouped(reports)],
        changes=changes,
        forecasts=forecasts,
    )


def _chart(rows: Sequence[Mapping[str, Any]], year_begins: int) -> str | None:
    """The reports of the version in force; nothing before there are two, which a line needs."""
    in_force = [row for row in rows if row["is_in_force"]]
    if len({row["as_of_date"] for row in in_force}) <= 1:
        return None
    return to_svg(history_chart(in_force, year_begins), f"history-{in_force[0]['indicator_id']}")
