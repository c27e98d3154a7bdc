"""A PostgreSQL with the functions that the models presume; `MOKUHYO_POSTGRES_DIALECT_TESTS=1` asks for it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.postgres_copies import FUNCTIONS
from benchmarks.postgres_server import DATABASE, USER, server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("MOKUHYO_POSTGRES_DIALECT_TESTS") == "1":
        return
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.skip(reason="starts a PostgreSQL: MOKUHYO_POSTGRES_DIALECT_TESTS=1"))


@pytest.fixture(scope="session")
def connection() -> Iterator[Any]:
    """An open connection of psycopg2."""
    psycopg2 = pytest.importorskip("psycopg2")
    with server() as running:
        running.run("-f", str(FUNCTIONS))
        opened = psycopg2.connect(host=str(running.socket), user=USER, dbname=DATABASE)
        opened.autocommit = True
        yield opened
        opened.close()
