"""The pages of a real publication show the figures that are published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from reporting.pages.navigation import pages_of
from reporting.pages.site import FOLDER, write_pages
from tests.end_to_end.conftest import Sample
from tests.reporting.page_figures import differences, has_figures, marts_figures, shown_figures

FILES = [page.file for page in pages_of("1234") if has_figures(page.file)]
LIMIT = 3_000_000


@pytest.fixture(scope="module")
def marts(full: Sample) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{full.published.directory / 'marts.duckdb'}' as publication (read_only)")
        connection.execute("use publication")
        yield connection


@pytest.fixture(scope="module")
def pages(marts: duckdb.DuckDBPyConnection, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    write_pages(marts, folder)
    return folder / FOLDER


@pytest.mark.parametrize("file", FILES)
def test_figures_on_the_page_are_the_published_ones(file: str, marts: duckdb.DuckDBPyConnection, pages: Path) -> None:
    published = marts_figures(marts, file)
    assert published
    assert differences(shown_figures((pages / file).read_text(encoding="utf-8")), published) == []


def test_the_site_of_the_default_sample_is_small(pages: Path) -> None:
    assert sum(path.stat().st_size for path in pages.iterdir()) < LIMIT
