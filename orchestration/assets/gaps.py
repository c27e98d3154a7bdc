"""Gap assets: the run of the expectations between the two groups of dbt models.

Its findings are in the warehouse before the models that read them are built. How single expectations are shown as
checks is in `checks/expectations.py`.
"""

from collections.abc import Iterator, Sequence

import dagster as dg

from expectations.findings import write_findings
from expectations.runner import run_suites, summary
from expectations.suites import Suite
from orchestration.home import Home
from orchestration.pools import WAREHOUSE_POOL
from orchestration.registration import read_registration
from orchestration.resources import Warehouse
from orchestration.settings import Settings

EXPECTATIONS_OP = "run_expectations"
RESULTS = dg.AssetKey(["expectations", "results"])
FAILING_RECORDS = dg.AssetKey(["expectations", "failing_records"])
FINDINGS = dg.AssetKey(["expectations", "findings"])

DESCRIPTIONS = {
    RESULTS: "One row per expectation: whether it passed, failed or could not run.",
    FAILING_RECORDS: "One row per row or period that breaks an expectation.",
    FINDINGS: "One row per expectation, source and fiscal year with something to find.",
}


def examined_assets(suites: Sequence[Suite]) -> list[dg.AssetKey]:
    """Return the assets of the tables that expectations examine, each once."""
    tables = {suite.examined(expectation).table for suite in suites for expectation in suite.expectations}
    return [dg.AssetKey(table.split(".")) for table in sorted(tables)]


def build_gaps(settings: Settings, suites: Sequence[Suite]) -> dg.AssetsDefinition:
    """Build the step that runs every expectation and stores what it finds.

    Args:
        settings: Where the home directory is.
        suites: Suites to run.
    """
    home = Home(settings.home)
    examined = examined_assets(suites)

    @dg.multi_asset(
        name=EXPECTATIONS_OP,
        specs=[
            dg.AssetSpec(key, group_name="gaps", deps=examined, description=description, kinds={"duckdb"})
            for key, description in DESCRIPTIONS.items()
        ],
        pool=WAREHOUSE_POOL,
    )
    def run_expectations(
        context: dg.AssetExecutionContext, warehouse: Warehouse
    ) -> Iterator[dg.MaterializeResult[None]]:
        with warehouse.get_connection() as connection:
            as_of = read_registration(connection).as_of
        results = run_suites(home.warehouse, suites, as_of)
        findings = write_findings(home.warehouse, results)
        counts: dict[str, dg.MetadataValue] = {
            str(status): dg.MetadataValue.int(count) for status, count in summary(results).items()
        }
        context.log.info(f"{len(results)} expectations, {findings} findings")
        yield dg.MaterializeResult(asset_key=RESULTS, metadata=counts)
        yield dg.MaterializeResult(
            asset_key=FAILING_RECORDS,
            metadata={"dagster/row_count": sum(result.failing_rows or 0 for result in results)},
        )
        yield dg.MaterializeResult(asset_key=FINDINGS, metadata={"dagster/row_count": findings})

    return run_expectations
