"""The engine that dbt builds the models with: DuckDB in this process, or Apache Spark.

Whatever builds them, the steps before and after read and write the warehouse. Belongs here: what has to be handed to
the engine before dbt starts, and what it has built afterwards. Not here: how Spark is spoken to (`spark`).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import dagster as dg

from orchestration.fingerprint import engine_versions
from orchestration.home import Home
from orchestration.registration import read_registration
from orchestration.resources import Warehouse
from orchestration.settings import Settings

if TYPE_CHECKING:
    from expectations.engine import Examined

LANDING = "landing"


class Engine(Protocol):
    """What builds the models.

    Attributes:
        output: Output of dbt's profile; None for the profile's own choice.
        keeps: Whether what a run built stays where the next run can use it.
    """

    @property
    def keeps(self) -> bool:
        """Whether what a run built stays where the next run can use it."""

    @property
    def output(self) -> str | None:
        """Output of dbt's profile; None for the profile's own choice."""

    def prepare(self, *, begins: bool, is_whole: bool) -> None:
        """Let the engine see the sources before dbt starts.

        Args:
            begins: Whether this is the first group of models of a run.
            is_whole: Whether every model of the group is built, for every fiscal year.
        """

    def show(self, built: Iterable[str]) -> None:
        """Let the warehouse see what was built.

        Args:
            built: dbt's unique ids.
        """

    @property
    def open_tables(self) -> Callable[[], Examined] | None:
        """Opens what was built for the expectations; None where the warehouse is to be examined."""


@dataclass(frozen=True)
class DuckDBEngine:
    """DuckDB builds in the warehouse itself: nothing is to be handed over."""

    output: str | None = None
    keeps: bool = True

    def prepare(self, *, begins: bool, is_whole: bool) -> None:
        """Nothing to do."""

    def show(self, built: Iterable[str]) -> None:
        """Nothing to do."""

    @property
    def open_tables(self) -> Callable[[], Examined] | None:
        """The warehouse is to be examined."""
        return None


@dataclass(frozen=True)
class SparkEngine:
    """Apache Spark builds Parquet in the home directory, which the warehouse then shows.

    Attributes:
        settings: Names the master and the home directory.
        warehouse: The working database.
        manifest: The parsed dbt project.
    """

    settings: Settings
    warehouse: Warehouse
    manifest: Mapping[str, Any]
    output: str | None = "spark"
    keeps: bool = False

    def prepare(self, *, begins: bool, is_whole: bool) -> None:
        """Open the session and register every source of dbt in it.

        Raises:
            dagster.Failure: Not everything is built, or Spark cannot be started.
        """
        from ingest.contracts import load_contracts
        from ingest.land import current_snapshots
        from spark.session import SparkMissingError, close_session, open_session
        from spark.sources import register_exports, register_tables

        if not is_whole:
            remedy = "Remedy: run the whole job, or build with the target duckdb."
            raise dg.Failure(f"On Spark every model of a run is built anew. {remedy}", allow_retries=False)
        home = Home(self.settings.home)
        if begins:
            close_session()
            shutil.rmtree(home.spark, ignore_errors=True)
        try:
            session = open_session(
                home.spark / "warehouse",
                master=self.settings.spark_master,
                shuffle_partitions=self.settings.spark_shuffle_partitions,
            )
        except SparkMissingError as error:
            raise dg.Failure(str(error), allow_retries=False) from error
        contracts = load_contracts(self.settings.contracts)
        with self.warehouse.get_connection() as connection:
            as_of = read_registration(connection).as_of
            register_exports(session, contracts, current_snapshots(home.landing, home.receipts, as_of, contracts))
            for schema, tables in _sources(self.manifest).items():
                copied = sorted(tables - contracts.keys() if schema == LANDING else tables)
                register_tables(session, connection, schema, copied, home.spark / "sources")

    def show(self, built: Iterable[str]) -> None:
        """Make views of the warehouse over what Spark has built."""
        from spark.catalogue import BuiltRelation, show_in_warehouse
        from spark.session import current_session

        relations = []
        for node in (self.manifest["nodes"][unique_id] for unique_id in built):
            if node["resource_type"] not in ("model", "seed"):
                continue
            has_comments = node["config"].get("persist_docs", {}).get("relation", False)
            columns = {name: column["description"] for name, column in node["columns"].items() if column["description"]}
            relations.append(
                BuiltRelation(
                    schema=node["schema"],
                    name=node["alias"],
                    comment=node["description"] if has_comments else "",
                    column_comments=columns if has_comments else {},
                )
            )
        with self.warehouse.get_connection() as connection:
            show_in_warehouse(current_session(), connection, relations, Home(self.settings.home).spark / "views")

    @property
    def open_tables(self) -> Callable[[], Examined] | None:
        """Opens the tables of the session where the settings ask for it."""
        if not self.settings.spark_expectations:
            return None

        def opened() -> Examined:
            from expectations.spark_engine import ExaminedSparkTables
            from spark.session import current_session

            return ExaminedSparkTables(current_session())

        return opened


def versions_of(settings: Settings) -> dict[str, str]:
    """Return what computes figures under some settings: the versions of the engines, and which of them builds.

    Args:
        settings: Choose the engine that builds the models.
    """
    return {**engine_versions(), "dbt_target": settings.dbt_target}


def engine_of(settings: Settings, warehouse: Warehouse, manifest: Mapping[str, Any]) -> Engine:
    """Return the engine that the settings choose.

    Args:
        settings: Choices of the operator.
        warehouse: The working database.
        manifest: The parsed dbt project.
    """
    return SparkEngine(settings, warehouse, manifest) if settings.dbt_target == "spark" else DuckDBEngine()


def _sources(manifest: Mapping[str, Any]) -> dict[str, set[str]]:
    tables: dict[str, set[str]] = {}
    for source in manifest["sources"].values():
        tables.setdefault(source["schema"], set()).add(source["name"])
    return tables
