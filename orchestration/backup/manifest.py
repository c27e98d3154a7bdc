"""The manifest of a backup: every file with its hash, and what a restore needs to know."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

MANIFEST = "manifest.json"
# Beneath it lie the files of the home directory.
ROOT = "home"
LONGEST_PART, MOST_BYTES = 255, 256 * 1024**2
CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")


def checked_name(name: str) -> str:
    """Return a relative path that stays below where it is unpacked.

    Args:
        name: As an archive or a manifest gives it.

    Raises:
        ValueError: It is absolute, leads upwards, or is written in a way that systems read differently.
    """
    parts = name.split("/")
    harmless = all(part not in {"", ".", ".."} and len(part.encode()) <= LONGEST_PART for part in parts)
    if not harmless or CONTROL.search(name) or PurePosixPath(name).is_absolute():
        raise ValueError(f"the name {name[:100]!r} may lead out of the home directory")
    return name


Name = Annotated[str, AfterValidator(checked_name)]
Mode = Annotated[int, Field(ge=0, le=0o7777)]


class BackedUpFile(BaseModel):
    """A file of a backup.

    Attributes:
        sha256: Hash of its content.
        bytes: Its size.
        mode: Its permission bits.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    bytes: Annotated[int, Field(ge=0)]
    mode: Mode


class Manifest(BaseModel):
    """What a backup says of itself.

    Attributes:
        format: Version of this form.
        made_at: When, with time zone.
        home: Where the home directory was; files that name it are corrected when it is restored elsewhere.
        versions: Versions of Python, of this package and of the engines.
        publication_in_force: Id of the publication that readers had.
        postgresql: Whether Dagster kept its runs in PostgreSQL, which is not in the backup.
        left_out: What is not in it, and why.
        directories: Permission bits by folder.
        files: Files by name.
        hard_links: Names that stand for a file of another name.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1]
    made_at: datetime
    home: str
    versions: dict[str, str]
    publication_in_force: Name | None
    postgresql: bool
    left_out: dict[str, str]
    directories: dict[Name, Mode]
    files: dict[Name, BackedUpFile]
    hard_links: dict[Name, Name]

    @model_validator(mode="after")
    def _names_fit_together(self) -> Manifest:
        names = [*self.directories, *self.files, *self.hard_links]
        if len(names) != len(set(names)):
            raise ValueError("a name stands for two things")
        if missing := set(self.hard_links.values()) - set(self.files):
            raise ValueError(f"a second name of {min(missing)!r}, which is not in the backup")
        in_force = self.publication_in_force
        if in_force is not None and ("/" in in_force or f"publications/{in_force}" not in self.directories):
            raise ValueError("the publication in force is not in the backup")
        return self
