"""The pages of a publication, as the files of one site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reporting.pages.target_comparison import PAGE as TARGET_COMPARISON
from reporting.pages.target_comparison import target_comparison_page

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PAGES = "pages"
BUILDERS = {TARGET_COMPARISON: target_comparison_page}


def write_pages(connection: DuckDBPyConnection, directory: Path) -> None:
    """Write all pages.

    Args:
        connection: Open connection to the published tables, in schema `marts`.
        directory: Folder in which `pages/` is made.
    """
    (directory / PAGES).mkdir()
    for name, build in BUILDERS.items():
        (directory / PAGES / name).write_text(build(connection), encoding="utf-8")
