"""The server as it is deployed: code server, web server and daemon on PostgreSQL behind nginx, and a run of it.

Minutes, so only where MOKUHYO_DEPLOYMENT_TESTS is set (`make test-deployment`). Every process runs under the guard of
`guarded/`, with a secret in every variable that holds one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from orchestration.home import Home
from orchestration.telemetry import SWITCHES
from tests.deployment.conftest import REPOSITORY, server_home
from tests.deployment.ports import free_port, wait_for_port
from tests.deployment.postgres import PostgreSQL
from tests.deployment.proxy import Proxy, program
from tests.deployment.secrets import SECRETS, told
from tests.end_to_end.pipeline import AS_OF, write_sample

pytestmark = [
    pytest.mark.skipif(not os.environ.get("MOKUHYO_DEPLOYMENT_TESTS"), reason="minutes: run make test-deployment"),
    pytest.mark.skipif(program() is None, reason="nginx is not installed (Debian: nginx-light)"),
]
LAUNCH = """
mutation Launch($params: ExecutionParams!) {
  launchRun(executionParams: $params) { __typename ... on LaunchRunSuccess { run { runId } }
    ... on PythonError { message } ... on RunConfigValidationInvalid { errors { message } } } }
"""
REPOSITORIES = "{ repositoriesOrError { ... on RepositoryConnection { nodes { name location { name } } } } }"
STATUS = "query Status($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }"


@dataclass
class Server:
    """What was started.

    Attributes:
        home: Home directory.
        proxy: nginx.
        postgres: Database.
        logs: Folder of what the processes printed.
        calls: File of attempts to leave this machine.
        environment: Variables of the processes.
    """

    home: Home
    proxy: Proxy
    postgres: PostgreSQL
    logs: Path
    calls: Path
    environment: dict[str, str]

    def query(self, text: str, **variables: object) -> dict[str, Any]:
        """Ask the API through the proxy."""
        for _ in range(10):
            answer = self.proxy.ask("/graphql", "POST", json={"query": text, "variables": variables})
            if answer.status_code != 500 or "OperationalError" not in answer.text:
                break
        assert answer.status_code == 200, answer.text
        content: dict[str, Any] = answer.json()["data"]
        return content

    def run(self) -> str:
        """Have the job run and return how it ended."""
        locations = self.query(
            "{ repositoriesOrError { ... on RepositoryConnection { nodes { name location { name } } } } }"
        )
        (repository,) = locations["repositoriesOrError"]["nodes"]
        selector = {
            "repositoryLocationName": repository["location"]["name"],
            "repositoryName": repository["name"],
            "pipelineName": "refresh",
        }
        # A connection that broke is noticed by the first request that uses it, and replaced.
        for _ in range(10):
            launched = self.query(LAUNCH, params={"selector": selector, "runConfigData": {}})["launchRun"]
            if launched["__typename"] != "PythonError" or "OperationalError" not in launched["message"]:
                break
        assert launched["__typename"] == "LaunchRunSuccess", launched
        for _ in range(900):
            status = self.query(STATUS, id=launched["run"]["runId"])["runOrError"]["status"]
            if status in ("SUCCESS", "FAILURE", "CANCELED"):
                return str(status)
            time.sleep(1)
        raise AssertionError("the run does not end")


@pytest.fixture(scope="module")
def server(postgres: PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    inbox = write_sample(folder / "inbox", seed=1, scale=0.05)
    home, logs = server_home(folder / "home"), folder / "logs"
    logs.mkdir()
    web = free_port()
    environment = {
        **os.environ,
        **postgres.environment,
        **SWITCHES,
        # The server takes its password from the file; this one is there to be told.
        **{name: secret for name, secret in SECRETS.items() if name != "PGPASSWORD"},
        "DAGSTER_HOME": str(home.dagster),
        "MOKUHYO_HOME": str(home.root),
        "MOKUHYO_INBOX": str(inbox),
        "MOKUHYO_AS_OF": AS_OF.isoformat(),
        "MOKUHYO_TEST_CALLS": str(folder / "calls"),
        "PYTHONPATH": f"{Path(__file__).parent / 'guarded'}:{REPOSITORY}",
    }
    bin_folder = Path(sys.executable).parent
    socket = str(folder / "code.sock")
    commands = {
        "code": ["dagster", "api", "grpc", "--socket", socket, "--module-name", "orchestration.definitions"],
        "web": ["dagster-webserver", "--host", "127.0.0.1", "--port", str(web), "--grpc-socket", socket],
        "daemon": ["dagster-daemon", "run", "--grpc-socket", socket],
    }
    processes: list[subprocess.Popen[bytes]] = []
    proxy = Proxy(tmp_path_factory.mktemp("proxy"), web, home.root, "basic")
    try:
        for name, (command, *arguments) in commands.items():
            log = (logs / name).open("wb")
            started = [str(bin_folder / command), *arguments]
            processes.append(
                subprocess.Popen(started, cwd=REPOSITORY, env=environment, stdout=log, stderr=subprocess.STDOUT)
            )
            if name == "code":
                _wait_for_file(Path(socket))
        wait_for_port(web, attempts=1800)
        proxy.start()
        yield Server(home, proxy, postgres, logs, folder / "calls", environment)
    finally:
        proxy.stop()
        for process in reversed(processes):
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for_file(path: Path) -> None:
    for _ in range(1200):
        if path.exists():
            return
        time.sleep(0.1)
    raise AssertionError(f"{path} does not come")


def test_nobody_unknown_reaches_the_ui(server: Server) -> None:
    assert server.proxy.ask("/server_info", known=False).status_code == 401
    assert "dagster_webserver_version" in server.proxy.ask("/server_info").json()


def test_a_run_from_the_ui_publishes_and_is_recorded_in_postgresql(server: Server) -> None:
    assert server.run() == "SUCCESS"
    assert server.proxy.ask("/documents/published/manifest.json").status_code == 200
    ((events,),) = server.postgres.run_sql("select count(*) from event_logs")
    assert isinstance(events, int)
    assert events > 500
    assert not list(server.home.dagster.rglob("*.db"))


def test_the_server_goes_on_after_postgresql_was_restarted(server: Server) -> None:
    server.postgres.stop()
    server.postgres.start()
    assert server.run() == "SUCCESS"


def test_the_command_line_records_its_runs_there_too(server: Server) -> None:
    command = [sys.executable, "-c", "from orchestration.command_line import main; main()", "run"]
    with (server.logs / "command_line").open("wb") as log:
        done = subprocess.run(command, cwd=REPOSITORY, env=server.environment, stdout=log, stderr=log, check=False)
    assert done.returncode == 0, (server.logs / "command_line").read_text(encoding="utf-8")
    started_by = "select count(*) from run_tags where key = 'mokuhyo/started_by' and value = 'command line'"
    assert server.postgres.run_sql(started_by) == [(1,)]
    assert not list(server.home.dagster.rglob("*.db"))


def test_nothing_called_out(server: Server) -> None:
    assert not server.calls.exists(), server.calls.read_text(encoding="utf-8")


def test_no_secret_was_told(server: Server) -> None:
    secrets = [*SECRETS.values(), server.postgres.password]
    assert told([server.home.root, server.logs], [server.postgres.dump()], secrets) == []
