"""Clients of the published file: each lists the tables, reads the comments and every mart, and can write nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from reporting.publication import Publication
from tests.bi.clients.questions import COMMENTS, SCHEMA, TABLES, WRITES
from tests.bi.conftest import ENVIRONMENTS

SCRIPTS = Path(__file__).parent / "clients"
SECONDS = 300


@pytest.mark.parametrize(
    "script",
    sorted(file.stem for file in SCRIPTS.glob("*.py") if file.stem != "questions"),
)
def test_a_python_client_reads_everything_and_writes_nothing(
    publication: Publication, database: Path, measured: list[dict[str, Any]], script: str
) -> None:
    python = ENVIRONMENTS / "clients" / "bin" / "python"
    assert python.exists(), "the environment of the clients is not there. Remedy: make test-bi."
    check([str(python), str(SCRIPTS / f"{script}.py"), str(database)], publication, database, measured)


def test_node_reads_everything_and_writes_nothing(
    publication: Publication, database: Path, measured: list[dict[str, Any]]
) -> None:
    modules, node = ENVIRONMENTS / "node", shutil.which("node")
    if node is None or not (modules / "node_modules").exists():
        pytest.skip("Node or its DuckDB client is not installed")
    questions = {"tables": TABLES, "comments": COMMENTS, "writes": WRITES, "schema": SCHEMA}
    command = [node, str(SCRIPTS / "node_api.mjs"), str(database), json.dumps(questions), str(modules)]
    check(command, publication, database, measured)


def check(command: list[str], publication: Publication, database: Path, measured: list[dict[str, Any]]) -> None:
    """Run a client and compare what it answered with the manifest."""
    before = database.read_bytes()
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    seconds = time.perf_counter() - started
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout.splitlines()[-1])
    assert answer["tables"] == {name: table.rows for name, table in publication.tables.items()}
    assert answer["comments"] > len(answer["tables"])
    assert answer["written"] == []
    assert database.read_bytes() == before
    measured.append(
        {
            "client": answer["client"],
            "version": answer["version"],
            "tables": len(answer["tables"]),
            "queries": len(answer["tables"]) + 2,
            "rows": sum(answer["tables"].values()),
            "writes_refused": len(WRITES),
            "seconds": round(seconds, 2),
        }
    )
