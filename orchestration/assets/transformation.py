"""Transformation assets: every dbt model and seed, in the two groups before and after the expectations."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import dagster as dg
import duckdb
from dagster_dbt import dbt_assets

from orchestration.build_state import BuildState, begin, forget_all
from orchestration.dbt_manifest import parsed_project
from orchestration.dbt_project import PROJECT_FILE, project_of
from orchestration.dbt_runner import NodeOutcome, stream_dbt
from orchestration.dbt_translator import StageTranslator
from orchestration.engines import Engine, engine_of
from orchestration.fiscal_years import FiscalYears, chosen_fiscal_years, fiscal_year_partitions
from orchestration.home import Home
from orchestration.pools import WAREHOUSE_POOL
from orchestration.registration import read_registration
from orchestration.resources import Warehouse
from orchestration.settings import Settings
from targets.check import require_sound_target_files
from targets.problems import TargetFilesError

AFTER_GAPS_SELECTION = "source:expectations+"
BEFORE_GAPS_OP = "transform_before_gaps"
AFTER_GAPS_OP = "transform_after_gaps"
UNIQUE_ID = "dagster_dbt/unique_id"
# Metadata of a table that stays as an earlier run built it, because it would come out the same.
KEPT = "kept"
SUCCEEDED = frozenset({"success", "pass", "warn"})
FAILED = frozenset({"error", "fail", "runtime error", "partial success"})
SHOWN_FAILURES = 5

DbtResult = dg.MaterializeResult[None] | dg.AssetCheckResult


class Group(NamedTuple):
    """One of the two groups of dbt nodes.

    Attributes:
        select: dbt selection of the whole group.
        exclude: dbt exclusion of the whole group.
    """

    select: str
    exclude: str


class Nodes(NamedTuple):
    """The dbt nodes of one step, by dbt's unique id.

    Attributes:
        keys: Assets of models and seeds.
        checks: Checks of tests.
    """

    keys: Mapping[str, dg.AssetKey]
    checks: Mapping[str, dg.AssetCheckKey]


BEFORE_GAPS = Group("fqn:*", AFTER_GAPS_SELECTION)
AFTER_GAPS = Group(AFTER_GAPS_SELECTION, "")


def build_transformation(
    settings: Settings, manifest: Mapping[str, Any], partitions: dg.PartitionsDefinition[str] | None = None
) -> list[dg.AssetsDefinition]:
    """Build an asset per dbt model and seed, and a check per dbt test.

    Args:
        settings: Where the dbt project and the home directory are.
        manifest: The parsed dbt project.
        partitions: Fiscal years of the facts; those of the settings when None.
    """
    partitions = fiscal_year_partitions(settings) if partitions is None else partitions
    return [
        _build_group(settings, manifest, BEFORE_GAPS_OP, BEFORE_GAPS, partitions),
        _build_group(settings, manifest, AFTER_GAPS_OP, AFTER_GAPS, partitions),
    ]


def dbt_arguments(
    group: Group, as_of: date, only: Collection[str] | None = None, years: FiscalYears | None = None
) -> list[str]:
    """Return the arguments of `dbt build`.

    Args:
        group: What a whole run builds.
        as_of: Day up to which is counted.
        only: Names of the nodes to build instead of the whole group.
        years: Fiscal years of the facts to build again; all of them when None.
    """
    variables: dict[str, Any] = {"as_of_date": as_of.isoformat()}
    if years is not None:
        variables |= {"fiscal_years": list(years.chosen), "partition_bounds": [years.first, years.last]}
    arguments = ["build", "--vars", json.dumps(variables)]
    # Unit tests prove the rules on invented rows; they belong to the test suite, not to a run. Exposures build nothing.
    exclude = [
        "resource_type:unit_test",
        "resource_type:exposure",
        *([group.exclude] if group.exclude and only is None else []),
    ]
    if only is None:
        return [*arguments, "--select", group.select, "--exclude", *exclude]
    return [*arguments, "--indirect-selection", "empty", "--select", *sorted(only), "--exclude", *exclude]


def _build_group(
    settings: Settings,
    manifest: Mapping[str, Any],
    name: str,
    group: Group,
    partitions: dg.PartitionsDefinition[str],
) -> dg.AssetsDefinition:
    project_settings = (project_of(settings) / PROJECT_FILE).read_text(encoding="utf-8")

    @dbt_assets(
        manifest=manifest,
        select=group.select,
        exclude=group.exclude or None,
        name=name,
        dagster_dbt_translator=StageTranslator(manifest, partitions, project_settings),
        backfill_policy=dg.BackfillPolicy.single_run(),
        pool=WAREHOUSE_POOL,
    )
    def transform(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Iterator[DbtResult]:
        if group is BEFORE_GAPS:
            refuse_unsound_targets(context, settings)
        nodes = _selected_nodes(transform, context)
        years = chosen_fiscal_years(context.run.tags, partitions)
        whole = len(nodes.keys) == len(transform.keys) and len(nodes.checks) == len(transform.check_keys)
        engine = engine_of(settings, warehouse, manifest)
        with warehouse.get_connection() as connection:
            as_of = read_registration(connection).as_of
            is_whole = whole and years is None
            state = begin_group(connection, manifest, [*nodes.keys, *nodes.checks], may_keep=is_whole and engine.keeps)
        engine.prepare(begins=group is BEFORE_GAPS, is_whole=is_whole)
        to_build = {*nodes.keys, *nodes.checks} if state is None else state.stale
        all_of_it = whole and len(to_build) == len(nodes.keys) + len(nodes.checks)
        only = None if all_of_it else [manifest["nodes"][node]["name"] for node in to_build]
        outcomes: list[NodeOutcome] = []
        arguments = dbt_arguments(group, as_of, only, years)
        for outcome in _build(settings, engine, arguments) if to_build else ():
            context.log.info(f"{outcome.status}: {outcome.unique_id} ({outcome.seconds:.2f} s) {outcome.message}")
            outcomes.append(outcome)
        engine.show([outcome.unique_id for outcome in outcomes if outcome.status == "success"])
        rows = _row_counts(warehouse)
        # Those that stay come first: what is built may be made of them, and nothing that stays of what is built.
        for node in () if state is None else state.kept:
            if node in nodes.keys:
                yield _materialization(nodes.keys[node], None, rows)
        for outcome in outcomes:
            if outcome.unique_id in nodes.keys and outcome.status == "success":
                yield _materialization(nodes.keys[outcome.unique_id], outcome, rows)
            elif outcome.unique_id in nodes.checks and outcome.status != "skipped":
                yield _check_result(nodes.checks[outcome.unique_id], outcome)
        raise_failures(outcomes)
        if state is not None:
            with warehouse.get_connection() as connection:
                state.remember(connection, [outcome.unique_id for outcome in outcomes if outcome.status in SUCCEEDED])

    return transform


def _build(settings: Settings, engine: Engine, arguments: Sequence[str]) -> Iterator[NodeOutcome]:
    home = Home(settings.home)
    return stream_dbt(
        arguments,
        project=project_of(settings),
        target=home.dbt / "target",
        home=home,
        manifest_msgpack=parsed_project(settings, engine.output).manifest_msgpack,
        output=engine.output,
    )


def begin_group(
    connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any], nodes: Collection[str], *, may_keep: bool
) -> BuildState | None:
    """Compare what stands of a group with what it would be built from now.

    Args:
        connection: Open connection to the warehouse, writable.
        manifest: The parsed dbt project.
        nodes: dbt's ids of the nodes to build.
        may_keep: Whether they are the whole group, over all fiscal years, and built where they can stay.

    Returns:
        The comparison; None for a part, which is built as it was asked for and leaves nothing to be believed.
    """
    if not may_keep:
        forget_all(connection)
        return None
    begin(connection)
    state = BuildState(connection, manifest, nodes)
    state.forget_stale(connection)
    return state


def refuse_unsound_targets(context: dg.AssetExecutionContext, settings: Settings) -> None:
    """Stop the run before dbt builds with target files that a check refuses; log what is only worth knowing.

    Args:
        context: Where to log.
        settings: Where the target files are.

    Raises:
        dagster.Failure: Names everything that is wrong in them.
    """
    try:
        check = require_sound_target_files(settings.target_files)
    except TargetFilesError as error:
        raise dg.Failure(str(error), allow_retries=False) from error
    for warning in check.warnings:
        context.log.warning(str(warning))


def raise_failures(outcomes: Iterable[NodeOutcome]) -> None:
    """Stop the run when a model could not be built or a test of severity error failed.

    Such a test guards our own rules, not the data that arrived: figures it contradicts are not published.

    Raises:
        dagster.Failure: Names the failed nodes, the first few with dbt's message.
    """
    outcomes = list(outcomes)
    failed = [outcome for outcome in outcomes if outcome.status in FAILED]
    if not failed:
        return
    shown = "; ".join(f"{_short(outcome)}: {outcome.message}" for outcome in failed[:SHOWN_FAILURES])
    more = f"; and {len(failed) - SHOWN_FAILURES} more" if len(failed) > SHOWN_FAILURES else ""
    raise dg.Failure(f"dbt: {len(failed)} of {len(outcomes)} nodes failed. {shown}{more}", allow_retries=False)


def _short(outcome: NodeOutcome) -> str:
    return f"{outcome.resource_type} {outcome.unique_id.split('.')[2]}"


def _selected_nodes(definition: dg.AssetsDefinition, context: dg.AssetExecutionContext) -> Nodes:
    selected_checks = context.op_execution_context.selected_asset_check_keys
    return Nodes(
        {spec.metadata[UNIQUE_ID]: spec.key for spec in definition.specs if spec.key in context.selected_asset_keys},
        {spec.metadata[UNIQUE_ID]: spec.key for spec in definition.check_specs if spec.key in selected_checks},
    )


def _row_counts(warehouse: Warehouse) -> Mapping[tuple[str, str], int]:
    with warehouse.get_connection() as connection:
        rows = connection.execute("select schema_name, table_name, estimated_size from duckdb_tables()").fetchall()
    return {(schema, table): size for schema, table, size in rows}


def _materialization(
    key: dg.AssetKey, outcome: NodeOutcome | None, rows: Mapping[tuple[str, str], int]
) -> dg.MaterializeResult[None]:
    """Return what became of a model or seed; without an outcome it stays as it was built before."""
    metadata: dict[str, dg.MetadataValue] = {
        "seconds": dg.MetadataValue.float(0.0 if outcome is None else outcome.seconds),
        KEPT: dg.MetadataValue.bool(outcome is None),
    }
    schema, name = key.path
    if (schema, name) in rows:
        metadata["dagster/row_count"] = dg.MetadataValue.int(rows[schema, name])
    return dg.MaterializeResult(asset_key=key, metadata=metadata)


def _check_result(key: dg.AssetCheckKey, outcome: NodeOutcome) -> dg.AssetCheckResult:
    is_warning = outcome.status == "warn"
    return dg.AssetCheckResult(
        asset_key=key.asset_key,
        check_name=key.name,
        passed=outcome.status == "pass",
        severity=dg.AssetCheckSeverity.WARN if is_warning else dg.AssetCheckSeverity.ERROR,
        metadata={
            "failing_rows": dg.MetadataValue.int(outcome.failures or 0),
            "message": dg.MetadataValue.text(outcome.message),
        },
    )
