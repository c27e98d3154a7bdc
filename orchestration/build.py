"""The one builder of definitions; the server, the command line and the tests call it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import dagster as dg

from orchestration.home import Home
from orchestration.jobs import build_refresh
from orchestration.resources import Warehouse
from orchestration.settings import Settings
from orchestration.telemetry import switch_off_telemetry

if TYPE_CHECKING:
    from expectations.suites import Suite
    from ingest.contracts import SourceContract


def build_definitions(
    settings: Settings | None = None,
    *,
    contracts: Mapping[str, SourceContract] | None = None,
    suites: Sequence[Suite] | None = None,
    manifest: Mapping[str, Any] | None = None,
    resources: Mapping[str, Any] | None = None,
) -> dg.Definitions:
    """Build assets, checks, the job, what starts it, the alerts, and resources.

    Args:
        settings: Choices of the operator; read from the environment when None.
        contracts: Contracts of the sources; those of the settings' folder when None.
        suites: Suites of expectations; the shared ones and those of the profile when None.
        manifest: The parsed dbt project; parsed, or taken from the home directory, when None.
        resources: Resources that replace those of the settings, by name.

    Returns:
        Everything the server shows.
    """
    switch_off_telemetry()
    from expectations.suites import SHARED_SUITES, load_suites
    from ingest.contracts import load_contracts
    from orchestration.assets.forecasts import build_forecasts
    from orchestration.assets.gaps import build_gaps
    from orchestration.assets.landing import build_landing
    from orchestration.assets.publication import build_publication
    from orchestration.assets.transformation import build_transformation
    from orchestration.automation.alert_sensor import build_alert_sensor
    from orchestration.automation.inbox_sensor import build_inbox_sensor
    from orchestration.automation.nightly import build_nightly
    from orchestration.automation.partial_refresh import build_partial_refresh, with_conditions
    from orchestration.checks.expectations import build_expectation_checks
    from orchestration.checks.verdicts import build_verdict_checks
    from orchestration.dbt_manifest import parsed_project
    from orchestration.fiscal_years import fiscal_year_partitions

    settings = Settings() if settings is None else settings
    contracts = load_contracts(settings.contracts) if contracts is None else contracts
    suites = load_suites(SHARED_SUITES, settings.profile / "suites") if suites is None else suites
    manifest = parsed_project(settings).manifest() if manifest is None else manifest
    home = Home(settings.home)
    refresh, partitions = build_refresh(), fiscal_year_partitions(settings)
    assets = [
        *build_landing(settings, contracts, partitions),
        *build_transformation(settings, manifest, partitions),
        *build_gaps(settings, suites),
        build_forecasts(),
    ]
    return dg.Definitions(
        assets=with_conditions([*assets, *build_publication(settings, manifest, contracts, assets)]),
        asset_checks=[build_expectation_checks(settings, suites), build_verdict_checks(settings)],
        jobs=[refresh],
        schedules=[build_nightly(settings, refresh, partitions)],
        sensors=[
            build_inbox_sensor(settings, contracts.keys(), refresh, partitions),
            build_partial_refresh(settings),
            build_alert_sensor(settings),
        ],
        resources={
            "warehouse": Warehouse(
                database=str(home.warehouse), run_lock=str(home.run_lock), memory_limit=settings.duckdb_memory
            ),
            **(resources or {}),
        },
        # One process per run: the steps share one machine, and starting each anew costs more than it saves.
        executor=dg.in_process_executor,
    )
