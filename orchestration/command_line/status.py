"""`mokuhyo status`: what is published about the targets."""

from __future__ import annotations

from orchestration.command_line.application import (
    HomeOption,
    JsonOption,
    LanguageOption,
    VerboseOption,
    application,
    settings_from,
)
from orchestration.command_line.terminal import print_json, terminal
from orchestration.home import Home


@application.command()
def status(
    home: HomeOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Show every target of each version, and the indicators without one."""
    from reporting.language import language_of
    from reporting.publication import publication_in_force
    from reporting.published import read_target_status
    from reporting.tables import IN_FORCE, monitoring_table, target_table

    published = Home(settings_from(home=home).home).published
    rows = read_target_status(published)
    console = terminal()
    if as_json:
        print_json(console, rows)
        return
    publication = publication_in_force(published)
    assert publication is not None
    spoken = language or language_of()
    day = publication.as_of_date
    console.print(
        spoken.pick(
            f"基準日 {day}、公開 {publication.id}、{IN_FORCE} 適用中",
            f"As of {day}, publication {publication.id}; {IN_FORCE} in force",
        )
    )
    console.print(target_table(rows, spoken, console.width))
    console.print(monitoring_table(rows, spoken))
