"""First on the path of a process: writes down each attempt to leave this machine, and refuses it."""

from __future__ import annotations

import os
import sys
from typing import Any

LOCAL = ("127.", "::1", "localhost", "0.0.0.0")  # noqa: S104 (names of this machine)


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        # Sockets of the file system have no host.
        target = str(address[0]) if isinstance(address, tuple) else None
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        target = None if arguments[0] is None else str(arguments[0])
    else:
        return
    if target is not None and target != "" and not target.startswith(LOCAL):
        with open(os.environ["MOKUHYO_TEST_CALLS"], "a", encoding="utf-8") as file:  # noqa: PTH123 (before all imports)
            file.write(f"{event} {target}\n")
        raise PermissionError(f"{event} {target}")


sys.addaudithook(_watch)
