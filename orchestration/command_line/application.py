"""The application: its commands, the options they share, and one line per error.

Heavy libraries are imported by the commands, so that `status` answers at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from orchestration.command_line.described import Application, described, language_asked_for
from orchestration.settings import Settings
from reporting.language import Language

FAILED = 1
WRONG_USAGE = 2

HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home", help="Directory of everything the pipeline keeps [MOKUHYO_HOME; .mokuhyo].", show_default=False
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
LanguageOption = Annotated[
    Language | None,
    typer.Option("--lang", help="Language: ja or en [by LC_ALL or LANG].", show_default=False, show_choices=False),
]
VerboseOption = Annotated[bool, typer.Option("--verbose", "-v", help="Show every message and traceback.")]
DateOption = Annotated[
    datetime | None,
    typer.Option(
        "--as-of", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Count up to this day.", show_default=False
    ),
]

application = Application(
    name="mokuhyo",
    help="Count what was achieved, name the gaps in the data, judge the targets.",
    pretty_exceptions_enable=False,
)


class CommandError(Exception):
    """A command cannot go on; the message says why and what to do."""


class UsageError(CommandError):
    """The command was given something it cannot use."""


def indicator_meant(published: Path, said: str) -> str:
    """Return the id of the indicator that a person means.

    Args:
        published: Link to the publication in force.
        said: Its id, or its name as tables show it in either language.

    Raises:
        UsageError: There is no such indicator, and the message lists those there are; or several have that name.
    """
    from reporting.published import indicators_called, known_indicators

    if said in (known := known_indicators(published)):
        return said
    meant = indicators_called(published, said)
    if not meant:
        raise UsageError(f"there is no indicator {said!r}. Remedy: use one of {', '.join(known)}.")
    if len(meant) > 1:
        raise UsageError(f"{said!r} is the name of several indicators. Remedy: use one of {', '.join(meant)}.")
    return meant[0]


def settings_from(**choices: Any) -> Settings:
    """Build settings from options; those not given come from the environment.

    Args:
        **choices: Options by the name of the setting; None means not given.

    Raises:
        UsageError: A choice is not valid.
    """
    try:
        return Settings(**{name: value for name, value in choices.items() if value is not None})
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, e['loc']))}: {e['msg'].removeprefix('Value error, ')}" for e in error.errors()
        )
        remedy = "" if "Remedy: " in problems else ". Remedy: correct the option or the MOKUHYO_ variable."
        raise UsageError(f"{problems}{remedy}") from None


def all_commands() -> Application:
    """Return the application with every command."""
    from orchestration.command_line import (  # noqa: F401 (each adds its command)
        alerts,
        backup,
        bench,
        contract,
        doctor,
        explain,
        explain_company,
        gaps,
        history,
        init,
        metrics,
        profile,
        prometheus,
        prune,
        receipts,
        report,
        restore,
        retract,
        rollback,
        run,
        runs,
        sample,
        serve,
        serve_marts,
        status,
        targets,
    )

    return application


def run_application(arguments: Sequence[str]) -> int:
    """Run a command and turn its end into an exit code.

    Args:
        arguments: What follows the program's name.

    Returns:
        0 when it ran, 1 when it failed, 2 for wrong usage.
    """
    from orchestration.command_line.errors import show_error
    from orchestration.project.settings_file import SettingsFileError, project_settings

    language = language_asked_for(arguments)
    try:
        with project_settings(Path.cwd()):
            code = described(all_commands(), language)(
                args=list(arguments), prog_name=application.info.name, standalone_mode=False
            )
    except typer.Abort:
        return FAILED
    except Exception as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # the help was what was wanted
            typer.echo(str(error), err=True)
            return WRONG_USAGE
        show_error(error, language, with_traceback=bool({"-v", "--verbose"} & set(arguments)))
        is_usage = isinstance(error, (UsageError, SettingsFileError))
        return WRONG_USAGE if is_usage else int(getattr(error, "exit_code", FAILED))
    return code if isinstance(code, int) else 0
