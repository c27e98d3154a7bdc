"""`mokuhyo doctor`: is everything sound, and what to do if not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import ValidationError
from rich.text import Text

from orchestration.command_line.application import (
    FAILED,
    HomeOption,
    JsonOption,
    LanguageOption,
    VerboseOption,
    application,
)
from orchestration.settings import Settings
from orchestration.telemetry import switch_off_telemetry

if TYPE_CHECKING:
    from orchestration.doctor.findings import Result
    from reporting.language import Language

WORDS = {"ok": ("正常", "green"), "warning": ("注意", "yellow"), "failed": ("異常", "red")}


@application.command()
def doctor(
    home: HomeOption = None,
    inbox: Annotated[
        str | None, typer.Option("--inbox", help="Exports: a folder, s3://… or sftp://….", show_default=False)
    ] = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> int:
    """Check installation, configuration, disk, home directory, last run and inbox; exit 1 when something failed."""
    switch_off_telemetry()
    from orchestration.command_line.terminal import at_work, print_json, terminal
    from orchestration.doctor.checks import CHECKS
    from orchestration.doctor.findings import Level, Subject, diagnose
    from reporting.language import language_of

    settings, problems = usable_settings(home=home, inbox=inbox)
    console, spoken = terminal(), language or language_of()
    with at_work(spoken.pick("確かめています", "Checking")):
        results = diagnose(Subject(settings, problems, datetime.now(UTC)), CHECKS)
    if as_json:
        print_json(console, [result.as_json(spoken) for result in results])
    else:
        for result in results:
            console.print(_line(result, spoken), soft_wrap=True)
    return FAILED if any(result.finding.level is Level.FAILED for result in results) else 0


def usable_settings(**choices: Any) -> tuple[Settings, tuple[str, ...]]:
    """Build settings in which every choice that is not valid is replaced by its default.

    Args:
        **choices: Options by the name of the setting; None means not given.

    Returns:
        The settings, and what is wrong with the choices that were replaced.
    """
    given = {name: value for name, value in choices.items() if value is not None}
    problems: list[str] = []
    while True:
        try:
            return Settings(**given), tuple(problems)
        except ValidationError as error:
            for one in error.errors(include_url=False, include_input=False):
                name = str(one["loc"][0])
                problems.append(f"{name}: {one['msg'].removeprefix('Value error, ')}")
                given[name] = Settings.model_fields[name].get_default()


def _line(result: Result, spoken: Language) -> Text:
    word, style = WORDS[result.finding.level.value]
    return Text.assemble(
        (f"{spoken.pick(word, result.finding.level.value):<8}", style),
        f"{result.check.area}.{result.check.name}: ",
        result.finding.said(spoken),
    )
