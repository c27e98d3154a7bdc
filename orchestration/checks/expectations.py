"""Expectations as asset checks, each attached to the table it examines.

None of them blocks: a gap is judged by the models that read the findings, not by stopping the run.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from expectations.findings import sample_failing_rows, write_findings
from expectations.runner import run_suites
from expectations.suites import Expectation, Suite
from orchestration.assets.gaps import FINDINGS
from orchestration.home import Home
from orchestration.pools import WAREHOUSE_POOL
from orchestration.registration import read_registration
from orchestration.resources import Warehouse
from orchestration.settings import Settings

EXPECTATION_CHECKS_OP = "show_expectations"
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
            with warehouse.get_connection() as connection:
                as_of = read_registration(connection).as_of
            write_findings(home.warehouse, run_suites(home.warehouse, suites, as_of, selected), keep_others=True)
        with warehouse.get_connection() as connection:
            cursor = connection.execute("from expectations.results")
            names = [column[0] for column in cursor.description or ()]
            results = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        samples = sample_failing_rows(home.warehouse, SAMPLE_ROWS)
        for result in results:
            key = selected.get(result["expectation_id"])
            if key is not None:
                yield check_result(key, result, samples.get(key.name, []))

    return show_expectations


def check_result(
    key: dg.AssetCheckKey, result: Mapping[str, Any], sample: Sequence[Mapping[str, Any]]
) -> dg.AssetCheckResult:
    """Show one result of an expectation as the outcome of its check.

    Args:
        key: The check.
        result: A row of `expectations.results`.
        sample: Some failing rows, already bounded.

    Returns:
        Passed only when the expectation passed: one that could not run is a failed check with its error.
    """
    metadata: dict[str, dg.MetadataValue] = {
        "status": dg.MetadataValue.text(result["status"]),
        "owner": dg.MetadataValue.text(result["owner"]),
        "effect": dg.MetadataValue.text(result["effect"]),
        "indicators": dg.MetadataValue.text(
            "by source" if result["by_source"] else ", ".join(result["indicator_ids"] or ())
        ),
    }
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
        severity=SEVERITIES[result["severity"]],
        description=result["observed"] or result["error"],
        metadata=metadata,
    )


def _spec(suite: Suite, expectation: Expectation) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(
        expectation.id,
        asset=dg.AssetKey(suite.examined(expectation).table.split(".")),
        additional_deps=[FINDINGS],
        description=f"{expectation.severity}, {suite.owner}. {expectation.row_condition or ''}".strip(),
        metadata={"runbook": expectation.runbook},
    )


def _ran_in(context: dg.AssetCheckExecutionContext) -> bool:
    """Tell whether the expectations ran earlier in the same run."""
    event = context.instance.get_latest_materialization_event(FINDINGS)
    return event is not None and event.run_id == context.run.run_id


def _cell(value: object) -> str | int | float | bool | None:
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
