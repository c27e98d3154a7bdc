"""Data Docs: what every expectation found, as one page that opens offline.

Great Expectations' own pages load their styles and scripts from six servers elsewhere, and show nothing of owners,
gaps, waivers and rows of files. This page is made from the stored results instead: one file, no script, no request.
Belongs here: reading the stored results and the page. Not here: running, storing.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from expectations.findings import SCHEMA
from ingest.atomic_write import write_atomically
from ingest.query_rows import rows_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TEMPLATES = Path(__file__).parent / "templates"
SHOWN_ROWS = 10

_RESULTS = f"""
    select
        results.*,
        decisions.value as threshold,
        decisions.reason as threshold_reason,
        decisions.decided_on,
        decisions.review_on
    from {SCHEMA}.results as results
    left join {SCHEMA}.decisions as decisions
        on decisions.kind = 'threshold' and decisions.expectation_id = results.expectation_id
    order by results.position
"""  # noqa: S608
_FINDINGS = f"""
    select findings.*, accepted.accepted_until, accepted.accepted_reason, accepted.accepted_by
    from {SCHEMA}.findings as findings
    left join {SCHEMA}.accepted_gaps as accepted on findings.gap_id = accepted.gap_id
    order by findings.source, findings.fiscal_year
"""  # noqa: S608
_ROWS = f"""
    select expectation_id, source, fiscal_year, month, source_file, source_row, record_id, value
    from {SCHEMA}.failing_records
    qualify row_number() over (
        partition by expectation_id order by source, fiscal_year, month, source_file, source_row, record_id
    ) <= {SHOWN_ROWS}
    order by all
"""  # noqa: S608


def write_data_docs(connection: DuckDBPyConnection, page: Path, as_of: date) -> None:
    """Write the page whole, in place of the one before.

    Args:
        connection: Open connection to the warehouse on which the expectations ran.
        page: The HTML file.
        as_of: As-of date of the run.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # Values of files stand on the page: everything is escaped.
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    results = rows_of(connection, _RESULTS)
    suites: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for result in results:
        suites[result["suite"]].append(result)
    counts = dict.fromkeys(("passed", "failed", "could_not_run"), 0)
    for result in results:
        counts[result["status"]] += 1
    html = environment.get_template("data_docs.html.j2").render(
        as_of=as_of,
        counts=counts,
        suites=suites,
        findings=_grouped(rows_of(connection, _FINDINGS)),
        rows=_grouped(rows_of(connection, _ROWS)),
        shown_rows=SHOWN_ROWS,
    )
    write_atomically(page, html.encode())


def _grouped(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        grouped.setdefault(row["expectation_id"], []).append(row)
    return grouped
