"""`mokuhyo rollback`: an earlier publication comes into force again."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.command_line.application import (
    HomeOption,
    JsonOption,
    LanguageOption,
    VerboseOption,
    application,
    settings_from,
)
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
    language: LanguageOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> int:
    """Put an earlier publication in force again; readers get it at once."""
    from orchestration.command_line.terminal import at_work, print_json, terminal
    from orchestration.resources import hold
    from reporting.language import language_of
    from reporting.publication import publication_in_force
    from reporting.publication_table import publication_table
    from reporting.rollback import kept_publications, roll_back

    places = Home(settings_from(home=home).home)
    console, spoken = terminal(), language or language_of()
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
            console.print(publication_table(kept, in_force, spoken))
        return 0
    # A run that is publishing would move the link again at once.
    with hold(places.run_lock), at_work(spoken.pick("以前の公開に戻しています", "Putting it in force")):
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
    restored, day = done.restored.id, done.restored.as_of_date
    console.print(spoken.pick("取下げ", "Withdrawn") + f": {done.withdrawn.id}", soft_wrap=True)
    console.print(
        spoken.pick(f"公開中: {restored}、基準日 {day}", f"In force: {restored}, as of {day}"), soft_wrap=True
    )
    for name in done.files_gone:
        console.print(f"  - {name}", markup=False, soft_wrap=True)
    for name in done.files_back:
        console.print(f"  + {name}", markup=False, soft_wrap=True)
    changed = len(done.tables_changed)
    console.print(
        spoken.pick(
            f"{changed} 表が変わる。報告した値は履歴に残る。",
            f"{changed} tables differ; what was reported stays in the history.",
        )
    )
    console.print(
        spoken.pick(
            "次の実行はその時点のファイルから公開し直す。誤ったファイルは先に外す（`mokuhyo retract`）。",
            "The next run publishes what the files say then: retract a wrong file first (`mokuhyo retract`).",
        )
    )
    return 0
