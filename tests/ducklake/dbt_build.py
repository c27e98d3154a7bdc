"""dbt as people start it: a process of its own, on a warehouse of its own, with or without the lake."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tests.ducklake.lake import Lake

REPOSITORY = Path(__file__).resolve().parents[2]
PROJECT = REPOSITORY / "dbt_project"
# What dbt builds; the other schemas of a warehouse hold what the pipeline registers.
BUILT = ("staging", "intermediate", "marts", "disclosed", "reference")
EVERYTHING = ("--exclude", "resource_type:unit_test", "resource_type:exposure")
TABLES_ONLY = ("--resource-type", "model", "--resource-type", "seed")


@dataclass(frozen=True)
class Built:
    """How a build went.

    Attributes:
        seconds: From start to end.
        cpu_seconds: Of dbt's process alone, not of the servers.
        passed: Nodes that went well.
        failed: Nodes with errors.
        output: What dbt said.
    """

    seconds: float
    cpu_seconds: float
    passed: int
    failed: int
    output: str


class Build:
    """A build that has begun."""

    def __init__(self, warehouse: Path, lake: Lake | None, arguments: Sequence[str] = EVERYTHING) -> None:
        """Start dbt.

        Args:
            warehouse: Database that holds what the pipeline registered; what dbt keeps lies beside it.
            lake: Where the tables go; into the warehouse when None.
            arguments: Of `dbt build`.
        """
        places = [f"--{what}={warehouse.parent / what}" for what in ("target-path", "log-path")]
        places += ["--project-dir=.", "--profiles-dir=."]
        target = "duckdb" if lake is None else "ducklake"
        environment = {**os.environ, "MOKUHYO_WAREHOUSE": str(warehouse), "DO_NOT_TRACK": "1"}
        environment["PYTHONPATH"] = os.pathsep.join([str(REPOSITORY), environment.get("PYTHONPATH", "")])
        if lake is not None:
            environment |= lake.environment
            environment |= {"MOKUHYO_LAKE_CATALOGUE": lake.catalogue, "MOKUHYO_LAKE_DATA": lake.data}
        self._output = warehouse.parent / "output.txt"
        self._began = time.perf_counter()
        with self._output.open("w", encoding="utf-8") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "dbt.cli.main", "build", *arguments, "--target", target, *places],
                cwd=PROJECT,
                env=environment,
                stdout=out,
                stderr=out,
            )

    def finish(self) -> Built:
        """Wait for its end, whatever came of it."""
        _, status, usage = os.wait4(self._process.pid, 0)
        seconds = time.perf_counter() - self._began
        self._process.returncode = os.waitstatus_to_exitcode(status)
        output = self._output.read_text(encoding="utf-8")
        counts = re.search(r"PASS=(\d+) WARN=(\d+) ERROR=(\d+)", output)
        passed, failed = (int(counts[1]) + int(counts[2]), int(counts[3])) if counts else (0, -1)
        return Built(seconds, usage.ru_utime + usage.ru_stime, passed, failed, output)


def registered_only(warehouse: Path, folder: Path) -> Path:
    """Copy a warehouse without what dbt built in it.

    Args:
        warehouse: A warehouse after a run.
        folder: Where to copy it; must not exist.
    """
    folder.mkdir(parents=True)
    copy = folder / warehouse.name
    shutil.copyfile(warehouse, copy)
    with duckdb.connect(str(copy)) as connection:
        connection.execute("set enable_progress_bar = false")
        for schema in BUILT:
            connection.execute(f"drop schema if exists {schema} cascade")
    return copy
