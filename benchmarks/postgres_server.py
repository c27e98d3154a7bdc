"""A PostgreSQL of its own for a measurement: it listens on a socket in its folder alone and is gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

USER, DATABASE = "mokuhyo", "mokuhyo"
# Who runs the server when we are root, which it refuses.
UNPRIVILEGED = "nobody"
SECONDS_TO_START = 60
# What is lost when the machine breaks down is made again, so nothing waits for the disk. Plans of hundreds of
# expressions over small tables take longer to compile than to run. Statistics of a table that was just built, which
# dbt does not ask for, are there for the plans of the next ones.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "4GB",
    "shared_buffers": "512MB",
    "work_mem": "128MB",
    "maintenance_work_mem": "256MB",
    "jit": "off",
    "autovacuum_naptime": "5s",
    "timezone": "UTC",
}


class PostgresMissingError(Exception):
    """No server program is installed."""


@dataclass(frozen=True)
class Server:
    """A server that runs.

    Attributes:
        programs: Folder of its programs.
        socket: Folder of its socket.
        process: Its first process.
    """

    programs: Path
    socket: Path
    process: int

    def run(self, *arguments: str, database: str = DATABASE) -> str:
        """Run psql and return what it prints.

        Args:
            arguments: Of psql.
            database: Where to run it.

        Raises:
            RuntimeError: A statement failed.
        """
        command = [str(self.programs / "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
        command += ["-h", str(self.socket), "-U", USER, "-d", database, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise RuntimeError(f"psql {' '.join(arguments)[:500]}: {done.stderr[-2000:]}")
        return done.stdout

    def processor_seconds(self) -> float:
        """Return the seconds of all of its processes that have ended, and of the first one."""
        # Names of programs may hold blanks; the times are counted behind the parenthesis that ends the name.
        fields = Path(f"/proc/{self.process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks = sum(int(field) for field in fields[11:15])
        return ticks / os.sysconf("SC_CLK_TCK")


def programs() -> Path:
    """Return the folder of Debian's newest server programs.

    Raises:
        PostgresMissingError: There are none.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise PostgresMissingError("PostgreSQL is not installed. Remedy: install Debian's package `postgresql`.")
    return found[-1].parent


@contextmanager
def server() -> Iterator[Server]:
    """Run a server with an empty database, and remove all of it afterwards.

    Text sorts by code point, as in DuckDB.

    Raises:
        PostgresMissingError: No server program is installed.
    """
    folder = programs()
    # The path of a socket must be short.
    place = Path(tempfile.mkdtemp(prefix="mokuhyo_pg_"))
    try:
        as_user = _unprivileged(place)
        log = place / "log"
        with log.open("w", encoding="utf-8") as out:
            subprocess.run(  # noqa: S603
                [folder / "initdb", "-D", place / "data", "-U", USER, "--auth=trust", "-E", "UTF8", "--locale=C"],
                stdout=out,
                stderr=out,
                cwd="/",
                check=True,
                **as_user,
            )
            settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
            process = subprocess.Popen(  # noqa: S603
                [folder / "postgres", "-D", place / "data", f"--unix_socket_directories={place}", *settings],
                stdout=out,
                stderr=out,
                cwd="/",
                **as_user,
            )
        running = Server(folder, place, process.pid)
        try:
            _wait(running, process, log)
            running.run("-c", f"create database {DATABASE}", database="postgres")
            yield running
        finally:
            # At once: nothing of it is kept.
            process.send_signal(signal.SIGQUIT)
            process.wait(timeout=60)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _unprivileged(place: Path) -> dict[str, Any]:
    """Let whoever runs the server own its folder, and return how to start a process as them."""
    if os.geteuid() != 0:
        return {}
    owner = pwd.getpwnam(UNPRIVILEGED)
    os.chown(place, owner.pw_uid, owner.pw_gid)
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def _wait(running: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    ready = [str(running.programs / "pg_isready"), "-q", "-h", str(running.socket)]
    while subprocess.run(ready, check=False).returncode:  # noqa: S603
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"PostgreSQL does not start: {log.read_text(encoding='utf-8')[-2000:]}")
        time.sleep(0.1)
