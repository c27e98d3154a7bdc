"""`mokuhyo rollback`: an earlier publication comes into force again."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.command_line.application import HomeOption, JsonOption, application, settings_from
from orchestration.home import Home


@application.command()
def rollback(
    publication: Annotated[
        str | None, typer.Argument(help="Id of the publication [the one before that in force].", show_default=False)
    ] = None,
    show: Annotated[
        bool, typer.Option("--list", help="Show the publications that are kept, and change nothing.")
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> int:
    """Put an earlier publication in force again; readers get it at once."""
    from orchestration.command_line.terminal import print_json, terminal
    from orchestration.resources import hold
    from reporting.publication import publication_in_force
    from reporting.publication_table import publication_table
    from reporting.rollback import kept_publications, roll_back

    places = Home(settings_from(home=home).home)
    console = terminal()
    if show:
        kept, in_force = kept_publications(places.publications), publication_in_force(places.published)
        if as_json:
            print_json(
                console,
                [
                    {
                        "id": one.id,
                        "as_of_date": one.as_of_date,
                        "built_at": one.built_at,
                        "code_version": one.code_version,
                        "is_in_force": in_force is not None and one.id == in_force.id,
                    }
                    for one in kept
                ],
            )
        else:
            console.print(publication_table(kept, in_force))
        return 0
    # A run that is publishing would move the link again at once.
    with hold(places.run_lock):
        done = roll_back(places.publications, places.published, publication)
    if as_json:
        print_json(
            console,
            {
                "withdrawn": done.withdrawn.id,
                "restored": done.restored.id,
                "as_of_date": done.restored.as_of_date,
                "files_gone": done.files_gone,
                "files_back": done.files_back,
                "tables_changed": done.tables_changed,
            },
        )
        return 0
    console.print(f"取下げ (withdrawn): {done.withdrawn.id}", soft_wrap=True)
    console.print(f"公開中 (in force): {done.restored.id}, 基準日 (as of) {done.restored.as_of_date}", soft_wrap=True)
    for name in done.files_gone:
        console.print(f"  - {name}", markup=False, soft_wrap=True)
    for name in done.files_back:
        console.print(f"  + {name}", markup=False, soft_wrap=True)
    console.print(f"{len(done.tables_changed)} tables differ; what was reported stays in the history.")
    console.print(
        "次の実行はその時点のファイルから公開し直す。The next run publishes what the files say then: "
        "retract a wrong file first (`mokuhyo retract`)."
    )
    return 0
