"""Runs of a home directory in this process: whole, of single assets, and by conditions, as the server starts them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg

from orchestration.automation.partial_refresh import SOURCE_GROUP
from orchestration.build import build_definitions
from orchestration.fiscal_years import every_fiscal_year, fiscal_year_partitions
from orchestration.home import Home
from orchestration.instance import open_instance
from orchestration.jobs import REFRESH
from orchestration.settings import Settings

AS_OF = date(2026, 10, 31)
MOST_TICKS = 8


@dataclass
class Server:
    """A home directory with its definitions.

    Attributes:
        home: The home directory.
        inbox: Its inbox.
        built: Names of the dbt models built since the last reset.
    """

    home: Path
    inbox: Path
    built: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.settings = Settings(home=self.home, inbox=str(self.inbox), as_of=AS_OF)
        self.definitions = build_definitions(self.settings)
        self.every_year = every_fiscal_year(fiscal_year_partitions(self.settings))
        self._cursor: Any = None

    def refresh(self, partition: str | None = None) -> None:
        """Run the whole job, over all fiscal years or one."""
        job = self.definitions.resolve_job_def(REFRESH)
        with open_instance(Home(self.home)) as instance:
            if partition is None:
                result = job.execute_in_process(instance=instance, tags=self.every_year)
            else:
                result = job.execute_in_process(instance=instance, partition_key=partition)
        self._note(result)

    def materialize(self, keys: Collection[dg.AssetKey], tags: Mapping[str, str] | None = None) -> None:
        """Run some assets with their checks, as a run that names them: only then is it known for a part."""
        job = self.definitions.resolve_implicit_global_asset_job_def()
        with open_instance(Home(self.home)) as instance:
            result = job.execute_in_process(
                instance=instance,
                asset_selection=sorted(keys),
                tags=dict(self.every_year if tags is None else tags),
            )
            run = instance.get_run_by_id(result.run_id)
        assert run is not None
        assert run.asset_selection == set(keys)
        self._note(result)

    def tick(self) -> set[dg.AssetKey]:
        """Return what the conditions ask for now."""
        with open_instance(Home(self.home)) as instance:
            result = dg.evaluate_automation_conditions(
                self.definitions,
                instance,
                dg.AssetSelection.all() - dg.AssetSelection.groups(SOURCE_GROUP),
                cursor=self._cursor,
            )
        self._cursor = result.cursor
        keys = self.definitions.resolve_asset_graph().materializable_asset_keys
        return {key for key in keys if result.get_num_requested(key)}

    def settle(self) -> list[set[dg.AssetKey]]:
        """Do what the conditions ask for until they ask for nothing; return what was asked, run by run."""
        asked: list[set[dg.AssetKey]] = []
        while keys := self.tick():
            assert len(asked) < MOST_TICKS, "the conditions never come to rest"
            asked.append(keys)
            self.materialize(keys)
        return asked

    def contents(self) -> dict[str, str]:
        """Content hash of each published table, whatever the order of its rows."""
        manifest = json.loads((self.home / "published" / "manifest.json").read_text(encoding="utf-8"))
        return {name: table["content"] for name, table in manifest["tables"].items()}

    def manifest(self) -> dict[str, Any]:
        """The manifest of the publication in force."""
        content: dict[str, Any] = json.loads((self.home / "published" / "manifest.json").read_text(encoding="utf-8"))
        return content

    def _note(self, result: dg.ExecuteInProcessResult) -> None:
        assert result.success
        models = {"staging", "intermediate", "marts", "disclosed", "reference"}
        keys = {event.asset_key for event in result.get_asset_materialization_events() if event.asset_key}
        self.built += sorted(key.path[-1] for key in keys if key.path[0] in models)
