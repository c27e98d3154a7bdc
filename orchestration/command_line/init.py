"""`mokuhyo init`: a project directory with configuration, example contracts and an empty inbox."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from orchestration.command_line.application import (
    JsonOption,
    LanguageOption,
    UsageError,
    VerboseOption,
    application,
    settings_from,
)

PROGRAM = "mokuhyo"


@application.command()
def init(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="Directory; made when missing.", show_default=False)
    ] = Path(),
    contracts: Annotated[
        Path | None,
        typer.Option(
            "--contracts", help="Contracts to copy [MOKUHYO_CONTRACTS; those of the profile].", show_default=False
        ),
    ] = None,
    own_profile: Annotated[
        bool,
        typer.Option(
            "--own-profile", help="Copy the profile too: targets, codes, suites and rules of this directory alone."
        ),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Add what is missing to a directory that is not empty; no file is changed.")
    ] = False,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Make a project directory: settings, example contracts, an empty inbox with a folder per source."""
    from orchestration.command_line.terminal import print_json, terminal
    from orchestration.project.scaffold import ProjectDirectoryError, make_project
    from reporting.language import language_of

    if own_profile and contracts is not None:
        raise UsageError("a profile has contracts of its own. Remedy: leave out --contracts or --own-profile.")
    settings = settings_from(contracts=contracts)
    # A profile is copied with its contracts: those of the environment may be another agency's.
    source = settings.profile / "contracts" if own_profile else settings.contracts
    try:
        made = make_project(directory, source, profile=settings.profile if own_profile else None, beside_others=force)
    except ProjectDirectoryError as error:
        raise UsageError(str(error)) from None
    console, spoken = terminal(), language or language_of()
    if as_json:
        print_json(console, {"directory": str(made.directory), "written": made.written, "kept": made.kept})
        return
    sources = sum(name.startswith("inbox/") for name in made.written)
    lines = [
        spoken.pick(
            f"作成: {made.directory}（ファイル {len(made.written) - sources}、受信フォルダー {sources}）",
            f"Made: {made.directory} ({len(made.written) - sources} files, {sources} folders of the inbox)",
        )
    ]
    if made.kept:
        lines.append(
            spoken.pick(f"既存のまま: {', '.join(made.kept)}", f"Left as they are: {', '.join(made.kept)}"),
        )
    lines += [
        spoken.pick(f"次: cd {made.directory}", f"Next: cd {made.directory}"),
        spoken.pick("  ファイルを inbox/ に置く（README.ja.md）", "  put exports into inbox/ (README.md)"),
        f"  {called_as(directory)} run",
    ]
    for line in lines:
        console.print(line, markup=False, soft_wrap=True)


def called_as(directory: Path) -> str:
    """Return how the command is called from a directory: by its name, or by its path where the shell would not find it.

    Args:
        directory: Where it will be called.
    """
    program = Path(sys.argv[0])
    if program.name != PROGRAM or shutil.which(PROGRAM) is not None:
        return PROGRAM
    return os.path.relpath(program.absolute(), directory.absolute())
