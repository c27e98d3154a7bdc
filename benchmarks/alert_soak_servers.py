"""Servers of the alert soak: a mail server and a webhook that go down, hang, fail and come back, on 127.0.0.1 only."""

from __future__ import annotations

import asyncio
import contextlib
import email
import email.policy
import json
import random
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from aiosmtpd.controller import Controller

MODES = ("ok", "ok", "fail", "hang", "down")
STAYS = 0.6
KILL_ON_RECEIPT = 0.1
HANG_SECONDS = 2


@dataclass(frozen=True, eq=False)
class Received:
    """A message that a server took.

    Attributes:
        reference: The name it bears.
        text: Its text.
    """

    reference: str
    text: str


class Receiver:
    """What both servers share: mode, what was taken, what happens on taking."""

    name: ClassVar[str]

    def __init__(self, seed: int) -> None:
        self.mode = "ok"
        self.messages: list[Received] = []
        self.outages: Counter[str] = Counter()
        self.on_taken: Callable[[], None] = lambda: None
        self._chance = random.Random(seed)  # noqa: S311
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.start()

    def change_mode(self) -> None:
        """Now and then be another way."""
        if self._chance.random() < STAYS:
            return
        self._set(self._chance.choice(MODES))

    def recover(self) -> None:
        """Be well again."""
        self._set("ok")

    def take(self, text: str) -> None:
        """Keep a message; sometimes the sender dies before it hears that."""
        found = re.search(r"Reference: (\w+)", text)
        reference = found.group(1) if found else "none"
        is_first = all(message.reference != reference for message in self.messages)
        self.messages.append(Received(reference, text))
        time.sleep(0.02)
        if is_first and self._chance.random() < KILL_ON_RECEIPT:
            self.on_taken()

    def start(self) -> None:
        """Listen."""
        raise NotImplementedError

    def stop(self) -> None:
        """Listen no longer."""
        raise NotImplementedError

    def _set(self, mode: str) -> None:
        if mode == self.mode:
            return
        if self.mode == "down":
            self.start()
        if mode == "down":
            self.stop()
        if mode != "ok":
            self.outages[mode] += 1
        self.mode = mode


class SoakWebhook(Receiver):
    """An HTTP server."""

    name = "web"

    @property
    def url(self) -> str:
        """Its Apprise URL."""
        return f"json://127.0.0.1:{self.port}/soak?rto=1&cto=1"

    def start(self) -> None:
        """Listen."""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                mode = outer.mode
                if mode == "hang":
                    time.sleep(HANG_SECONDS)
                    return
                if mode == "ok":
                    outer.take(json.loads(content)["message"])
                self.send_response(200 if mode == "ok" else 500)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

            def handle(self) -> None:
                with contextlib.suppress(OSError):  # the sender was killed
                    super().handle()

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Listen no longer."""
        self._server.shutdown()
        self._server.server_close()


class SoakMailServer(Receiver):
    """A mail server."""

    name = "mail"

    @property
    def url(self) -> str:
        """Its Apprise URL."""
        return f"mailto://127.0.0.1:{self.port}?from=alerts@example.com&to=desk@example.com&rto=1&cto=1"

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # noqa: N802
        """Take a mail, or not."""
        if self.mode == "hang":
            await asyncio.sleep(HANG_SECONDS)
            return "451 too late"
        if self.mode != "ok":
            return "451 try again later"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        body = message.get_body(("plain",))
        self.take(str(body.get_content()) if body else "")
        return "250 OK"

    def start(self) -> None:
        """Listen."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Listen no longer."""
        self._controller.stop(no_assert=True)
