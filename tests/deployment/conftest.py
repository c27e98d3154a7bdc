"""Fixtures: PostgreSQL, and home directories with the configuration of a server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.home import Home
from tests.deployment.postgres import PostgreSQL, programs

REPOSITORY = Path(__file__).resolve().parents[2]
DEPLOY = REPOSITORY / "deploy"


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgreSQL]:
    pytest.importorskip("dagster_postgres", reason="the extra `postgres` is not installed")
    folder = programs()
    if folder is None:
        pytest.skip("PostgreSQL's server programs are not installed (Debian: postgresql-15)")
    server = PostgreSQL(folder)
    try:
        yield server
    finally:
        server.remove()


def server_home(folder: Path) -> Home:
    """Make a home directory configured as docs/deployment.md says."""
    home = Home(folder)
    home.dagster.mkdir(parents=True)
    shutil.copyfile(DEPLOY / "dagster.yaml", home.dagster / "dagster.yaml")
    return home
