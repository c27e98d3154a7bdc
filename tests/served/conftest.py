"""Fixtures: a server of made-up marts on a free port of the loopback interface, and clients of it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from reporting.served.extensions import NO_NETWORK, ExtensionMissingError, extension_file, load_extensions
from reporting.served.server import MartsServer
from tests.reporting.conftest import publish_marts

TOKEN = "a-token-for-tests-only"


@dataclass
class Served:
    """A running server and where its publications come from."""

    server: MartsServer
    home: Path
    uri: str


class Client:
    """A DuckDB of its own, attached to the server as `remote`."""

    def __init__(self, uri: str, token: str = TOKEN) -> None:
        self._connection = duckdb.connect(":memory:", config={**NO_NETWORK})
        load_extensions(self._connection)
        self._connection.execute(f"attach '{uri}' as remote (token '{token}')")

    def run(self, statement: str) -> list[tuple[Any, ...]]:
        """Run a statement here, over what is attached."""
        return self._connection.execute(statement).fetchall()

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Have the server run a statement."""
        quoted = statement.replace("'", "''")
        return self.run(f"from remote.query('{quoted}')")

    def close(self) -> None:
        """Detach and close."""
        self._connection.close()


@pytest.fixture(scope="session")
def protocol() -> None:
    """Skip where the protocol is not installed."""
    try:
        extension_file("quack")
    except ExtensionMissingError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def served(protocol: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("home")
    server = MartsServer(publish_marts(home))
    try:
        yield Served(server, home, server.start(free_port(), TOKEN))
    finally:
        server.stop()


@pytest.fixture
def client(served: Served) -> Iterator[Client]:
    opened = Client(served.uri)
    yield opened
    opened.close()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
