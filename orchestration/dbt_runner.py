"""dbt inside this process: one invocation, its outcomes streamed as they come.

Dagster's dbt resource starts dbt twice per call as a process of its own, and asks the package index for dbt's newest
version while doing so. Here nothing calls out, and a run does not pay for starting dbt and parsing again.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.home import Home

GLOBAL_FLAGS = ("--no-use-colors", "--log-level", "none", "--log-level-file", "info", "--no-print")


class DbtError(Exception):
    """dbt could not do what it was asked for; the message holds dbt's own words."""


@dataclass(frozen=True)
class NodeOutcome:
    """What became of one model, seed or test.

    Attributes:
        unique_id: dbt's name of it.
        resource_type: `model`, `seed`, `test`, …
        status: `success`, `pass`, `fail`, `warn`, `error`, `skipped`, …
        message: dbt's message, empty when there is none.
        seconds: How long it took.
        failures: Failing rows of a test, None for others.
    """

    unique_id: str
    resource_type: str
    status: str
    message: str
    seconds: float
    failures: int | None


def run_dbt(
    arguments: Sequence[str],
    *,
    project: Path,
    target: Path,
    home: Home,
    manifest_msgpack: Path | None = None,
    output: str | None = None,
) -> list[NodeOutcome]:
    """Run one dbt command to its end.

    Args:
        arguments: Command and its options.
        project: Folder of the dbt project.
        target: Folder for dbt's artifacts.
        home: Names the warehouse and the folder of logs.
        manifest_msgpack: Parsed project to use instead of parsing.
        output: Output of the profile (dbt's `--target`); the profile's own choice when None.

    Returns:
        One outcome per node that was run.

    Raises:
        DbtError: dbt did not come to run the nodes. A node that failed is an outcome, not an error.
    """
    outcomes = stream_dbt(
        arguments, project=project, target=target, home=home, manifest_msgpack=manifest_msgpack, output=output
    )
    return list(outcomes)


def stream_dbt(
    arguments: Sequence[str],
    *,
    project: Path,
    target: Path,
    home: Home,
    manifest_msgpack: Path | None = None,
    output: str | None = None,
) -> Iterator[NodeOutcome]:
    """Run one dbt command and yield outcomes while it runs; see `run_dbt`."""
    # dbt makes this folder only after it has tried to write into it.
    logs = home.dbt / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    os.environ["MOKUHYO_WAREHOUSE"] = str(home.warehouse)
    home.warehouse.parent.mkdir(parents=True, exist_ok=True)
    places = ["--project-dir", project, "--profiles-dir", project, "--target-path", target, "--log-path", logs]
    command = [*GLOBAL_FLAGS, *arguments, *map(str, places), *(["--target", output] if output else [])]
    outcomes: queue.Queue[NodeOutcome | None] = queue.Queue()
    failure: list[str] = []

    def invoke() -> None:
        try:
            failure.extend(_invoke(command, manifest_msgpack, outcomes))
        finally:
            outcomes.put(None)

    thread = threading.Thread(target=invoke, name="dbt")
    thread.start()
    try:
        while (outcome := outcomes.get()) is not None:
            yield outcome
    finally:
        thread.join()
    if failure:
        raise DbtError(failure[0])


def release_adapters() -> None:
    """Close what dbt's adapters hold open: this process opens the same database again with other options."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.adapters.factory import reset_adapters

    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    reset_adapters()  # type: ignore[no-untyped-call]


def _invoke(
    command: Sequence[str], manifest_msgpack: Path | None, outcomes: queue.Queue[NodeOutcome | None]
) -> list[str]:
    """Run dbt, put outcomes on the queue, and return why it did not come to run the nodes, if so."""
    from dbt.cli.main import dbtRunner

    def on_event(event: Any) -> None:
        if event.info.name == "NodeFinished":
            outcomes.put(_outcome(event.data))

    try:
        manifest = None if manifest_msgpack is None else _read_manifest(manifest_msgpack)
        result = dbtRunner(manifest=manifest, callbacks=[on_event]).invoke(list(command))
    except Exception as error:
        return [f"dbt {command[len(GLOBAL_FLAGS)]}: {error}"]
    finally:
        release_adapters()
    if result.exception is not None:
        return [f"dbt {command[len(GLOBAL_FLAGS)]}: {str(result.exception).strip()}"]
    return []


def _read_manifest(path: Path) -> Any:
    from dbt.contracts.graph.manifest import Manifest

    return Manifest.from_msgpack(path.read_bytes())


def _outcome(data: Any) -> NodeOutcome:
    result = data.run_result
    node = data.node_info
    is_test = node.resource_type == "test"
    return NodeOutcome(
        unique_id=node.unique_id,
        resource_type=node.resource_type,
        status=str(result.status),
        message=str(result.message),
        seconds=float(result.execution_time),
        failures=int(result.num_failures) if is_test else None,
    )
