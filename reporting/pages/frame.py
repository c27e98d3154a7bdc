"""What every page says of the publication: the as-of date and the version in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ingest.query_rows import rows_of
from reporting.code_names import CodeNames, read_code_names
from reporting.notice import notice_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Frame:
    """What every page says.

    Attributes:
        as_of: Day up to which was counted, None without any target status.
        version: Row of the target version in force, from `dim_target`; None when none is.
        notice: What must be said wherever figures are shown, in Japanese and English; None when there is nothing.
        pillars: What each pillar is called in Japanese and English, by its number.
        names: What codes are called.
        year_begins: Month that fiscal years begin in.
    """

    as_of: date | None
    version: dict[str, Any] | None
    notice: tuple[str, str] | None
    pillars: Mapping[str, tuple[str, str]]
    names: CodeNames
    year_begins: int


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
    years = rows_of(connection, "select month(min(date)) as begins from marts.dim_date where is_in_period")
    pillars = rows_of(
        connection, "select distinct pillar, pillar_name_ja, pillar_name_en from marts.dim_section order by pillar"
    )
    return Frame(
        status[0]["as_of_date"] if status else None,
        versions[0] if versions else None,
        notice_of(connection),
        {row["pillar"]: (row["pillar_name_ja"], row["pillar_name_en"]) for row in pillars},
        read_code_names(connection),
        years[0]["begins"],
    )


def version_names(connection: DuckDBPyConnection) -> dict[str, tuple[str, str]]:
    """Return what each target version is called in Japanese and English.

    Args:
        connection: Open connection to the marts, in schema `marts`.
    """
    rows = rows_of(
        connection, "select distinct target_version, target_version_ja, target_version_en from marts.dim_target"
    )
    return {row["target_version"]: (row["target_version_ja"], row["target_version_en"]) for row in rows}
