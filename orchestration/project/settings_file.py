"""`mokuhyo.env`: settings of the directory a command is run in, as if they stood in the environment.

Put into the environment, so that a server's processes, which run elsewhere, hear of them too. A variable that is set
already stands.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path

from orchestration.settings import Settings

FILE = "mokuhyo.env"
PREFIX = str(Settings.model_config["env_prefix"])
# Paths in the file are meant from where it lies.
PATHS = frozenset({"home", "inbox", "dbt_project", "profile", "contracts", "alert_routes", "waivers", "log_file"})
SECRETS = frozenset({"alert_urls"})


class SettingsFileError(Exception):
    """The file of settings cannot be used; the message names every line that is wrong."""


def variable_of(setting: str) -> str:
    """Return the variable that sets a setting.

    Args:
        setting: Its name in `Settings`.
    """
    return f"{PREFIX}{setting.upper()}"


def known_variables() -> dict[str, str]:
    """Return the variables the file may set, each with the name of its setting."""
    return {variable_of(name): name for name in Settings.model_fields if name not in SECRETS}


def read_settings_file(file: Path) -> dict[str, str]:
    """Read the variables that a file sets; paths among them become absolute.

    Args:
        file: Lines `MOKUHYO_NAME=value`, empty ones and comments.

    Returns:
        Values by variable; those left empty are left out.

    Raises:
        SettingsFileError: It cannot be read, or sets what is no setting or a secret.
    """
    from dotenv import dotenv_values

    try:
        given = dotenv_values(file, interpolate=False, encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsFileError(f"{file}: {error}. Remedy: save it as UTF-8 text that you may read.") from error
    known = known_variables()
    wrong = [name for name in given if name not in known]
    if wrong:
        raise SettingsFileError(
            f"{file}: {', '.join(wrong)} cannot be set here. Remedy: use one of {', '.join(known)}; "
            "passwords and addresses that hold one belong into the environment."
        )
    return {
        name: _from_folder(file.parent, value) if known[name] in PATHS else value
        for name, value in given.items()
        if value
    }


@contextmanager
def project_settings(directory: Path, environment: MutableMapping[str, str] = os.environ) -> Iterator[Path | None]:
    """Put the settings of a directory into the environment for a while, where there is a file of them.

    Args:
        directory: Where the command is run.
        environment: Variables of the process; those set already are left as they are.

    Yields:
        The file, or None when there is none.

    Raises:
        SettingsFileError: The file cannot be used.
    """
    file = directory / FILE
    if not file.is_file():
        yield None
        return
    added = {name: value for name, value in read_settings_file(file).items() if not environment.get(name)}
    before = {name: environment[name] for name in added if name in environment}
    environment.update(added)
    try:
        yield file
    finally:
        for name in added:
            environment.pop(name, None)
        environment.update(before)


def _from_folder(folder: Path, value: str) -> str:
    return value if "://" in value else str(folder.absolute() / Path(value).expanduser())
