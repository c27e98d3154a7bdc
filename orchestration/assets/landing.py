"""Landing assets: one per source, the company links between them, and their registration in the warehouse."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import dagster as dg
import duckdb

from ingest.companies.links import COMPANY_LINKS_FILE, COMPANY_PAIRS_FILE, LinkReport, write_company_links
from ingest.companies.review import require_decisions_kept
from ingest.contracts import SourceContract
from ingest.discovery import NARRATIVES
from ingest.inbox import InboxUnreachableError
from ingest.integrity import require_nothing_lost, set_aside_damaged
from ingest.land import current_snapshots, land_inbox
from ingest.narratives import Narratives, known_narratives
from ingest.receipts import Receipt, read_receipts
from ingest.typing_rules import TypingRules
from orchestration import build_state
from orchestration.assets.landing_metadata import (
    FILE_CHECKS,
    NARRATIVE_CHECKS,
    file_checks,
    landing_metadata,
    narratives_metadata,
    partition_metadata,
)
from orchestration.engines import versions_of
from orchestration.fingerprint import code_version, package_version, run_fingerprint
from orchestration.fiscal_years import chosen_fiscal_years, fiscal_year_partitions
from orchestration.home import Home
from orchestration.home_profile import keep_profile_of_home
from orchestration.inbox import is_synthetic, prepare_inbox
from orchestration.interrupted import begins_anew, keep_pending_history
from orchestration.pools import WAREHOUSE_POOL
from orchestration.registration import Registration, register
from orchestration.resources import Warehouse
from orchestration.run_scope import COMMAND_LINE, PARTIAL, STARTED_BY, as_of_date, is_whole
from orchestration.settings import Settings
from reporting.history import is_reported
from reporting.internal_marts import internal_database
from reporting.publication import Publication, counted_contents, publication_in_force

LANDING_OP = "land_exports"
# An inbox that does not answer is asked again after five minutes, then after another five.
INBOX_RETRIES, INBOX_PAUSE_SECONDS = 2, 300
COMPANY_LINKS = dg.AssetKey(["landing", "company_links"])
REGISTERED = (
    dg.AssetKey(["landing", "snapshots"]),
    dg.AssetKey(["landing", "receipts"]),
    dg.AssetKey(["landing", "contracts"]),
    dg.AssetKey(["landing", "registration"]),
    dg.AssetKey(["history", "target_status"]),
    dg.AssetKey(["history", "data_gaps"]),
    dg.AssetKey(["history", "closed_years"]),
)


class LandingConfig(dg.Config):
    """Choices of one run.

    Attributes:
        force: Rebuild even when the publication in force has the same fingerprint.
    """

    force: bool = False


def source_key(source: str) -> dg.AssetKey:
    """Return the asset key of a source."""
    return dg.AssetKey(["landing", source])


def build_landing(
    settings: Settings,
    contracts: Mapping[str, SourceContract],
    partitions: dg.PartitionsDefinition[str] | None = None,
) -> list[dg.AssetsDefinition]:
    """Build the assets from the inbox to the warehouse.

    Args:
        settings: Where the inbox and the home directory are.
        contracts: Contracts of the sources to land.
        partitions: Fiscal years of their files; those of the settings when None.
    """
    partitions = fiscal_year_partitions(settings) if partitions is None else partitions
    code = code_version(settings.dbt_project, settings.profile)
    home = Home(settings.home)
    rules, narratives = TypingRules(settings.dbt_project, settings.profile), Narratives(settings.profile)
    exports = [source_key(source) for source in contracts]
    keys = {source_key(source): source for source in [*contracts, NARRATIVES]}
    checks = {source: NARRATIVE_CHECKS if source == NARRATIVES else FILE_CHECKS for source in keys.values()}

    @dg.multi_asset(
        name=LANDING_OP,
        specs=[*(_source_spec(contract, partitions) for contract in contracts.values()), _narratives_spec()],
        check_specs=[
            dg.AssetCheckSpec(name, asset=key, description=check.description)
            for key, source in keys.items()
            for name, check in checks[source].items()
        ],
        can_subset=True,
        backfill_policy=dg.BackfillPolicy.single_run(),
        pool=WAREHOUSE_POOL,
    )
    def land_exports(
        context: dg.AssetExecutionContext, config: LandingConfig, warehouse: Warehouse
    ) -> Iterator[dg.MaterializeResult[None]]:
        keep_profile_of_home(settings)
        inbox = prepare_inbox(settings)
        selected = [keys[key] for key in context.selected_asset_keys]
        years = chosen_fiscal_years(context.run.tags, partitions)
        as_of = as_of_date(settings, context, keys, partitions, warehouse)
        pending = keep_pending_history(home, warehouse)
        recovery = set_aside_damaged(home.landing, home.receipts, as_of, contracts, home.corrupt)
        for warning in (*([pending] if pending else []), *recovery.warnings):
            context.log.warning(warning)
        try:
            receipts = land_inbox(
                inbox,
                home.landing,
                home.receipts,
                selected,
                contracts=contracts,
                rules=rules,
                narratives=narratives,
                spool=home.spool,
                max_file_bytes=settings.max_file_bytes,
                wanted=None if years is None else lambda file: years.hold(file.fiscal_year),
                lost=recovery.lost,
            )
        except InboxUnreachableError as error:
            # Nothing else of a run gets better by waiting. At a terminal somebody waits already.
            if error.may_pass and context.run.tags.get(STARTED_BY) != COMMAND_LINE:
                raise dg.RetryRequested(INBOX_RETRIES, INBOX_PAUSE_SECONDS) from error
            raise
        for receipt in receipts:
            if receipt.outcome == "unreachable":
                context.log.warning(receipt.error or receipt.file)
        standing = publication_in_force(home.published)
        counted = () if standing is None else counted_contents(standing.directory)
        require_nothing_lost(home.landing, home.receipts, as_of, contracts, recovery.lost, counted)
        require_decisions_kept(home.company_pairs, home.landing / COMPANY_PAIRS_FILE)
        if len(selected) == len(keys) and years is None and not config.force:
            fingerprint = run_fingerprint(
                home, as_of, code_version(settings.dbt_project, settings.profile), contracts, settings.waivers
            )
            if standing is not None and _stands(standing, fingerprint, home):
                context.log.info(f"Nothing new; publication {standing.id} of {standing.as_of_date} stands.")
                return
        if config.force and is_whole(context.run, keys, partitions):
            warehouse.discard()
        by_source: dict[str, list[Receipt]] = defaultdict(list)
        for receipt in receipts:
            by_source[receipt.source].append(receipt)
        history: dict[str, list[Receipt]] = defaultdict(list)
        for receipt in read_receipts(home.receipts):
            history[receipt.source].append(receipt)
        snapshots = current_snapshots(home.landing, home.receipts, as_of, contracts)
        for source in sorted(selected):
            key = source_key(source)
            if source == NARRATIVES:
                known = known_narratives(home.landing, home.receipts, as_of)
                metadata = narratives_metadata(by_source[source], known, history[source])
            else:
                metadata = landing_metadata(by_source[source], snapshots[source], history[source])
                for partition, rows in partition_metadata(context.run.tags, partitions, snapshots[source]).items():
                    context.add_asset_metadata(rows, asset_key=key, partition_key=partition)
            yield dg.MaterializeResult(
                asset_key=key, metadata=metadata, check_results=file_checks(key, by_source[source], checks[source])
            )

    @dg.asset(
        key=COMPANY_LINKS,
        group_name="landing",
        deps=exports,
        description="Which company each combination of name, corporate number and prefecture stands for.",
        kinds={"parquet"},
        code_version=package_version("ingest"),
        pool=WAREHOUSE_POOL,
    )
    def company_links(context: dg.AssetExecutionContext, warehouse: Warehouse) -> dg.MaterializeResult[None]:
        as_of = as_of_date(settings, context, keys, partitions, warehouse)
        report = write_company_links(home.landing, home.receipts, as_of, home.company_pairs, contracts)
        return dg.MaterializeResult(metadata=_linking_metadata(report))

    @dg.multi_asset(
        name="register_landing",
        specs=[
            # Made anew also when a rule or a seed is another one: it says by which version of the code is counted.
            dg.AssetSpec(key, group_name="landing", deps=[*keys, COMPANY_LINKS], kinds={"duckdb"}, code_version=code)
            for key in REGISTERED
        ],
        pool=WAREHOUSE_POOL,
    )
    def registered(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Iterator[dg.MaterializeResult[None]]:
        as_of = as_of_date(settings, context, keys, partitions, warehouse)
        code = code_version(settings.dbt_project, settings.profile)
        fingerprint = run_fingerprint(home, as_of, code, contracts, settings.waivers)
        whole = is_whole(context.run, keys, partitions)
        if not whole:
            # Never taken for what a whole run would make: the next one builds everything.
            fingerprint = PARTIAL + fingerprint
        registration = Registration(as_of, fingerprint, code, is_synthetic(settings))
        stays = whole and _stays(warehouse, registration, versions_of(settings))
        if whole and not stays and begins_anew(context.run):
            warehouse.discard()
        with warehouse.get_connection() as connection:
            # Whatever becomes of the tables: what was built by other code or as of another day is not believed.
            (build_state.begin if stays else build_state.forget_all)(connection)
            register(connection, home, registration, contracts)
        for key in REGISTERED:
            yield dg.MaterializeResult(asset_key=key, metadata={"as_of": as_of.isoformat()})

    return [land_exports, company_links, registered]


def _source_spec(contract: SourceContract, partitions: dg.PartitionsDefinition[str]) -> dg.AssetSpec:
    return dg.AssetSpec(
        source_key(contract.source),
        group_name="source",
        description=f"{contract.title_ja} ({contract.title_en}), as landed.",
        owners=[f"team:{contract.owner}"],
        kinds={"parquet"},
        code_version=contract.fingerprint,
        partitions_def=partitions,
        # Nothing is yielded when nothing is new, and Dagster then skips everything after it.
        skippable=True,
    )


def _narratives_spec() -> dg.AssetSpec:
    return dg.AssetSpec(
        source_key(NARRATIVES),
        group_name="source",
        description="記述指標の本文 (texts of the indicators that have no figure), as landed.",
        owners=["team:planning"],
        kinds={"parquet"},
        skippable=True,
    )


def _stands(standing: Publication, fingerprint: str, home: Home) -> bool:
    """Tell whether a publication is what this run would make, with all that a run makes beside it."""
    beside = (
        internal_database(home.published, standing.id),
        home.landing / COMPANY_LINKS_FILE,
        home.landing / COMPANY_PAIRS_FILE,
    )
    return (
        standing.fingerprint == fingerprint
        and is_reported(home.history, standing.as_of_date, fingerprint)
        and all(file.is_file() for file in beside)
    )


def _stays(warehouse: Warehouse, registration: Registration, engines: Mapping[str, str]) -> bool:
    """Tell whether a whole run may keep of the warehouse what would come out the same."""
    if not Path(warehouse.database).is_file():
        return False
    try:
        with warehouse.get_connection() as connection:
            return build_state.may_be_kept(connection, registration, engines)
    except duckdb.Error:
        return False


def _linking_metadata(report: LinkReport) -> dict[str, dg.MetadataValue]:
    return {
        "dagster/row_count": dg.MetadataValue.int(sum(report.matches.values())),
        "pending_pairs": dg.MetadataValue.int(report.pending),
        "decided_pairs": dg.MetadataValue.int(report.decided),
        "review_file": dg.MetadataValue.path(str(report.review)),
        **{f"match/{match}": dg.MetadataValue.int(count) for match, count in report.matches.items()},
    }
