"""Clients of the published file: each lists the tables, reads the comments and every mart, and can write nothing."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from reporting.publication import Publication
from reporting.served.extensions import ExtensionMissingError
from reporting.served.server import MartsServer
from reporting.served.token import VARIABLE
from tests.bi.clients.questions import COMMENTS, SCHEMA, TABLES, WRITES
from tests.bi.conftest import ENVIRONMENTS
from tests.served.conftest import free_port

SCRIPTS = Path(__file__).parent / "clients"
SECONDS = 300


@pytest.mark.parametrize(
    "script",
    sorted(file.stem for file in SCRIPTS.glob("*.py") if file.stem not in {"questions", "served"}),
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


def test_a_client_of_the_served_marts_reads_everything_and_writes_nothing(
    publication: Publication, database: Path, measured: list[dict[str, Any]]
) -> None:
    python, token = ENVIRONMENTS / "clients" / "bin" / "python", secrets.token_urlsafe(16)
    try:
        server = MartsServer(publication.directory.parent.parent / "published")
    except ExtensionMissingError as error:
        pytest.skip(str(error))
    try:
        uri = server.start(free_port(), token)
        command = [str(python), str(SCRIPTS / "served.py"), uri]
        check(command, publication, database, measured, {**os.environ, VARIABLE: token})
    finally:
        server.stop()


def check(
    command: list[str],
    publication: Publication,
    database: Path,
    measured: list[dict[str, Any]],
    environment: Mapping[str, str] | None = None,
) -> None:
    """Run a client and compare what it answered with the manifest."""
    before = database.read_bytes()
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, env=environment)
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
