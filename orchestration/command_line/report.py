"""`mokuhyo report`: where the published documents lie, and copies of them to take along."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from orchestration.command_line.application import (
    FAILED,
    CommandError,
    HomeOption,
    JsonOption,
    LanguageOption,
    UsageError,
    VerboseOption,
    application,
    settings_from,
)
from orchestration.command_line.terminal import at_work, print_json, terminal
from orchestration.home import Home


@application.command()
def report(
    home: HomeOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Copy them into this folder.", file_okay=False, show_default=False)
    ] = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> int:
    """Show where the documents of the publication in force are, workbook and tables among them; exit 1 if one lacks."""
    from reporting.document_copy import copy_documents, where
    from reporting.language import language_of
    from reporting.publication import publication_in_force
    from reporting.published import NotPublishedError

    spoken = language or language_of()
    published = Home(settings_from(home=home).home).published
    publication = publication_in_force(published)
    if publication is None:
        raise NotPublishedError(f"nothing is published in {published.parent} yet. Remedy: `mokuhyo run` first.")
    if not publication.documents:
        raise CommandError(f"{publication.directory} holds no documents. Remedy: `mokuhyo run --force`.")
    if out is not None:
        try:
            with at_work(spoken.pick("文書を写しています", "Copying the documents")):
                copy_documents(publication, out)
        except ValueError as error:
            raise UsageError(str(error)) from None
    # The link stays when the next publication comes.
    place = published if out is None else out
    console = terminal()
    if as_json:
        told = {
            "publication": publication.id,
            "as_of_date": publication.as_of_date,
            "documents": {
                name: {"files": [place / file for file in document.files], "error": document.error}
                for name, document in publication.documents.items()
            },
        }
        print_json(console, told)
    else:
        day = publication.as_of_date
        console.print(spoken.pick(f"基準日 {day}、公開 {publication.id}", f"As of {day}, publication {publication.id}"))
        for name, document in publication.documents.items():
            if document.files:
                shown = (str(where(document.files, place)), "")
            else:
                shown = (f"{spoken.pick('作成できず', 'not built')}: {document.error}", "red")
            console.print(Text.assemble(f"  {name:<16}", shown), soft_wrap=True)
    return FAILED if any(document.error for document in publication.documents.values()) else 0
