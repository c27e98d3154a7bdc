"""nginx with the shipped files on a port of the loopback interface, before any server."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import requests

from tests.deployment.conftest import DEPLOY
from tests.deployment.ports import free_port, wait_for_port

NAME = "mokuhyo.example.org"
USER, PASSWORD = "planning", "pl4nted-Proxy-Password"


def program() -> str | None:
    """Return nginx, None when it is not installed."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


class Proxy:
    """A proxy with TLS.

    Attributes:
        port: Its port.
        url: Its address.
        certificate: What clients trust.
    """

    def __init__(self, folder: Path, upstream: int, home: Path, auth: str, authority: int = 9) -> None:
        """Write the configuration; nothing is started.

        Args:
            folder: Empty folder, which the workers of nginx can read.
            upstream: Port of the UI.
            home: Home directory with what is published.
            auth: `basic` or `oidc`.
            authority: Port of oauth2-proxy.
        """
        self.port, plain = free_port(), free_port()
        self.url = f"https://{NAME}:{self.port}"
        self._folder = folder
        self.certificate = folder / "fullchain.pem"
        subject = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME},IP:127.0.0.1"]
        key = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", str(folder / "privkey.pem")]
        command = ["openssl", "req", "-x509", *key, *subject, "-out", str(self.certificate)]
        subprocess.run(command, capture_output=True, check=True)
        digest = subprocess.run(["openssl", "passwd", "-apr1", PASSWORD], capture_output=True, text=True, check=True)
        (folder / "users").write_text(f"{USER}:{digest.stdout}", encoding="utf-8")
        shipped = {path.name: path.read_text(encoding="utf-8") for path in (DEPLOY / "nginx").glob("*.conf")}
        shipped["mokuhyo-auth.conf"] = shipped[f"mokuhyo-auth-{auth}.conf"]
        replaced = {
            "/etc/nginx/mokuhyo": str(folder),
            "/etc/ssl/mokuhyo": str(folder),
            "/var/lib/mokuhyo": str(home),
            "127.0.0.1:3000": f"127.0.0.1:{upstream}",
            "127.0.0.1:4180": f"127.0.0.1:{authority}",
            "listen 443": f"listen 127.0.0.1:{self.port}",
            "listen 80": f"listen 127.0.0.1:{plain}",
            f"https://{NAME}": f"https://{NAME}:{self.port}",
        }
        # A replacement that finds nothing would leave the test on the machine's own nginx.
        assert all(old in "".join(shipped.values()) for old in replaced if "4180" not in old or auth == "oidc")
        for name, text in shipped.items():
            for old, new in replaced.items():
                text = text.replace(old, new)
            (folder / name).write_text(text, encoding="utf-8")
        places = "".join(
            f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        # The folders of the tests are closed to the user that nginx would take.
        user = "user root;\n" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(
            f"{user}daemon on;\npid {folder}/pid;\nerror_log {folder}/error.log info;\nworker_processes 1;\n"
            f"events {{}}\nhttp {{\naccess_log {folder}/access.log;\n{places}"
            f"types {{ text/html html; application/json json; }}\ninclude {folder}/mokuhyo.conf;\n}}\n",
            encoding="utf-8",
        )

    def check(self) -> subprocess.CompletedProcess[str]:
        """Have nginx check its configuration."""
        return self._nginx("-t")

    def start(self) -> None:
        """Start it and wait until it answers."""
        done = self._nginx()
        assert done.returncode == 0, done.stderr
        wait_for_port(self.port)

    def stop(self) -> None:
        """Stop it."""
        self._nginx("-s", "stop")

    def ask(self, path: str, method: str = "GET", *, known: bool = True, **options: object) -> requests.Response:
        """Ask for a path as a browser does, with or without a password."""
        headers = {"Host": f"{NAME}:{self.port}", **options.pop("headers", {})}  # type: ignore[dict-item]
        return requests.request(
            method,
            f"https://127.0.0.1:{self.port}{path}",
            headers=headers,
            auth=(USER, PASSWORD) if known else None,
            verify=str(self.certificate),
            timeout=30,
            allow_redirects=False,
            **options,  # type: ignore[arg-type]
        )

    def _nginx(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [program() or "nginx", "-p", str(self._folder), "-c", str(self._folder / "nginx.conf"), *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
