"""How much a run is about: everything, or a part of it, and as of which day it counts.

A part must count up to the same day as what stands beside it. Only a whole run moves the day.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime

import dagster as dg

from orchestration.fiscal_years import chosen_fiscal_years
from orchestration.registration import NotRegisteredError, read_registration
from orchestration.reporting_date import reporting_date
from orchestration.resources import Warehouse
from orchestration.settings import Settings

STARTED_BY = "mokuhyo/started_by"
COMMAND_LINE = "command line"
# What the fingerprint of a registration by a part of a run begins with.
PARTIAL = "partial:"
LAST_ASSET = dg.AssetKey(["published", "marts"])


def is_whole(run: dg.DagsterRun, sources: Collection[dg.AssetKey], partitions: dg.PartitionsDefinition[str]) -> bool:
    """Tell whether a run is about every asset and every fiscal year.

    Args:
        run: The run.
        sources: Assets of the landing. With them and the publication, what lies between must be there as well: the
            publication refuses what is older than its sources.
        partitions: Fiscal years.
    """
    chosen = run.asset_selection
    if chosen_fiscal_years(run.tags, partitions) is not None:
        return False
    # A job as a whole names no assets.
    return not chosen or chosen >= {*sources, LAST_ASSET}


def as_of_date(
    settings: Settings,
    context: dg.AssetExecutionContext,
    sources: Collection[dg.AssetKey],
    partitions: dg.PartitionsDefinition[str],
    warehouse: Warehouse,
) -> date:
    """Return the day up to which a run counts.

    Args:
        settings: May name the date.
        context: Step of the run.
        sources: Assets of the landing.
        partitions: Fiscal years.
        warehouse: Names the day up to which what stands was counted.

    Returns:
        The reporting date of a whole run; for a part of one the day of what stands, if anything does.
    """
    if not is_whole(context.run, sources, partitions):
        try:
            with warehouse.get_connection() as connection:
                return read_registration(connection).as_of
        except NotRegisteredError:
            pass
    return reporting_date(settings, _began_at(context))


def _began_at(context: dg.AssetExecutionContext) -> datetime:
    """Return when the run began, the same in each of its steps. It may have waited for days before."""
    record = context.instance.get_run_record_by_id(context.run.run_id)
    if record is None:
        return datetime.now(UTC)
    return record.create_timestamp if record.start_time is None else datetime.fromtimestamp(record.start_time, UTC)
