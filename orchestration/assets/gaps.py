"""Gap assets: the decisions that have a term, and the run of the expectations between the two groups of dbt models.

The findings are in the warehouse before the models that read them are built. How single expectations are shown as
checks is in `checks/expectations.py`.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

import dagster as dg

from expectations.decisions import write_decisions
from expectations.findings import write_findings
from expectations.runner import ExpectationResult, run_suites, summary
from expectations.suites import Suite
from expectations.waivers import load_waivers
from orchestration.documents import data_docs_link
from orchestration.engines import engine_of
from orchestration.home import Home
from orchestration.pools import WAREHOUSE_POOL
from orchestration.registration import read_registration
from orchestration.resources import Warehouse
from orchestration.settings import Settings

EXPECTATIONS_OP = "run_expectations"
DATA_DOCS_CHECK = "data_docs_built"
REGISTRATION = dg.AssetKey(["landing", "snapshots"])
DECISIONS = dg.AssetKey(["expectations", "decisions"])
RESULTS = dg.AssetKey(["expectations", "results"])
FAILING_RECORDS = dg.AssetKey(["expectations", "failing_records"])
FINDINGS = dg.AssetKey(["expectations", "findings"])
ACCEPTED_GAPS = dg.AssetKey(["expectations", "accepted_gaps"])
DATA_DOCS = dg.AssetKey(["expectations", "data_docs"])

DESCRIPTIONS = {
    RESULTS: "One row per expectation: whether it passed, failed or could not run.",
    FAILING_RECORDS: "One row per row or period that breaks an expectation.",
    FINDINGS: "One row per expectation, source and fiscal year with something to find.",
    ACCEPTED_GAPS: "One row per finding that a waiver accepts.",
}


def examined_assets(suites: Sequence[Suite]) -> list[dg.AssetKey]:
    """Return the assets of the tables that expectations examine, each once."""
    tables = {suite.examined(expectation).table for suite in suites for expectation in suite.expectations}
    return [dg.AssetKey(table.split(".")) for table in sorted(tables)]


def record_decisions(settings: Settings, warehouse: Warehouse, suites: Sequence[Suite]) -> tuple[date, int]:
    """Write the thresholds and waivers into the warehouse.

    Args:
        settings: Where the file of waivers is.
        warehouse: Where to write.
        suites: Suites whose thresholds to write.

    Returns:
        The as-of date of the warehouse, and the number of decisions.

    Raises:
        WaiverFileError: The file of waivers cannot be used.
    """
    file = settings.waivers or Home(settings.home).gap_waivers
    waivers = load_waivers(file, required=settings.waivers is not None)
    with warehouse.get_connection() as connection:
        as_of = read_registration(connection).as_of
        return as_of, write_decisions(connection, suites, waivers, as_of)


def examine(
    settings: Settings, warehouse: Warehouse, suites: Sequence[Suite], as_of: date, only: Collection[str] | None = None
) -> list[ExpectationResult]:
    """Run expectations within the memory that the settings allow.

    Args:
        settings: Where the warehouse is, its memory, and the engine that counts.
        warehouse: The working database, closed.
        suites: All suites, in order.
        as_of: As-of date of the warehouse.
        only: Expectation ids to run, counted in the warehouse whatever built it: a run of single checks opens no Spark
            session. None runs all.

    Returns:
        Results in the order of the suites.
    """
    return run_suites(
        Home(settings.home).warehouse,
        suites,
        as_of,
        only,
        memory_limit=settings.duckdb_memory,
        open_tables=engine_of(settings, warehouse, {}).open_tables if only is None else None,
    )


def build_gaps(settings: Settings, suites: Sequence[Suite]) -> list[dg.AssetsDefinition]:
    """Build the steps that run every expectation, store what it finds and show it as a page.

    Args:
        settings: Where the home directory is.
        suites: Suites to run.
    """
    home = Home(settings.home)
    examined = examined_assets(suites)

    @dg.asset(
        key=DECISIONS,
        group_name="gaps",
        deps=[REGISTRATION],
        description="Thresholds of the expectations and waivers of gaps, with their terms.",
        kinds={"duckdb"},
        pool=WAREHOUSE_POOL,
    )
    def decisions(context: dg.AssetExecutionContext, warehouse: Warehouse) -> dg.MaterializeResult[None]:
        as_of, written = record_decisions(settings, warehouse, suites)
        return dg.MaterializeResult(metadata={"dagster/row_count": written, "as_of": as_of.isoformat()})

    @dg.multi_asset(
        name=EXPECTATIONS_OP,
        specs=[
            dg.AssetSpec(
                key,
                group_name="gaps",
                deps=sorted({*examined, DECISIONS}),
                description=description,
                kinds={"duckdb"},
            )
            for key, description in DESCRIPTIONS.items()
        ],
        pool=WAREHOUSE_POOL,
    )
    def run_expectations(
        context: dg.AssetExecutionContext, warehouse: Warehouse
    ) -> Iterator[dg.MaterializeResult[None]]:
        with warehouse.get_connection() as connection:
            as_of = read_registration(connection).as_of
        results = examine(settings, warehouse, suites, as_of)
        findings = write_findings(home.warehouse, results)
        with warehouse.get_connection() as connection:
            row = connection.execute("select count(*) from expectations.accepted_gaps").fetchone()
        counts: dict[str, dg.MetadataValue] = {
            str(status): dg.MetadataValue.int(count) for status, count in summary(results).items()
        }
        context.log.info(f"{len(results)} expectations, {findings} findings")
        page = {"data_docs": dg.MetadataValue.url(data_docs_link(settings.documents_url, home))}
        yield dg.MaterializeResult(asset_key=RESULTS, metadata={**counts, **page})
        yield dg.MaterializeResult(
            asset_key=FAILING_RECORDS,
            metadata={"dagster/row_count": sum(result.failing_rows or 0 for result in results)},
        )
        yield dg.MaterializeResult(asset_key=FINDINGS, metadata={"dagster/row_count": findings})
        yield dg.MaterializeResult(asset_key=ACCEPTED_GAPS, metadata={"dagster/row_count": row[0] if row else 0})

    @dg.asset(
        key=DATA_DOCS,
        group_name="gaps",
        deps=[*DESCRIPTIONS],
        description="Data Docs: what every expectation found, as a page that opens offline.",
        kinds={"html"},
        check_specs=[
            dg.AssetCheckSpec(DATA_DOCS_CHECK, asset=DATA_DOCS, description="The page shows this run's results.")
        ],
        pool=WAREHOUSE_POOL,
    )
    def data_docs(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Iterator[dg.MaterializeResult[None]]:
        from expectations.data_docs import write_data_docs

        error = None
        try:
            with warehouse.get_connection() as connection:
                write_data_docs(connection, home.data_docs, read_registration(connection).as_of)
        except Exception as raised:  # a page that cannot be built must not keep figures from being published
            error = f"{type(raised).__name__}: {raised}"
            context.log.warning(f"The Data Docs were not built: {error}")
        yield data_docs_result(home, settings.documents_url, error)

    return [decisions, run_expectations, data_docs]


def data_docs_result(home: Home, documents_url: str, error: str | None) -> dg.MaterializeResult[None]:
    """Show what became of the Data Docs.

    Args:
        home: Where the page is.
        documents_url: Address of the document server.
        error: Why it could not be built, None when it was.

    Returns:
        The materialization, with a check that warns when the page is not of this run.
    """
    remedy = "The page, if any, is of an earlier run. Remedy: see the cause, then materialize the page again."
    return dg.MaterializeResult(
        metadata={
            "path": dg.MetadataValue.path(str(home.data_docs)),
            "url": dg.MetadataValue.url(data_docs_link(documents_url, home)),
        },
        check_results=[
            dg.AssetCheckResult(
                asset_key=DATA_DOCS,
                check_name=DATA_DOCS_CHECK,
                passed=error is None,
                severity=dg.AssetCheckSeverity.WARN,
                description=None if error is None else f"{error}. {remedy}",
                metadata={} if error is None else {"error": dg.MetadataValue.text(f"{error}. {remedy}")},
            )
        ],
    )
