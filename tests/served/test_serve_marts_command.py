"""`mokuhyo serve-marts` as a process: it serves, tells no token, and ends when told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from reporting.served.token import VARIABLE
from tests.reporting.conftest import publish_marts
from tests.served.conftest import TOKEN, Client, free_port
from tests.served.test_server import await_that

COMMAND = [sys.executable, "-c", "from orchestration.command_line import main; main()", "serve-marts"]


@pytest.mark.parametrize("token", [TOKEN, None])
def test_it_serves_until_it_is_told_to_stop(protocol: None, tmp_path: Path, token: str | None) -> None:
    publish_marts(tmp_path)
    port = free_port()
    environment = {**os.environ, VARIABLE: token or ""}
    command = [*COMMAND, "--home", str(tmp_path), "--port", str(port)]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            assert process.stdout is not None
            announced = process.stdout.readline()
            assert f"quack:127.0.0.1:{port}" in announced
            given = token or (tmp_path / "served_token").read_text(encoding="utf-8").strip()
            client = Client(f"quack:127.0.0.1:{port}", given)
            assert len(client.run("from remote.marts.kpi_target_status")) == 2
            client.close()
            assert given not in " ".join([announced, *Path(f"/proc/{process.pid}/cmdline").read_text().split("\0")])
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0
            assert given not in process.stdout.read()
        finally:
            process.kill()
    await_that(lambda: not answers(port))


def test_without_publication_it_says_what_to_do(protocol: None, tmp_path: Path) -> None:
    done = subprocess.run([*COMMAND, "--home", str(tmp_path)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert "Remedy: `mokuhyo run` first." in done.stderr
    assert list(tmp_path.iterdir()) == []


def answers(port: int) -> bool:
    """Whether a server answers there."""
    try:
        Client(f"quack:127.0.0.1:{port}").close()
    except duckdb.Error:
        return False
    return True
