"""The site: every page of a publication, written into one folder that opens from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporting.pages.data_dictionary import data_dictionary_page
from reporting.pages.frame import Frame, frame_of
from reporting.pages.gaps import gaps_page
from reporting.pages.history import history_page
from reporting.pages.navigation import COMPARISON, DICTIONARY, GAPS, HISTORY, OVERVIEW, SURVEYS, pillar_file
from reporting.pages.overview import overview_page
from reporting.pages.pillar import pillar_page
from reporting.pages.surveys import surveys_page
from reporting.pages.target_comparison import target_comparison_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

FOLDER = "pages"


def write_pages(connection: DuckDBPyConnection, directory: Path) -> None:
    """Write the pages.

    Args:
        connection: Open connection to the marts, in schema `marts`.
        directory: Where the folder of the pages shall lie.
    """
    folder = directory / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for file, html in _pages(connection, frame_of(connection)):
        (folder / file).write_text(html, encoding="utf-8")


def _pages(connection: DuckDBPyConnection, frame: Frame) -> Iterator[tuple[str, str]]:
    yield OVERVIEW.file, overview_page(connection, frame)
    for pillar in frame.pillars:
        yield pillar_file(pillar), pillar_page(connection, frame, pillar)
    yield SURVEYS.file, surveys_page(connection, frame)
    yield GAPS.file, gaps_page(connection, frame)
    yield COMPARISON.file, target_comparison_page(connection, frame)
    yield HISTORY.file, history_page(connection, frame)
    yield DICTIONARY.file, data_dictionary_page(connection, frame)
