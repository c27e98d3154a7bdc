"""Reading what is published: the rows that people and other programs are shown.

Belongs here: reading from the publication in force, or from the whole marts kept beside it where the agency's own staff
asks. Nothing here opens the warehouse.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from ingest.query_rows import rows_of
from reporting.code_names import CodeNames, code_names
from reporting.internal_marts import internal_database
from reporting.publication import publication_in_force
from reporting.sql_text import quoted
from reporting.table_copy import DATABASE, SCHEMA

CATALOG = "publication"
COMPARISON_ORDER = "order by position, indicator_id, effective_from, target_version"


class NotPublishedError(Exception):
    """Nothing was published yet."""


def read_target_status(published: Path, *, whole: bool = False) -> list[dict[str, Any]]:
    """Return the target statuses of the publication in force, targets before monitoring indicators.

    Args:
        published: Link to the publication in force.
        whole: From the whole marts, for the agency's own staff (see `read_rows`).

    Returns:
        Rows of `kpi_target_status`, in the order of the indicators.

    Raises:
        NotPublishedError: Nothing was published yet.
    """
    query = (
        f"select * from {CATALOG}.{SCHEMA}.kpi_target_status "  # noqa: S608
        "order by target is null, position, indicator_id, effective_from, target_version"
    )
    return read_rows(published, query, whole=whole)


def read_target_comparison(published: Path, *, whole: bool = False) -> list[dict[str, Any]]:
    """Return the target versions side by side, as the publication in force holds them.

    Args:
        published: Link to the publication in force.
        whole: From the whole marts, for the agency's own staff (see `read_rows`).

    Returns:
        Rows of `target_comparison`, in the order of the indicators, each with its versions in the order of their dates.

    Raises:
        NotPublishedError: Nothing was published yet, or by a version that knew no comparison.
    """
    query = f"select * from {CATALOG}.{SCHEMA}.target_comparison {COMPARISON_ORDER}"  # noqa: S608
    return read_rows(published, query, whole=whole)


def read_gaps(
    published: Path, indicator: str | None = None, *, resolved: bool = False, whole: bool = False
) -> list[dict[str, Any]]:
    """Return the data gaps of the publication in force, the gravest first.

    Args:
        published: Link to the publication in force.
        indicator: Only gaps that affect it.
        resolved: Those that were found earlier and are gone, instead of the open ones.
        whole: From the whole marts, for the agency's own staff (see `read_rows`).

    Returns:
        Rows of `data_gaps`.

    Raises:
        NotPublishedError: Nothing was published yet.
    """
    conditions = [f"(status = 'resolved') = {str(resolved).lower()}"]
    conditions += [] if indicator is None else ["list_contains(indicator_ids, ?)"]
    query = (
        f"select * from {CATALOG}.{SCHEMA}.data_gaps where {' and '.join(conditions)} "  # noqa: S608
        "order by blocking desc, array_position(['critical', 'error', 'warning', 'info'], severity), "
        "source, fiscal_year, expectation_id"
    )
    return read_rows(published, query, [] if indicator is None else [indicator], whole=whole)


def read_gap_effects(published: Path, indicator: str | None = None, *, whole: bool = False) -> list[dict[str, Any]]:
    """Return how far each open gap could move each actual.

    Args:
        published: Link to the publication in force.
        indicator: Only the effects on it.
        whole: From the whole marts, for the agency's own staff (see `read_rows`).

    Returns:
        Rows of `data_gap_effects`.

    Raises:
        NotPublishedError: Nothing was published yet.
    """
    condition = "" if indicator is None else "where indicator_id = ?"
    query = (
        f"select * from {CATALOG}.{SCHEMA}.data_gap_effects {condition} "  # noqa: S608
        "order by gap_id, indicator_id, budget_reading"
    )
    return read_rows(published, query, [] if indicator is None else [indicator], whole=whole)


def read_gap_records(published: Path, most: int) -> list[dict[str, Any]]:
    """Return where the first failing records of each open gap stand.

    Args:
        published: Link to the publication in force.
        most: Most records per gap.

    Returns:
        Rows of `data_gap_records`.

    Raises:
        NotPublishedError: Nothing was published yet.
    """
    query = (
        f"select * from {CATALOG}.{SCHEMA}.data_gap_records where position <= ? "  # noqa: S608
        "order by gap_id, position"
    )
    return read_rows(published, query, [most])


def read_reports(published: Path, indicator: str | None = None, *, whole: bool = False) -> list[dict[str, Any]]:
    """Return what was reported on each as-of date.

    Args:
        published: Link to the publication in force.
        indicator: Only its reports; those of all indicators with a target when None.
        whole: From the whole marts, for the agency's own staff (see `read_rows`).

    Returns:
        Rows of `target_status_history`, by indicator, target version and as-of date.

    Raises:
        NotPublishedError: Nothing was published yet.
    """
    condition = "history.target is not null" if indicator is None else "history.indicator_id = ?"
    query = (
        f"select history.* from {CATALOG}.{SCHEMA}.target_status_history as history "  # noqa: S608
        f"inner join {CATALOG}.{SCHEMA}.dim_indicator as indicators using (indicator_id) "
        f"where {condition} order by indicators.position, target_version, as_of_date"
    )
    return read_rows(published, query, [] if indicator is None else [indicator], whole=whole)


def read_figure_changes(published: Path, indicator: str | None = None, *, whole: bool = False) -> list[dict[str, Any]]:
    """Return which reported figures are others now.

    Args:
        published: Link to the publication in force.
        indicator: Only its figures.
        whole: From the whole marts, for the agency's own staff (see `read_rows`).

    Returns:
        Rows of `figure_changes`, the latest as-of date first.

    Raises:
        NotPublishedError: Nothing was published yet.
    """
    condition = "" if indicator is None else "where indicator_id = ?"
    query = (
        f"select * from {CATALOG}.{SCHEMA}.figure_changes {condition} "  # noqa: S608
        "order by as_of_date desc, indicator_id, target_version, change, old_revision"
    )
    return read_rows(published, query, [] if indicator is None else [indicator], whole=whole)


def read_names(published: Path) -> CodeNames:
    """Return what codes are called.

    Args:
        published: Link to the publication in force.

    Raises:
        NotPublishedError: Nothing was published yet.
    """
    return code_names(read_rows(published, f"select * from {CATALOG}.{SCHEMA}.dim_code"))  # noqa: S608


def known_indicators(published: Path) -> list[str]:
    """Return the ids of the indicators of the publication in force.

    Args:
        published: Link to the publication in force.

    Raises:
        NotPublishedError: Nothing was published yet.
    """
    query = f"select indicator_id from {CATALOG}.{SCHEMA}.dim_indicator order by position"  # noqa: S608
    return [row["indicator_id"] for row in read_rows(published, query)]


def indicators_called(published: Path, name: str) -> list[str]:
    """Return the ids of the indicators with a name.

    Args:
        published: Link to the publication in force.
        name: In Japanese or English; width, case and blanks do not matter.

    Raises:
        NotPublishedError: Nothing was published yet.
    """
    query = f"select indicator_id, name_ja, name_en from {CATALOG}.{SCHEMA}.dim_indicator order by position"  # noqa: S608
    wanted = _plain(name)
    rows = read_rows(published, query)
    return [row["indicator_id"] for row in rows if wanted in (_plain(row["name_ja"]), _plain(row["name_en"]))]


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def read_rows(
    published: Path, query: str, parameters: Sequence[object] = (), *, whole: bool = False
) -> list[dict[str, Any]]:
    """Return what a query finds in the publication in force.

    Args:
        published: Link to the publication in force.
        query: SQL over `CATALOG`.
        parameters: Values of its question marks.
        whole: From its whole marts, in which nothing is held back; only the account that runs the pipeline may.

    Raises:
        NotPublishedError: Nothing was published yet, or by a version that published less, or the whole marts are not to
            be had.
    """
    publication = publication_in_force(published)
    if publication is None:
        raise NotPublishedError(f"nothing is published in {published.parent} yet. Remedy: `mokuhyo run` first.")
    # The folder behind the link, so that a publication that arrives meanwhile changes nothing here. Attached under
    # another name, because opened directly the file's own name and its schema's would be the same word.
    database = _whole_marts(published, publication.id) if whole else publication.directory / DATABASE
    connection = duckdb.connect(":memory:")
    try:
        connection.execute(f"attach '{quoted(database)}' as {CATALOG} (read_only)")
        return rows_of(connection, query, parameters)
    except duckdb.CatalogException as error:
        raise NotPublishedError(
            f"{publication.directory} was published by an older version: {str(error).splitlines()[0]}. "
            "Remedy: `mokuhyo run --force`."
        ) from error
    finally:
        connection.close()


def _whole_marts(published: Path, publication: str) -> Path:
    database = internal_database(published, publication)
    try:
        is_there = database.is_file()
    except PermissionError as error:
        raise NotPublishedError(
            f"{database.parent} may be read by the account that runs the pipeline only. Remedy: ask as that account; "
            f"what everybody may see is in {published}."
        ) from error
    if not is_there:
        raise NotPublishedError(
            f"{publication} has no whole marts: it was published by an older version. Remedy: `mokuhyo run --force`."
        )
    return database
