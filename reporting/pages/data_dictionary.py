"""The page of the data dictionary: every published table, its grain, its columns and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporting.data_dictionary import read_dictionary
from reporting.pages.navigation import DICTIONARY
from reporting.pages.rendering import render

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from reporting.pages.frame import Frame


def data_dictionary_page(connection: DuckDBPyConnection, frame: Frame) -> str:
    """Return the page.

    Args:
        connection: Open connection to the marts, in schema `marts`.
        frame: What every page shows around its matter.
    """
    return render("data_dictionary.html.j2", page=DICTIONARY.file, frame=frame, tables=read_dictionary(connection))
