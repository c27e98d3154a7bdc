"""`mokuhyo status`: what is published about the targets."""

from __future__ import annotations

from orchestration.command_line.application import HomeOption, JsonOption, VerboseOption, application, settings_from
from orchestration.command_line.terminal import print_json, terminal
from orchestration.home import Home


@application.command()
def status(home: HomeOption = None, as_json: JsonOption = False, verbose: VerboseOption = False) -> None:
    """Show every target of each version, and the indicators without one."""
    from reporting.publication import publication_in_force
    from reporting.published import read_target_status
    from reporting.tables import monitoring_table, target_table

    published = Home(settings_from(home=home).home).published
    rows = read_target_status(published)
    console = terminal()
    if as_json:
        print_json(console, rows)
        return
    publication = publication_in_force(published)
    assert publication is not None
    console.print(f"基準日 (as of) {publication.as_of_date}, publication {publication.id}")
    console.print(target_table(rows, console.width))
    console.print(monitoring_table(rows))
