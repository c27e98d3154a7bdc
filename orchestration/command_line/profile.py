"""`mokuhyo profile`: a check of everything that an agency's profile holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from orchestration.command_line.application import (
    FAILED,
    JsonOption,
    LanguageOption,
    UsageError,
    VerboseOption,
    application,
    settings_from,
)
from orchestration.command_line.described import Application
from orchestration.command_line.problem_lines import problem_lines
from orchestration.command_line.terminal import at_work, print_json, terminal

if TYPE_CHECKING:
    from profiles.problems import ProfileCheck
    from reporting.language import Language

profile_application = Application(
    name="profile", help="Profile: check what an agency's contracts, suites, seeds and models say."
)
application.add_typer(profile_application)


@profile_application.command()
def check(
    directory: Annotated[
        Path | None,
        typer.Argument(
            metavar="DIRECTORY",
            help="Folder of the profile [MOKUHYO_PROFILE; the shipped jetro].",
            show_default=False,
        ),
    ] = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> int:
    """Say everything that is wrong with a profile at once; exit 1 when there are errors."""
    from profiles.check import check_profile
    from reporting.language import language_of

    settings = settings_from(profile=directory)
    if not settings.profile.is_dir():
        raise UsageError(
            f"{settings.profile} is no folder. Remedy: name the folder of a profile, which holds profile.yml."
        )
    console, spoken = terminal(), language or language_of()
    with at_work(spoken.pick("プロファイルを調べています", "Checking the profile")):
        outcome = check_profile(settings.profile, settings.dbt_project)
    if as_json:
        print_json(console, outcome.as_json())
    else:
        for line in describe(outcome, spoken):
            console.print(line, soft_wrap=True)
    return FAILED if outcome.errors else 0


def describe(outcome: ProfileCheck, language: Language) -> list[Text]:
    """Put the outcome of a check into lines, errors first.

    Args:
        outcome: What was found.
        language: The reader's.
    """
    contracts, models, indicators, suites = outcome.contracts, outcome.models, outcome.indicators, outcome.suites
    head = language.pick(
        f"契約 {contracts}、モデル {models}、指標 {indicators}、検査 {suites}",
        f"{contracts} contracts, {models} models, {indicators} indicators, {suites} suites",
    )
    return problem_lines(outcome.directory, head, outcome.problems, language)
