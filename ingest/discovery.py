"""Which files of the inbox are exports: names only, nothing is opened here."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

FILE_NAME = re.compile(
    r"^(?P<source>[a-z][a-z0-9_]*)_FY(?P<fiscal_year>\d{4})_(?P<snapshot>\d{8})\.(?P<suffix>csv|xlsx)$"
)


@dataclass(frozen=True)
class InboxFile:
    """One file found under a source's folder.

    Attributes:
        path: Where it lies.
        file: Its name relative to the inbox, with forward slashes.
        source: The folder it lies in.
        fiscal_year: From its name; None when the name cannot be read.
        snapshot_date: From its name; None when the name cannot be read.
        suffix: `csv` or `xlsx`; None when the name cannot be read.
        name_problem: Why the name cannot be read.
    """

    path: Path
    file: str
    source: str
    fiscal_year: int | None
    snapshot_date: date | None
    suffix: str | None
    name_problem: str | None = None


def discover(inbox: Path, sources: Collection[str]) -> Iterator[InboxFile]:
    """Yield the files of the given sources, ordered by source and name.

    Links and nested folders are not followed: an inbox is written by others.

    Args:
        inbox: Folder with one folder per source.
        sources: Names of the sources to look for.
    """
    for source in sorted(sources):
        folder = inbox / source
        if folder.is_symlink() or not folder.is_dir():
            continue
        for path in sorted(folder.iterdir()):
            if path.name.startswith((".", "~$")) or path.is_symlink() or not path.is_file():
                continue
            yield _read_name(path, inbox, source)


def _read_name(path: Path, inbox: Path, source: str) -> InboxFile:
    file = path.relative_to(inbox).as_posix()
    match = FILE_NAME.match(path.name)
    problem = None
    snapshot_date = None
    if match is None:
        problem = "the name is not <source>_FY<yyyy>_<yyyymmdd>.csv or .xlsx."
    elif match["source"] != source:
        problem = f"the name says source {match['source']!r}, the folder says {source!r}."
    else:
        try:
            snapshot_date = datetime.strptime(match["snapshot"], "%Y%m%d").date()  # noqa: DTZ007
        except ValueError:
            problem = f"{match['snapshot']} in the name is no date."
    if match is None or problem is not None:
        return InboxFile(path, file, source, None, None, None, problem)
    return InboxFile(path, file, source, int(match["fiscal_year"]), snapshot_date, match["suffix"])
