"""Publication assets: the marts as readers get them, and the record of what was reported."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from ingest.contracts import SourceContract
from ingest.discovery import NARRATIVES
from ingest.land import current_snapshots
from ingest.narratives import known_narratives
from orchestration.assets.publication_metadata import figures, picture, publication_metadata
from orchestration.automation.freshness import read_by_people
from orchestration.build_order import lineage_of, require_order
from orchestration.build_state import finish
from orchestration.engines import versions_of
from orchestration.home import Home
from orchestration.pools import WAREHOUSE_POOL
from orchestration.registration import read_registration
from orchestration.resources import Warehouse
from orchestration.run_scope import PARTIAL
from orchestration.settings import Settings
from orchestration.table_keys import disclosed_models, guarded_keys, public_models
from reporting.documents import document_builders
from reporting.history import append_history
from reporting.publication import InputFile, Publication, publish
from reporting.published import read_figure_changes, read_gaps, read_target_status

PUBLISHED_MARTS = dg.AssetKey(["published", "marts"])
PUBLISHED_HISTORY = dg.AssetKey(["published", "history"])
DOCUMENTS_CHECK = "documents_built"


def build_publication(
    settings: Settings,
    manifest: Mapping[str, Any],
    contracts: Mapping[str, SourceContract],
    made_of: Sequence[dg.AssetsDefinition] = (),
) -> Sequence[dg.AssetsDefinition]:
    """Build the last steps: publish the marts, then keep what was reported.

    Args:
        settings: Where the home directory is.
        manifest: The parsed dbt project.
        contracts: Contracts of the sources whose files went in.
        made_of: Every asset before the publication.
    """
    home, lineage = Home(settings.home), lineage_of(made_of)

    @dg.asset(
        key=PUBLISHED_MARTS,
        group_name="published",
        deps=[
            dg.AssetKey([node["schema"], node["name"]])
            for node in (*public_models(manifest).values(), *disclosed_models(manifest).values())
        ],
        description="DuckDB file, Parquet files, documents and manifest, replaced together; the whole marts beside.",
        kinds={"duckdb", "parquet", "html"},
        freshness_policy=read_by_people(settings),
        check_specs=[dg.AssetCheckSpec(DOCUMENTS_CHECK, asset=PUBLISHED_MARTS, description="Every document is there.")],
        pool=WAREHOUSE_POOL,
    )
    def published_marts(
        context: dg.AssetExecutionContext, warehouse: Warehouse
    ) -> Iterator[dg.MaterializeResult[None]]:
        require_order(context.instance, lineage)
        with warehouse.get_connection() as connection:
            registration = read_registration(connection)
            snapshots = current_snapshots(home.landing, home.receipts, registration.as_of, contracts)
            narratives = known_narratives(home.landing, home.receipts, registration.as_of)
            publication = publish(
                connection,
                home.publications,
                home.published,
                as_of=registration.as_of,
                code_version=registration.code_version,
                fingerprint=registration.fingerprint,
                input_files=[
                    *(
                        InputFile(s.source, s.fiscal_year, s.snapshot_date, s.file, s.sha256, s.rows)
                        for group in snapshots.values()
                        for s in group
                    ),
                    *(InputFile(NARRATIVES, None, n.dated_on, n.file, n.sha256, 1) for n in narratives),
                ],
                keys=guarded_keys(manifest),
                disclosed=list(disclosed_models(manifest)),
                documents=document_builders(),
            )
        yield publication_result(home, publication, settings.documents_url)

    @dg.asset(
        key=PUBLISHED_HISTORY,
        group_name="published",
        deps=[PUBLISHED_MARTS],
        description="What was reported on each as-of date, a Parquet file for each revision of a report.",
        kinds={"parquet"},
        freshness_policy=read_by_people(settings),
        pool=WAREHOUSE_POOL,
    )
    def published_history(context: dg.AssetExecutionContext, warehouse: Warehouse) -> dg.MaterializeResult[None]:
        with warehouse.get_connection() as connection:
            registration = read_registration(connection)
            as_of = registration.as_of
            files = append_history(connection, home.history, as_of, registration.fingerprint)
            if not registration.fingerprint.startswith(PARTIAL):
                finish(connection, registration, versions_of(settings))
        return dg.MaterializeResult(
            metadata={
                "as_of": as_of.isoformat(),
                "files": [str(file) for file in files],
                # A number over time: a past figure that becomes another one shows as a step.
                "changed_figures": len(read_figure_changes(home.published)),
            }
        )

    return [published_marts, published_history]


def publication_result(home: Home, publication: Publication, documents_url: str) -> dg.MaterializeResult[None]:
    """Show what was published, with a link to each document.

    Args:
        home: Where the link to the publication in force is.
        publication: What was published, now in force.
        documents_url: Address of the document server.

    Returns:
        The materialization, with a check that warns when a document could not be built.
    """
    failed = {name: document.error for name, document in publication.documents.items() if document.error is not None}
    rows = read_target_status(home.published)
    shown = publication_metadata(publication, home, documents_url) | figures(rows, len(read_gaps(home.published)))
    try:
        shown["targets"] = picture(rows)
    except Exception as error:  # a picture that cannot be drawn must not undo what is published
        failed["picture"] = f"{type(error).__name__}: {error}"
    return dg.MaterializeResult(
        metadata=shown,
        check_results=[
            dg.AssetCheckResult(
                asset_key=PUBLISHED_MARTS,
                check_name=DOCUMENTS_CHECK,
                passed=not failed,
                severity=dg.AssetCheckSeverity.WARN,
                description=None
                if not failed
                else "Figures are published without a document. Remedy: see the cause, then publish again.",
                metadata={name: dg.MetadataValue.text(error) for name, error in failed.items()},
            )
        ],
    )
