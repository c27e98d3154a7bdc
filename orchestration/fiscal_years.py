"""Fiscal years as partitions of the landing and of the facts, and which of them a run is about.

Belongs here: partition keys and the tags that name them. Does not belong here: which rows are of a year; that is said
in the dbt project (`macros/fiscal_years.sql`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import dagster as dg

from orchestration.settings import Settings
from profiles.profile import load_profile

ONE = "dagster/partition"
FIRST_OF_SEVERAL, LAST_OF_SEVERAL = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"
KEY_FORMAT = "FY%Y"


class FiscalYears(NamedTuple):
    """Fiscal years that a run is about, some of those there are.

    Attributes:
        chosen: Years, ascending.
        first: First year there is a partition of; it holds the years before it as well.
        last: Last year there is a partition of; it holds the years after it as well.
    """

    chosen: tuple[int, ...]
    first: int
    last: int

    def hold(self, fiscal_year: int | None) -> bool:
        """Tell whether a fiscal year, or a file whose year is unknown, belongs to the partitions of the run.

        Args:
            fiscal_year: From the name of a file; a name that cannot be read is looked at in every run.
        """
        return fiscal_year is None or min(max(fiscal_year, self.first), self.last) in self.chosen


def fiscal_year_partitions(settings: Settings) -> dg.TimeWindowPartitionsDefinition:
    """Return the partitions: from the first year of the objective period to the year that runs.

    Args:
        settings: Names the profile, which has the calendar, and the time zone of its days.
    """
    calendar = load_profile(settings.profile).said.calendar
    begins, month = calendar.period_start, calendar.fiscal_year_start_month
    return dg.TimeWindowPartitionsDefinition(
        start=f"FY{begins.year - (begins.month < month)}",
        cron_schedule=f"0 0 1 {month} *",
        fmt=KEY_FORMAT,
        # The year that runs has files from its first month on.
        end_offset=1,
        timezone=settings.timezone,
    )


def every_fiscal_year(partitions: dg.PartitionsDefinition[str]) -> dict[str, str]:
    """Return the tags of a run over all partitions at once.

    Args:
        partitions: The partitions.
    """
    keys = partitions.get_partition_keys()
    return {FIRST_OF_SEVERAL: keys[0], LAST_OF_SEVERAL: keys[-1]}


def chosen_fiscal_years(tags: Mapping[str, str], partitions: dg.PartitionsDefinition[str]) -> FiscalYears | None:
    """Return the fiscal years that a run is about.

    Args:
        tags: Tags of the run.
        partitions: The partitions.

    Returns:
        None when it is about all of them, or names none.
    """
    first, last = tags.get(FIRST_OF_SEVERAL, tags.get(ONE)), tags.get(LAST_OF_SEVERAL, tags.get(ONE))
    if first is None or last is None:
        return None
    years = [fiscal_year_of(key) for key in partitions.get_partition_keys()]
    chosen = tuple(year for year in years if fiscal_year_of(first) <= year <= fiscal_year_of(last))
    return None if len(chosen) == len(years) else FiscalYears(chosen, years[0], years[-1])


def fiscal_year_of(key: str) -> int:
    """Return the fiscal year of a partition key, such as 2024 of `FY2024`."""
    return int(key.removeprefix("FY"))


def names_fiscal_years(tags: Mapping[str, str]) -> bool:
    """Tell whether a run names partitions at all; one that names none records none as made."""
    return ONE in tags or FIRST_OF_SEVERAL in tags


def rows_by_partition(rows: Iterable[tuple[int, int]], keys: Sequence[str]) -> dict[str, int]:
    """Return how many rows each partition holds.

    Args:
        rows: Fiscal years and their rows.
        keys: Every partition key, ascending.
    """
    first, last = fiscal_year_of(keys[0]), fiscal_year_of(keys[-1])
    held = dict.fromkeys(keys, 0)
    for year, count in rows:
        held[f"FY{min(max(year, first), last)}"] += count
    return held
