"""The dbt models without dbt: the SQL that dbt compiled, run in the order in which dbt ran it.

A run of dbt costs far more than its queries on small data, and a measurement needs hundreds of runs. That both ways
come to the same is a test of its own. The singular tests are run too: they say what no data may break.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.dbt_runner import NodeOutcome


@dataclass(frozen=True)
class Step:
    """One model or singular test.

    Attributes:
        name: dbt's name of it.
        relation: What it makes; None for a test.
        materialized: `table` or `view`.
        sql: Its SELECT.
    """

    name: str
    relation: str | None
    materialized: str
    sql: str

    def run(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Build the model, or fail where the test finds rows.

        Raises:
            AssertionError: The test finds rows.
        """
        if self.relation is not None:
            connection.execute(f"create or replace {self.materialized} {self.relation} as {self.sql}")
            return
        rows = connection.execute(self.sql).fetchmany(3)
        assert not rows, f"{self.name}: {rows}"


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
        done.append(Step(node["name"], relation, node["config"]["materialized"], sql))
    return done
