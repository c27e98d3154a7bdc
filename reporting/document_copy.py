"""The documents of a publication for people who take them along: where they lie, and copies elsewhere."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from reporting.publication import Publication


def copy_documents(publication: Publication, out: Path) -> None:
    """Copy every document into a folder, at the same relative paths; files of the same name are replaced.

    Args:
        publication: The publication.
        out: The folder, made when it is not there.

    Raises:
        ValueError: The folder lies inside the publication.
    """
    target = out.resolve()
    if target.is_relative_to(publication.directory.resolve()):
        raise ValueError(f"{out} lies inside the publication, which is never changed. Remedy: name another folder.")
    for document in publication.documents.values():
        for file in document.files:
            _copy(publication.directory / file, target / file)


def where(files: Sequence[str], directory: Path) -> Path:
    """Return where the files of a document lie: the file itself, or the folder that holds them all.

    Args:
        files: Files of the document, relative to the folder; at least one.
        directory: Folder of the publication, or of the copies.
    """
    return directory / os.path.commonpath(files)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    # Under another name first: nobody opens half a workbook.
    unfinished = target.with_name(f".{target.name}.unfinished")
    shutil.copyfile(source, unfinished)
    unfinished.replace(target)
