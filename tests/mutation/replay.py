"""The dbt models without dbt: the SQL that dbt compiled, run in the order in which dbt ran it.

A run of dbt costs far more than its queries on small data, and a measurement needs hundreds of runs. For the same
reason a model whose inputs are the clean ones is not built again. That all ways come to the same is a test of its own.
The singular tests are run too: they say what no data may break.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.assets.transformation import Group, dbt_arguments, raise_failures
from orchestration.dbt_manifest import parsed_project
from orchestration.dbt_runner import NodeOutcome, run_dbt
from orchestration.home import Home
from orchestration.settings import Settings
from tests.mutation.exports import AS_OF

# Inputs that every run writes anew; `landing.contracts` stands for all landed tables, which a macro reads by contract.
ALWAYS_NEW = frozenset({"landing.contracts", "landing.snapshots", "landing.receipts", "landing.rejected_rows"})


@dataclass(frozen=True)
class Step:
    """One model or singular test.

    Attributes:
        name: dbt's name of it.
        relation: What it makes; None for a test.
        materialized: `table` or `view`.
        sql: Its SELECT.
        reads: Models by their name, inputs by schema and name.
    """

    name: str
    relation: str | None
    materialized: str
    sql: str
    reads: frozenset[str]

    def run(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Build the model, or fail where the test finds rows.

        Raises:
            AssertionError: The test finds rows.
        """
        if self.relation is not None:
            # A table even of a view: a view would be computed anew by every query that reads it.
            connection.execute(f"create or replace table {self.relation} as {self.sql}")
            return
        rows = connection.execute(self.sql).fetchmany(3)
        assert not rows, f"{self.name}: {rows}"


class Project:
    """The parsed dbt project, and what dbt made of it once; shared by all samples of a process and its children.

    Args:
        folder: Folder to keep it in.
    """

    def __init__(self, folder: Path) -> None:
        settings = Settings(home=folder / "project", as_of=AS_OF)
        self.directory = settings.dbt_project
        self.target = folder / "target"
        self.seeded = folder / "seeded.duckdb"
        self._parsed = parsed_project(settings)
        self.before: list[Step] = []
        self.after: list[Step] = []

    def build(self, home: Home, group: Group) -> list[NodeOutcome]:
        """Build a group of models with dbt; a failed model or test fails."""
        outcomes = run_dbt(
            dbt_arguments(group, AS_OF),
            project=self.directory,
            target=self.target,
            home=home,
            manifest_msgpack=self._parsed.manifest_msgpack,
        )
        raise_failures(outcomes)
        return outcomes

    def keep(self, home: Home, before: list[NodeOutcome], after: list[NodeOutcome]) -> None:
        """Keep what dbt did, and the seeds of the warehouse it made."""
        manifest = self._parsed.manifest()
        self.before, self.after = (steps(outcomes, manifest, self.target) for outcomes in (before, after))
        with duckdb.connect(str(home.warehouse)) as connection:
            for step in reversed(self.before + self.after):
                if step.relation is not None:
                    connection.execute(f"drop {step.materialized} if exists {step.relation}")
        shutil.move(home.warehouse, self.seeded)


def steps(outcomes: Sequence[NodeOutcome], manifest: Mapping[str, Any], target: Path) -> list[Step]:
    """Return what dbt did, in its order; seeds and generic tests are left out.

    Args:
        outcomes: What dbt ran.
        manifest: The parsed project.
        target: Folder of dbt's artifacts, with the compiled SQL.
    """
    done = []
    for outcome in outcomes:
        node = manifest["nodes"][outcome.unique_id]
        is_singular = node["resource_type"] == "test" and node.get("test_metadata") is None
        if node["resource_type"] != "model" and not is_singular:
            continue
        sql = (target / "compiled" / node["package_name"] / node["original_file_path"]).read_text(encoding="utf-8")
        relation = None if is_singular else node["relation_name"]
        reads = frozenset(_short(one) for one in node["depends_on"]["nodes"])
        done.append(Step(node["name"], relation, node["config"]["materialized"], sql, reads))
    return done


def affected(done: Sequence[Step], changed: Collection[str]) -> Iterator[Step]:
    """Yield the steps that changed inputs concern, and every test.

    Args:
        done: Steps in the order in which dbt ran them.
        changed: Inputs that differ from those the tables were built of.
    """
    differing = {*changed, *ALWAYS_NEW}
    for step in done:
        if step.relation is None or step.reads & differing:
            differing.add(step.name)
            yield step


def _short(unique_id: str) -> str:
    kind, _, *rest = unique_id.split(".")
    return ".".join(rest) if kind == "source" else rest[0]
