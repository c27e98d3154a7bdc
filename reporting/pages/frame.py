"""What every page says of the publication: the as-of date, the version in force, the fiscal years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ingest.query_rows import rows_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class FiscalYear:
    """A fiscal year of the objective period.

    Attributes:
        year: The year it begins in.
        ja: Its name in Japanese, with the era.
        en: Its name in English.
        first: Its first day.
        last: Its last day.
    """

    year: int
    ja: str
    en: str
    first: date
    last: date


@dataclass(frozen=True)
class Frame:
    """What every page says.

    Attributes:
        as_of: Day up to which was counted, None without any target status.
        version: Row of the target version in force, from `dim_target`; None when none is.
        years: Fiscal years of the period.
    """

    as_of: date | None
    version: dict[str, Any] | None
    years: list[FiscalYear]


def frame_of(connection: DuckDBPyConnection) -> Frame:
    """Read it.

    Args:
        connection: Open connection to the marts, in schema `marts`.
    """
    status = rows_of(connection, "select distinct as_of_date from marts.kpi_target_status")
    versions = rows_of(
        connection,
        "select distinct target_version, target_version_ja, target_version_en, effective_from "
        "from marts.dim_target where is_in_force",
    )
    years = rows_of(
        connection,
        "select fiscal_year, fiscal_year_ja, fiscal_year_en, min(date) as first, max(date) as last "
        "from marts.dim_date where is_in_period group by all order by fiscal_year",
    )
    return Frame(
        as_of=status[0]["as_of_date"] if status else None,
        version=versions[0] if versions else None,
        years=[FiscalYear(*row.values()) for row in years],
    )
