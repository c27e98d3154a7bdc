"""Documents: what people get beside the tables, made from them at each publication.

Belongs here: which documents there are, and that one which cannot be built keeps no figure from its readers. Not here:
what a document shows (`pages` and its neighbours).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from reporting.sql_text import quoted
from reporting.table_copy import DATABASE

DocumentBuilder = Callable[[duckdb.DuckDBPyConnection, Path], None]
"""Gets an open connection to the published tables, in schema `marts`, and an empty folder for its files."""


@dataclass(frozen=True)
class Document:
    """A document of a publication.

    Attributes:
        files: Its files, relative to the publication.
        error: Why it could not be built, None when it was.
    """

    files: tuple[str, ...]
    error: str | None = None

    @property
    def entry(self) -> str | None:
        """The file to open first: the index of its pages, or its only file."""
        index = next((file for file in self.files if Path(file).name == "index.html"), None)
        return index or (self.files[0] if len(self.files) == 1 else None)

    @property
    def place(self) -> str:
        """Where it lies: what to open first, or the folder of its files."""
        return self.entry or f"{os.path.commonpath(self.files)}/"


def document_builders() -> Mapping[str, DocumentBuilder]:
    """Return what builds each document, by name."""
    from reporting.csv_tables import write_tables
    from reporting.data_dictionary import write_data_dictionary
    from reporting.pages.site import write_pages
    from reporting.workbook.workbook import write_workbook

    return {
        "pages": write_pages,
        "workbook": write_workbook,
        "tables": write_tables,
        "data_dictionary": write_data_dictionary,
    }


def build_documents(directory: Path, builders: Mapping[str, DocumentBuilder]) -> dict[str, Document]:
    """Build documents from the tables of a publication, into its folder.

    Args:
        directory: Folder of the publication, with its database.
        builders: What builds each document, by name.

    Returns:
        The documents by name. One that fails leaves no file.
    """
    if not builders:
        return {}
    with duckdb.connect(":memory:") as connection:
        # Under another name than the file's: `marts` alone would be both a catalog and a schema.
        connection.execute(f"attach '{quoted(directory / DATABASE)}' as publication (read_only)")
        connection.execute("use publication")
        return {name: _build(connection, directory, name, build) for name, build in builders.items()}


def _build(connection: duckdb.DuckDBPyConnection, directory: Path, name: str, build: DocumentBuilder) -> Document:
    draft = directory / f".{name}"
    draft.mkdir()
    try:
        build(connection, draft)
        written = sorted(path.relative_to(draft) for path in draft.rglob("*") if path.is_file())
        for file in written:
            if (directory / file).exists():
                raise FileExistsError(f"{file} is there already")
        for file in written:
            (directory / file).parent.mkdir(parents=True, exist_ok=True)
            (draft / file).rename(directory / file)
    except Exception as error:
        return Document((), f"{type(error).__name__}: {error}")
    finally:
        shutil.rmtree(draft)
    return Document(tuple(file.as_posix() for file in written))
