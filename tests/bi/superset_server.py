"""A real Superset on a free port of the loopback interface, and its REST API as a program uses it."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import requests

from tests.bi.conftest import ENVIRONMENTS

REPOSITORY = Path(__file__).resolve().parents[2]
USER = "admin"
START_SECONDS, ANSWER_SECONDS = 300, 120


class Superset:
    """A server with an empty database of metadata and one administrator."""

    def __init__(self, home: Path, port: int) -> None:
        """Prepare and start it.

        Args:
            home: Empty folder for everything it keeps.
            port: Free port.
        """
        self.url = f"http://127.0.0.1:{port}"
        self.password = secrets.token_urlsafe(16)
        self._program = ENVIRONMENTS / "superset" / "bin" / "superset"
        self._log = (home / "superset.log").open("w", encoding="utf-8")
        self._environment = {
            **os.environ,
            "SUPERSET_HOME": str(home),
            "SUPERSET_SECRET_KEY": secrets.token_hex(32),
            "SUPERSET_CONFIG_PATH": str(REPOSITORY / "deploy" / "superset" / "superset_config.py"),
            "FLASK_APP": "superset.app:create_app()",
        }
        # Superset looks for modules of its own name there.
        self._environment.pop("PYTHONPATH", None)
        self._do("db", "upgrade")
        names = ["--firstname", "A", "--lastname", "B", "--email", "admin@example.invalid"]
        self._do("fab", "create-admin", "--username", USER, *names, "--password", self.password)
        self._do("init")
        command = [str(self._program), "run", "-h", "127.0.0.1", "-p", str(port), "--with-threads"]
        self._process = subprocess.Popen(
            command, env=self._environment, cwd=home, stdout=self._log, stderr=subprocess.STDOUT, start_new_session=True
        )
        self._session = requests.Session()
        try:
            self._await_health()
            self._log_in()
        except BaseException:
            self.stop()
            raise

    def get(self, path: str, **parameters: str) -> Any:
        """Return what the API answers."""
        return self._checked(self._session.get(f"{self.url}{path}", params=parameters, timeout=ANSWER_SECONDS))

    def post(self, path: str, content: Any) -> Any:
        """Send JSON and return what the API answers."""
        return self._checked(self._session.post(f"{self.url}{path}", json=content, timeout=ANSWER_SECONDS))

    def delete(self, path: str) -> None:
        """Remove what is at a path."""
        self._checked(self._session.delete(f"{self.url}{path}", timeout=ANSWER_SECONDS))

    def upload(self, path: str, field: str, file: Path, **form: str) -> Any:
        """Send a file and return what the API answers."""
        with file.open("rb") as opened:
            sent = {field: (file.name, opened, "application/zip")}
            answer = self._session.post(f"{self.url}{path}", files=sent, data=form, timeout=ANSWER_SECONDS)
        return self._checked(answer)

    def sent(self, path: str, content: Any) -> requests.Response:
        """Send JSON and return the answer as it is."""
        return self._session.post(f"{self.url}{path}", json=content, timeout=ANSWER_SECONDS)

    def stop(self) -> None:
        """End the server and what it started."""
        os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(30)
        self._log.close()

    def _do(self, *arguments: str) -> None:
        command = [str(self._program), *arguments]
        subprocess.run(
            command,
            env=self._environment,
            check=True,
            timeout=START_SECONDS,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )

    def _await_health(self) -> None:
        last = time.monotonic() + START_SECONDS
        while True:
            assert self._process.poll() is None, f"Superset ended; see {self._log.name}"
            try:
                if requests.get(f"{self.url}/health", timeout=5).text == "OK":
                    return
            except requests.RequestException:
                assert time.monotonic() < last, f"Superset does not answer; see {self._log.name}"
            time.sleep(0.5)

    def _log_in(self) -> None:
        content = {"username": USER, "password": self.password, "provider": "db", "refresh": False}
        token = self.post("/api/v1/security/login", content)["access_token"]
        self._session.headers["Authorization"] = f"Bearer {token}"
        self._session.headers["X-CSRFToken"] = self.get("/api/v1/security/csrf_token/")["result"]
        self._session.headers["Referer"] = self.url

    @staticmethod
    def _checked(answer: requests.Response) -> Any:
        assert answer.ok, f"{answer.request.url}: {answer.status_code} {answer.text[:2000]}"
        return answer.json()
