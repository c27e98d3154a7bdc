"""Fixtures: servers of a lake, and a home directory after a run of a small sample."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.home import Home
from orchestration.lake import EXTENSIONS
from reporting.served.extensions import ExtensionMissingError, extension_file
from tests.deployment.postgres import programs
from tests.ducklake.lake import Lake, LakeServers, lake_servers
from tests.end_to_end.pipeline import run, write_sample


@pytest.fixture(scope="session")
def servers() -> Iterator[LakeServers]:
    if os.environ.get("MOKUHYO_DUCKLAKE_TESTS") != "1":
        pytest.skip("builds the whole project into a lake: `make test-ducklake`")
    try:
        for name in EXTENSIONS:
            extension_file(name)
    except ExtensionMissingError as error:
        pytest.skip(str(error))
    if programs() is None:
        pytest.skip("PostgreSQL's server programs are not installed (Debian: postgresql-15)")
    with lake_servers() as running:
        yield running


@pytest.fixture
def lake(servers: LakeServers, request: pytest.FixtureRequest) -> Lake:
    """An empty lake."""
    return servers.new(
        "".join(letter for letter in request.node.name if letter.isalnum() or letter == "_")[:60].lower()
    )


@pytest.fixture(scope="session")
def warehouse(servers: LakeServers, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse after a run, which built everything in one file."""
    folder = tmp_path_factory.mktemp("sample")
    run(write_sample(folder / "inbox", scale=0.05), folder / "home")
    return Home(folder / "home").warehouse
