"""Real servers on this machine that succeed, fail, hang and come back; a clock that stands until it is moved."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

NOON = datetime(2026, 11, 24, 3, tzinfo=UTC)  # noon in Tokyo


class FrozenClock:
    """Tells a time that only moves when told to."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **parts: float) -> None:
        self.now += timedelta(**parts)


class Webhook:
    """An HTTP server that takes JSON messages, or behaves as `mode` says: ok, fail, hang."""

    def __init__(self) -> None:
        self.mode = "ok"
        self.taken: list[dict[str, Any]] = []
        self.seen = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                outer.seen += 1
                if outer.mode == "hang":
                    time.sleep(3)
                    return
                if outer.mode == "ok":
                    outer.taken.append(json.loads(content))
                self.send_response(200 if outer.mode == "ok" else 500)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.port = self._server.server_address[1]

    def url(self, path: str = "hook") -> str:
        return f"json://127.0.0.1:{self.port}/{path}?rto=0.5&cto=0.5"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class Mailbox:
    """An SMTP server that keeps what it is given, or refuses it."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.refuses = False
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=port)
        self._controller.start()
        self.url = f"mailto://127.0.0.1:{port}?from=alerts@example.com&to=desk@example.com&rto=2&cto=2"

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # noqa: N802
        if self.refuses:
            return "451 try again later"
        self.taken.append(envelope.content)
        return "250 OK"

    def stop(self) -> None:
        self._controller.stop()


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    server = Webhook()
    yield server
    server.stop()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    server = Mailbox()
    yield server
    server.stop()


@pytest.fixture
def outbox(tmp_path: Path) -> Path:
    return tmp_path / "alerts" / "outbox.sqlite"
