"""The pipeline seen from outside: its command line in a process of its own, and what it has published.

Belongs here: starting commands and reading publications. Does not belong here: counting (`recount.py`).
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from tests.end_to_end.recount import Figures

REPOSITORY = Path(__file__).resolve().parents[2]
AS_OF = date(2026, 10, 31)
Key = tuple[str, str]
# Actual with its low and high bound.
Bounds = tuple[Decimal, Decimal, Decimal]
# What is only counted: monitored figures, and tallies of the sections without targets.
MONITORED = """
    select indicator_id, actual, actual_low, actual_high from {0}.monitored_figures where value_type <> 'narrative'
    union all
    select indicator_id, actual, actual_low, actual_high
    from {0}.kpi_target_status inner join {0}.dim_indicator using (indicator_id)
    where kind = 'tally' and target_version = 'revised'
"""


@dataclass(frozen=True)
class Published:
    """A publication, read right after the command that made it or left it in force.

    Figures and gaps are read from its whole marts (`whole`), in which nothing is held back.
    """

    output: str
    directory: Path
    whole: Path
    manifest: dict[str, Any]
    status: dict[Key, dict[str, Any]]
    monitored: dict[str, Bounds]
    gaps: list[dict[str, Any]]
    resolved: list[dict[str, Any]]
    landed: dict[str, int]

    @property
    def figures(self) -> dict[Key, Figures]:
        """Figures by indicator and target version."""
        return {
            key: Figures(row["actual"], row["actual_low"], row["actual_high"], row["excluded"])
            for key, row in self.status.items()
        }

    @property
    def gap_keys(self) -> set[tuple[str, str, int | None]]:
        """Expectation, source and fiscal year of every open gap."""
        return {(gap["expectation_id"], gap["source"], gap["fiscal_year"]) for gap in self.gaps}

    @property
    def contents(self) -> dict[str, str]:
        """Content hash by table."""
        return {name: table["content"] for name, table in self.manifest["tables"].items()}

    def stored_contents(self) -> dict[str, str]:
        """Content hash by table, as the manifest on the disk says now."""
        manifest = json.loads((self.directory / "manifest.json").read_text(encoding="utf-8"))
        return {name: table["content"] for name, table in manifest["tables"].items()}


def mokuhyo(*arguments: object) -> str:
    """Run a command and return what it printed; an exit code other than 0 fails the test."""
    command = [sys.executable, "-c", "from orchestration.command_line import main; main()", *map(str, arguments)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"mokuhyo {' '.join(map(str, arguments))}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def write_sample(out: Path, *, seed: int | None = None, scale: float = 1.0, clean: bool = False) -> Path:
    """Write synthetic exports and return their folder."""
    options: list[object] = ["--scale", scale, "--as-of", AS_OF]
    options += [] if seed is None else ["--seed", seed]
    mokuhyo("sample", "--out", out, *options, *(["--clean"] if clean else []))
    return out


def run(inbox: Path, home: Path, *options: str, as_of: date = AS_OF) -> Published:
    """Run the pipeline and read what is published afterwards."""
    output = mokuhyo("run", "--inbox", inbox, "--home", home, "--as-of", as_of, *options)
    directory = (home / "published").resolve()
    whole = home / "internal" / f"{directory.name}.duckdb"
    status = read_table(whole, "select * from {}.kpi_target_status where target is not null")
    return Published(
        output=output,
        directory=directory,
        whole=whole,
        manifest=json.loads((directory / "manifest.json").read_text(encoding="utf-8")),
        monitored={
            row["indicator_id"]: (row["actual"], row["actual_low"], row["actual_high"])
            for row in read_table(whole, MONITORED)
        },
        status={(row["indicator_id"], row["target_version"]): row for row in status},
        gaps=read_table(whole, "select * from {}.data_gaps where status <> 'resolved'"),
        resolved=read_table(whole, "select * from {}.data_gaps where status = 'resolved'"),
        landed={str(path.relative_to(home)): path.stat().st_mtime_ns for path in home.glob("landing/*/fy=*/*.parquet")},
    )


def read_table(place: Path, query: str) -> list[dict[str, Any]]:
    """Query a publication's folder, or a database; `{}` stands for the schema of its marts."""
    database = place / "marts.duckdb" if place.is_dir() else place
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{database}' as publication (read_only)")
        cursor = connection.execute(query.format("publication.marts"))
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
