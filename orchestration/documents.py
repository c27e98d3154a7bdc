"""Documents in the Dagster UI: links to what is published, and the small server on this machine that they lead to.

A page of the UI may not open files, so links are HTTP. `mokuhyo serve` starts the server beside the UI; where another
web server shows the folders, `MOKUHYO_DOCUMENTS_URL` names it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING
from urllib.parse import quote

from orchestration.home import Home

if TYPE_CHECKING:
    from starlette.applications import Starlette

HOST = "127.0.0.1"
PUBLISHED, DATA_DOCS = "published", "data_docs"


def published_link(base: str, file: str) -> str:
    """Return the address of a published file.

    Args:
        base: Address of the document server.
        file: The file, relative to the publication.
    """
    return f"{base.rstrip('/')}/{PUBLISHED}/{quote(file)}"


def data_docs_link(base: str, home: Home, anchor: str | None = None) -> str:
    """Return the address of the Data Docs.

    Args:
        base: Address of the document server.
        home: Where the page lies.
        anchor: Part of the page.
    """
    return f"{base.rstrip('/')}/{DATA_DOCS}/{quote(home.data_docs.name)}" + (f"#{quote(anchor)}" if anchor else "")


def document_application(home: Home) -> Starlette:
    """Build the application that shows the publication in force and the Data Docs, and nothing else.

    Args:
        home: Home directory.
    """
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from starlette.routing import Mount
    from starlette.staticfiles import StaticFiles

    return Starlette(
        routes=[
            Mount(f"/{PUBLISHED}", StaticFiles(directory=home.published, check_dir=False, follow_symlink=True)),
            Mount(f"/{DATA_DOCS}", StaticFiles(directory=home.data_docs.parent, check_dir=False)),
        ],
        # A page elsewhere could let its own name lead here; it is not answered.
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"])],
    )


def start_document_server(home: Home, port: int) -> None:
    """Start the server in a process of its own, which ends when this process does.

    Args:
        home: Home directory.
        port: Port on 127.0.0.1.
    """
    command = [sys.executable, "-m", "orchestration.documents", str(home.root), str(port)]
    subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 (arguments are our own)


def serve_while_needed(home: Home, port: int) -> None:
    """Serve until the process that started this one is gone.

    Args:
        home: Home directory.
        port: Port on 127.0.0.1.
    """
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(document_application(home), host=HOST, port=port, log_level="warning"))
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        server.should_exit = True

    threading.Thread(target=watch, daemon=True).start()
    server.run()


if __name__ == "__main__":
    from pathlib import Path

    serve_while_needed(Home(Path(sys.argv[1])), int(sys.argv[2]))
