"""Expectations as asset checks, each attached to the table it examines.

None of them blocks: a gap is judged by the models that read the findings, not by stopping the run.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import dagster as dg

from expectations.findings import sample_failing_rows, write_findings
from expectations.suites import Expectation, Suite
from ingest.query_rows import rows_of
from orchestration.assets.gaps import DECISIONS, FINDINGS, examine, record_decisions
from orchestration.documents import data_docs_link
from orchestration.home import Home
from orchestration.pools import WAREHOUSE_POOL
from orchestration.resources import Warehouse
from orchestration.settings import Settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

EXPECTATION_CHECKS_OP = "show_expectations"
RUNBOOK = "docs/runbook.md"
SAMPLE_ROWS = 10
SEVERITIES: Mapping[str, dg.AssetCheckSeverity] = {
    "info": dg.AssetCheckSeverity.WARN,
    "warning": dg.AssetCheckSeverity.WARN,
    "error": dg.AssetCheckSeverity.ERROR,
    "critical": dg.AssetCheckSeverity.ERROR,
}


def build_expectation_checks(settings: Settings, suites: Sequence[Suite]) -> dg.AssetChecksDefinition:
    """Build one check per expectation; any subset can be run on its own.

    In a run that also ran the expectations the checks show its results; otherwise those selected are run first.

    Args:
        settings: Where the home directory is.
        suites: Suites whose expectations to show.
    """
    home = Home(settings.home)

    @dg.multi_asset_check(
        name=EXPECTATION_CHECKS_OP,
        specs=[_spec(suite, expectation) for suite in suites for expectation in suite.expectations],
        can_subset=True,
        pool=WAREHOUSE_POOL,
    )
    def show_expectations(
        context: dg.AssetCheckExecutionContext, warehouse: Warehouse
    ) -> Iterator[dg.AssetCheckResult]:
        selected = {key.name: key for key in context.selected_asset_check_keys}
        if not _ran_in(context):
            as_of, _ = record_decisions(settings, warehouse, suites)
            write_findings(home.warehouse, examine(settings, warehouse, suites, as_of, selected), keep_others=True)
        with warehouse.get_connection() as connection:
            results = rows_of(connection, "from expectations.results")
            accepted = wholly_accepted(connection)
        samples = sample_failing_rows(home.warehouse, SAMPLE_ROWS)
        page = data_docs_link(settings.documents_url, home)
        for result in results:
            key = selected.get(result["expectation_id"])
            if key is not None:
                yield check_result(
                    key, result, samples.get(key.name, []), accepted_until=accepted.get(key.name), page=page
                )

    return show_expectations


def wholly_accepted(connection: "DuckDBPyConnection") -> dict[str, date]:
    """Return the expectations whose every finding a waiver accepts, and until when.

    Args:
        connection: Open connection to the warehouse.
    """
    rows = connection.execute(
        "select findings.expectation_id, min(accepted.accepted_until) from expectations.findings as findings "
        "left join expectations.accepted_gaps as accepted on findings.gap_id = accepted.gap_id "
        "group by findings.expectation_id having count(*) = count(accepted.gap_id)"
    ).fetchall()
    return dict(rows)


def check_result(
    key: dg.AssetCheckKey,
    result: Mapping[str, Any],
    sample: Sequence[Mapping[str, Any]],
    *,
    accepted_until: date | None = None,
    page: str | None = None,
) -> dg.AssetCheckResult:
    """Show one result of an expectation as the outcome of its check.

    Args:
        key: The check.
        result: A row of `expectations.results`.
        sample: Some failing rows, already bounded.
        accepted_until: Day until which all it found is accepted, None when some of it is not.
        page: Address of the Data Docs.

    Returns:
        Passed only when the expectation passed: one that could not run is a failed check with its error. What is
        accepted stays failed, as a warning.
    """
    metadata: dict[str, dg.MetadataValue] = {
        "status": dg.MetadataValue.text(result["status"]),
        "owner": dg.MetadataValue.text(result["owner"]),
        "severity": dg.MetadataValue.text(result["severity"]),
        "effect": dg.MetadataValue.text(result["effect"]),
        "indicators": dg.MetadataValue.text(
            "by source" if result["by_source"] else ", ".join(result["indicator_ids"] or ())
        ),
    }
    metadata["runbook"] = dg.MetadataValue.path(f"{RUNBOOK}#{result['runbook']}")
    if page is not None:
        metadata["data_docs"] = dg.MetadataValue.url(f"{page}#{key.name}")
    if accepted_until is not None:
        metadata["accepted_until"] = dg.MetadataValue.text(accepted_until.isoformat())
    for name in ("evaluated_rows", "failing_rows"):
        if result[name] is not None:
            metadata[name] = dg.MetadataValue.int(result[name])
    if result["error"]:
        metadata["error"] = dg.MetadataValue.text(result["error"])
    if sample:
        metadata["sample"] = dg.MetadataValue.table(
            [dg.TableRecord({name: _cell(value) for name, value in row.items()}) for row in sample]
        )
    return dg.AssetCheckResult(
        asset_key=key.asset_key,
        check_name=key.name,
        passed=result["status"] == "passed",
        severity=SEVERITIES[result["severity"]] if accepted_until is None else dg.AssetCheckSeverity.WARN,
        description=result["observed"] or result["error"],
        metadata=metadata,
    )


def _spec(suite: Suite, expectation: Expectation) -> dg.AssetCheckSpec:
    examined = dg.AssetKey(suite.examined(expectation).table.split("."))
    return dg.AssetCheckSpec(
        expectation.id,
        asset=examined,
        additional_deps=[key for key in (FINDINGS, DECISIONS) if key != examined],
        description=f"{expectation.severity}, {suite.owner}. {expectation.row_condition or ''}".strip(),
        metadata={
            "owner": suite.owner,
            "severity": expectation.severity,
            "effect": expectation.effect,
            "runbook": f"{RUNBOOK}#{expectation.runbook}",
        },
    )


def _ran_in(context: dg.AssetCheckExecutionContext) -> bool:
    """Tell whether the expectations ran earlier in the same run."""
    event = context.instance.get_latest_materialization_event(FINDINGS)
    return event is not None and event.run_id == context.run.run_id


def _cell(value: object) -> str | int | float | bool | None:
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
