"""A PostgreSQL of its own on a random port of the loopback interface, as an unprivileged user."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from tests.deployment.ports import free_port

USER, DATABASE = "mokuhyo", "dagster"
# Who runs the server when we are root, which it refuses.
UNPRIVILEGED = "nobody"


def programs() -> Path | None:
    """Return the folder of Debian's newest server programs, None when none is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


class PostgreSQL:
    """A server that demands a password.

    Attributes:
        password: Of the only user.
        port: Where it listens.
        passfile: Holds the password as libpq reads it.
    """

    def __init__(self, bin_folder: Path) -> None:
        """Make its data directory and start it.

        Args:
            bin_folder: Folder of its programs.
        """
        self._bin = bin_folder
        # pytest's folders are closed to other users.
        self._folder = Path(tempfile.mkdtemp(prefix="mokuhyo_postgres_"))
        self.password = "pl4nted-" + secrets.token_hex(12)
        self.port = free_port()
        self._data = self._folder / "data"
        given = self._folder / "password"
        given.write_text(self.password, encoding="utf-8")
        if os.geteuid() == 0:
            owner = pwd.getpwnam(UNPRIVILEGED)
            for path in (self._folder, given):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        self._do("initdb", "-D", self._data, "-U", USER, "--auth=scram-sha-256", f"--pwfile={given}", "-E", "UTF8")
        given.unlink()
        self.start()
        self.passfile = Path(tempfile.mkstemp(prefix="mokuhyo_passfile_")[1])
        self.passfile.write_text(f"127.0.0.1:*:*:{USER}:{self.password}\n", encoding="utf-8")
        self.run_sql(f"create database {DATABASE}", database="postgres")

    @property
    def url(self) -> str:
        """The database, without a password."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{DATABASE}"

    @property
    def environment(self) -> dict[str, str]:
        """Variables that a process needs to reach it."""
        return {"MOKUHYO_DAGSTER_DATABASE": self.url, "PGPASSFILE": str(self.passfile)}

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        log = self._folder / "log"
        self._do("pg_ctl", "-D", self._data, "-l", log, "-o", options, "-w", "start")

    def stop(self) -> None:
        """Stop it at once, as when the machine is restarted."""
        self._do("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def remove(self) -> None:
        """Stop it and remove all of it."""
        try:
            self.stop()
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)
            self.passfile.unlink(missing_ok=True)

    def run_sql(self, statement: str, database: str = DATABASE) -> list[tuple[object, ...]]:
        """Run a statement and return its rows."""
        import psycopg2  # type: ignore[import-untyped]

        connection = psycopg2.connect(
            host="127.0.0.1", port=self.port, user=USER, password=self.password, dbname=database
        )
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return [tuple(row) for row in cursor.fetchall()] if cursor.description else []
        finally:
            connection.close()

    def dump(self) -> str:
        """Return everything in it as text."""
        environment = {**os.environ, "PGPASSWORD": self.password}
        command = [self._bin / "pg_dump", "-h", "127.0.0.1", "-p", str(self.port), "-U", USER, DATABASE]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    def _do(self, program: str, *arguments: object) -> None:
        command = [str(self._bin / program), *map(str, arguments)]
        as_user: dict[str, Any] = {}
        if os.geteuid() == 0:
            owner = pwd.getpwnam(UNPRIVILEGED)
            as_user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        # The server inherits what it is given, so a pipe would never end.
        with (self._folder / f"{program}.out").open("w", encoding="utf-8") as out:
            done = subprocess.run(command, cwd="/", stdout=out, stderr=out, timeout=120, check=False, **as_user)
        assert done.returncode == 0, (self._folder / f"{program}.out").read_text(encoding="utf-8")
