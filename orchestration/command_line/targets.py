"""`mokuhyo targets`: the versions side by side, and a check of the files that set them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from orchestration.command_line.application import (
    FAILED,
    HomeOption,
    JsonOption,
    LanguageOption,
    UsageError,
    VerboseOption,
    application,
    settings_from,
)
from orchestration.command_line.described import Application
from orchestration.command_line.problem_lines import problem_lines
from orchestration.command_line.terminal import print_json, terminal
from orchestration.home import Home

if TYPE_CHECKING:
    from reporting.language import Language
    from targets.problems import TargetCheck

targets_application = Application(
    name="targets", help="Targets: the versions side by side, and a check of their files."
)
application.add_typer(targets_application)


@targets_application.command()
def show(
    home: HomeOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Show every target version: base, supplement, uplift, actual by budget source, attainment under each reading."""
    from reporting.comparison_table import comparison_table
    from reporting.language import language_of
    from reporting.published import read_target_comparison
    from reporting.tables import IN_FORCE

    rows = read_target_comparison(Home(settings_from(home=home).home).published)
    console = terminal()
    if as_json:
        print_json(console, rows)
        return
    spoken = language or language_of()
    if not rows:
        console.print(spoken.pick("目標なし", "no targets"))
        return
    as_of = rows[0]["as_of_date"]
    console.print(spoken.pick(f"基準日 {as_of}、{IN_FORCE} 適用中", f"As of {as_of}; {IN_FORCE} in force"))
    console.print(comparison_table(rows, spoken, console.width))


@targets_application.command()
def check(
    directory: Annotated[
        Path | None,
        typer.Option("--directory", help="Folder of the target files [the seeds of the profile].", show_default=False),
    ] = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> int:
    """Say everything that is wrong in the target files; exit 1 when there are errors."""
    from reporting.language import language_of
    from targets.check import check_target_files

    folder = directory or settings_from().target_files
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder. Remedy: name the folder of targets.csv with --directory.")
    outcome = check_target_files(folder)
    console = terminal()
    if as_json:
        print_json(console, outcome.as_json())
    else:
        for line in describe(outcome, language or language_of()):
            console.print(line, soft_wrap=True)
    return FAILED if outcome.errors else 0


def describe(outcome: TargetCheck, language: Language) -> list[Text]:
    """Put the outcome of a check into lines, errors first.

    Args:
        outcome: What was found.
        language: The reader's.
    """
    targets, versions = outcome.targets, outcome.versions
    head = language.pick(f"目標 {targets}、版 {versions}", f"{targets} targets in {versions} versions")
    return problem_lines(outcome.directory, head, outcome.problems, language)
