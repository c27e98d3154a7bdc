"""Landing assets: one per source, the company links between them, and their registration in the warehouse."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import dagster as dg

from ingest.companies.links import COMPANY_LINKS_FILE, COMPANY_PAIRS_FILE, LinkReport, write_company_links
from ingest.companies.review import require_decisions_kept
from ingest.contracts import SourceContract
from ingest.discovery import NARRATIVES
from ingest.integrity import require_nothing_lost, set_aside_damaged
from ingest.land import current_snapshots, land_inbox
from ingest.narratives import Narratives, known_narratives
from ingest.receipts import Receipt, read_receipts
from ingest.typing_rules import TypingRules
from orchestration.assets.landing_metadata import (
    FILE_CHECKS,
    NARRATIVE_CHECKS,
    file_checks,
    landing_metadata,
    narratives_metadata,
)
from orchestration.fingerprint import code_version, run_fingerprint
from orchestration.home import Home
from orchestration.inbox import is_synthetic, prepare_inbox
from orchestration.interrupted import is_whole_run, keep_pending_history
from orchestration.pools import WAREHOUSE_POOL
from orchestration.registration import Registration, register
from orchestration.reporting_date import reporting_date
from orchestration.resources import Warehouse
from orchestration.settings import Settings
from reporting.history import is_reported
from reporting.internal_marts import internal_database
from reporting.publication import Publication, counted_contents, publication_in_force

LANDING_OP = "land_exports"
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


def build_landing(settings: Settings, contracts: Mapping[str, SourceContract]) -> list[dg.AssetsDefinition]:
    """Build the assets from the inbox to the warehouse.

    Args:
        settings: Where the inbox and the home directory are.
        contracts: Contracts of the sources to land.
    """
    home = Home(settings.home)
    rules, narratives = TypingRules(settings.dbt_project), Narratives(settings.dbt_project)
    exports = [source_key(source) for source in contracts]
    keys = {source_key(source): source for source in [*contracts, NARRATIVES]}
    checks = {source: NARRATIVE_CHECKS if source == NARRATIVES else FILE_CHECKS for source in keys.values()}

    @dg.multi_asset(
        name=LANDING_OP,
        specs=[*(_source_spec(contract) for contract in contracts.values()), _narratives_spec()],
        check_specs=[
            dg.AssetCheckSpec(name, asset=key, description=check.description)
            for key, source in keys.items()
            for name, check in checks[source].items()
        ],
        can_subset=True,
        pool=WAREHOUSE_POOL,
    )
    def land_exports(
        context: dg.AssetExecutionContext, config: LandingConfig, warehouse: Warehouse
    ) -> Iterator[dg.MaterializeResult[None]]:
        inbox = prepare_inbox(settings)
        selected = [keys[key] for key in context.selected_asset_keys]
        as_of = reporting_date(settings, _started_at(context))
        pending = keep_pending_history(home, warehouse)
        recovery = set_aside_damaged(home.landing, home.receipts, as_of, contracts, home.corrupt)
        for warning in (*([pending] if pending else []), *recovery.warnings):
            context.log.warning(warning)
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
            lost=recovery.lost,
        )
        for receipt in receipts:
            if receipt.outcome == "unreachable":
                context.log.warning(receipt.error or receipt.file)
        standing = publication_in_force(home.published)
        counted = () if standing is None else counted_contents(standing.directory)
        require_nothing_lost(home.landing, home.receipts, as_of, contracts, recovery.lost, counted)
        require_decisions_kept(home.company_pairs, home.landing / COMPANY_PAIRS_FILE)
        if len(selected) == len(keys) and not config.force:
            fingerprint = run_fingerprint(home, as_of, code_version(settings.dbt_project), contracts, settings.waivers)
            if standing is not None and _stands(standing, fingerprint, home):
                context.log.info(f"Nothing new; publication {standing.id} of {standing.as_of_date} stands.")
                return
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
            yield dg.MaterializeResult(
                asset_key=key, metadata=metadata, check_results=file_checks(key, by_source[source], checks[source])
            )

    @dg.asset(
        key=COMPANY_LINKS,
        group_name="landing",
        deps=exports,
        description="Which company each combination of name, corporate number and prefecture stands for.",
        kinds={"parquet"},
        pool=WAREHOUSE_POOL,
    )
    def company_links(context: dg.AssetExecutionContext, warehouse: Warehouse) -> dg.MaterializeResult[None]:
        as_of = reporting_date(settings, _started_at(context))
        report = write_company_links(home.landing, home.receipts, as_of, home.company_pairs, contracts)
        return dg.MaterializeResult(metadata=_linking_metadata(report))

    @dg.multi_asset(
        name="register_landing",
        specs=[
            dg.AssetSpec(key, group_name="landing", deps=[*keys, COMPANY_LINKS], kinds={"duckdb"}) for key in REGISTERED
        ],
        pool=WAREHOUSE_POOL,
    )
    def registered(context: dg.AssetExecutionContext, warehouse: Warehouse) -> Iterator[dg.MaterializeResult[None]]:
        as_of = reporting_date(settings, _started_at(context))
        code = code_version(settings.dbt_project)
        fingerprint = run_fingerprint(home, as_of, code, contracts, settings.waivers)
        registration = Registration(as_of, fingerprint, code, is_synthetic(settings))
        if is_whole_run(context.run):
            warehouse.discard()
        with warehouse.get_connection() as connection:
            register(connection, home, registration, contracts)
        for key in REGISTERED:
            yield dg.MaterializeResult(asset_key=key, metadata={"as_of": as_of.isoformat()})

    return [land_exports, company_links, registered]


def _source_spec(contract: SourceContract) -> dg.AssetSpec:
    return dg.AssetSpec(
        source_key(contract.source),
        group_name="source",
        description=f"{contract.title_ja} ({contract.title_en}), as landed.",
        owners=[f"team:{contract.owner}"],
        kinds={"parquet"},
        code_version=contract.fingerprint,
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


def _started_at(context: dg.AssetExecutionContext) -> datetime:
    """Return when the run was made, the same in each of its steps."""
    record = context.instance.get_run_record_by_id(context.run.run_id)
    return datetime.now(UTC) if record is None else record.create_timestamp


def _linking_metadata(report: LinkReport) -> dict[str, dg.MetadataValue]:
    return {
        "dagster/row_count": dg.MetadataValue.int(sum(report.matches.values())),
        "pending_pairs": dg.MetadataValue.int(report.pending),
        "decided_pairs": dg.MetadataValue.int(report.decided),
        "review_file": dg.MetadataValue.path(str(report.review)),
        **{f"match/{match}": dg.MetadataValue.int(count) for match, count in report.matches.items()},
    }
