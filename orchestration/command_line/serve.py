"""`mokuhyo serve`: the Dagster UI on the home directory, for this machine only."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from typing import Annotated

import typer

from orchestration.command_line.application import DateOption, HomeOption, VerboseOption, application, settings_from
from orchestration.home import Home
from orchestration.settings import REPOSITORY


@application.command()
def serve(
    home: HomeOption = None,
    inbox: Annotated[
        str | None, typer.Option("--inbox", help="Exports: a folder, s3://… or sftp://….", show_default=False)
    ] = None,
    as_of: DateOption = None,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 3000,
    verbose: VerboseOption = False,
) -> None:
    """Start the Dagster UI on 127.0.0.1 until it is interrupted, and what its links lead to on the next port."""
    day = None if as_of is None else datetime.date(as_of)
    settings = settings_from(home=home, inbox=inbox, as_of=day)
    from orchestration.documents import HOST, start_document_server
    from orchestration.instance import close_dead_runs, open_instance

    with open_instance(Home(settings.home)) as instance:
        close_dead_runs(instance, Home(settings.home))
    os.environ["MOKUHYO_HOME"] = str(settings.home)
    if settings.inbox is not None:
        os.environ["MOKUHYO_INBOX"] = settings.inbox
    if settings.as_of is not None:
        os.environ["MOKUHYO_AS_OF"] = settings.as_of.isoformat()
    if "documents_url" not in settings.model_fields_set:
        os.environ["MOKUHYO_DOCUMENTS_URL"] = f"http://{HOST}:{port + 1}"
        start_document_server(Home(settings.home), port + 1)
    workspace = str(REPOSITORY / "workspace.yaml")
    arguments = ["dev", "--workspace", workspace, "--host", HOST, "--port", str(port)]
    os.execv(sys.executable, [sys.executable, "-m", "dagster", *arguments])  # noqa: S606 (arguments are our own)
