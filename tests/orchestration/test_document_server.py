"""The document server: what is published and the Data Docs, to this machine, and nothing else."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reporting.conftest import publish_marts

# Starts the server as `mokuhyo serve` does, and lives until it is killed.
PARENT = """
import sys, time
from pathlib import Path
from orchestration.documents import start_document_server
from orchestration.home import Home
start_document_server(Home(Path(sys.argv[1])), int(sys.argv[2]))
time.sleep(120)
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def answer(address: str, host: str | None = None) -> tuple[int, bytes]:
    request = urllib.request.Request(address, headers={"Host": host} if host else {})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, b""


def wait_for(address: str, *, up: bool) -> bool:
    for _ in range(300):
        try:
            answer(address)
        except (urllib.error.URLError, ConnectionError):
            if not up:
                return True
        else:
            if up:
                return True
        time.sleep(0.1)
    return False


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    publish_marts(folder)
    (folder / "data_docs").mkdir()
    (folder / "data_docs" / "index.html").write_text("検査の記録", encoding="utf-8")
    (folder / "warehouse").mkdir()
    (folder / "warehouse" / "warehouse.duckdb").write_bytes(b"internal")
    return folder


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    port = free_port()
    with subprocess.Popen([sys.executable, "-c", PARENT, str(home), str(port)]) as parent:
        address = f"http://127.0.0.1:{port}"
        assert wait_for(address, up=True)
        yield address, parent
        parent.kill()


def test_it_shows_what_is_in_force(home: Path, served: tuple[str, subprocess.Popen[bytes]]) -> None:
    address, _ = served
    for _ in range(2):
        publish_marts(home)
        in_force = (home / "published" / "manifest.json").read_bytes()
        assert answer(f"{address}/published/manifest.json") == (200, in_force)
    assert answer(f"{address}/data_docs/index.html") == (200, "検査の記録".encode())


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/warehouse/warehouse.duckdb",
        "/published/../warehouse/warehouse.duckdb",
        "/published/%2e%2e/warehouse/warehouse.duckdb",
        "/data_docs/..%2fwarehouse%2fwarehouse.duckdb",
        "/published/",
    ],
)
def test_it_shows_nothing_else(path: str, served: tuple[str, subprocess.Popen[bytes]]) -> None:
    assert answer(f"{served[0]}{path}")[0] == 404


def test_it_answers_to_this_machine_s_name_alone(served: tuple[str, subprocess.Popen[bytes]]) -> None:
    assert answer(f"{served[0]}/published/manifest.json", host="rebound.example")[0] == 400


def test_it_ends_with_the_process_that_started_it(served: tuple[str, subprocess.Popen[bytes]]) -> None:
    address, parent = served
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert wait_for(address, up=False)
