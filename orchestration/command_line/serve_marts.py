"""`mokuhyo serve-marts`: the published marts over DuckDB's own protocol, for this machine only."""

from __future__ import annotations

import os
import signal
import threading
from typing import Annotated

import typer

from orchestration.command_line.application import (
    HomeOption,
    LanguageOption,
    VerboseOption,
    application,
    settings_from,
)
from orchestration.home import Home


@application.command("serve-marts")
def serve_marts(
    home: HomeOption = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on 127.0.0.1.")] = 9494,
    language: LanguageOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Serve the published marts to DuckDB clients on 127.0.0.1, read-only, until it is interrupted.

    The token is MOKUHYO_SERVED_TOKEN, or else what the file served_token in the home directory holds.
    """
    from reporting.language import language_of
    from reporting.served.server import MartsServer
    from reporting.served.token import VARIABLE, read_token

    places = Home(settings_from(home=home).home)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    server = MartsServer(places.published)
    try:
        # Only when there is something to serve is a token made.
        server.refresh()
        token = read_token(os.environ, places.served_token)
        uri = server.start(port, token)
        where = VARIABLE if os.environ.get(VARIABLE) else places.served_token
        typer.echo(
            (language or language_of()).pick(
                f"マートを読取り専用で提供中。接続先 {uri}、トークン: {where}",
                f"Serving the marts read-only. Attach {uri}; the token: {where}.",
            )
        )
        server.follow(stopped, lambda line: typer.echo(line, err=True))
    finally:
        server.stop()
