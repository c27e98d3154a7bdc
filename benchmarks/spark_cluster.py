"""A standalone cluster of Apache Spark on loopback: one master and workers, each a process, from pip's pyspark."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

LOOPBACK = "127.0.0.1"
SECONDS_TO_START = 300
MASTER = "org.apache.spark.deploy.master.Master"
WORKER = "org.apache.spark.deploy.worker.Worker"


class ClusterError(Exception):
    """The cluster did not come up."""


@contextmanager
def standalone_cluster(folder: Path, *, workers: int = 2, memory: str = "1g") -> Iterator[str]:
    """Start a master and workers of one core each, and stop them whatever happens.

    Args:
        folder: Folder for their logs and work.
        workers: Number of workers.
        memory: Memory of each worker.

    Yields:
        The master's address.

    Raises:
        ClusterError: Not every worker registered in time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    port, ui = _free_port(), _free_port()
    master = f"spark://{LOOPBACK}:{port}"
    log = folder / "master.log"
    processes = [_start([MASTER, "--host", LOOPBACK, "--port", str(port), "--webui-port", str(ui)], log)]
    try:
        _wait_for(log, "I have been elected leader", 1, processes)
        for number in range(workers):
            arguments = [WORKER, "--host", LOOPBACK, "--port", "0", "--webui-port", "0", "--cores", "1"]
            place = ["--memory", memory, "--work-dir", str(folder / f"worker_{number}"), master]
            processes.append(_start([*arguments, *place], folder / f"worker_{number}.log"))
        _wait_for(log, "Registering worker", workers, processes)
        yield master
    finally:
        for process in reversed(processes):
            process.terminate()
        for process in reversed(processes):
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _start(arguments: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
    import pyspark

    home = Path(pyspark.__file__).parent
    environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": LOOPBACK, "SPARK_DAEMON_MEMORY": "256m"}
    with log.open("wb") as output:
        return subprocess.Popen(  # noqa: S603 (arguments are our own)
            [str(home / "bin" / "spark-class"), *arguments], stdout=output, stderr=subprocess.STDOUT, env=environment
        )


def _wait_for(log: Path, text: str, times: int, processes: Sequence[subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        if log.read_text(encoding="utf-8", errors="replace").count(text) >= times:
            return
        if any(process.poll() is not None for process in processes):
            raise ClusterError(f"a process of the cluster has ended. Remedy: see the logs in {log.parent}.")
        time.sleep(0.5)
    raise ClusterError(f"the cluster did not come up in {SECONDS_TO_START} s. Remedy: see the logs in {log.parent}.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port
