"""The site as it is built: without a warning, whole, and asking nobody for anything. `make test-docs` asks for it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from docs_site.pages import GENERATED
from expectations.suites import load_suites
from tests.end_to_end.interface import agreed_columns

if TYPE_CHECKING:
    from playwright.sync_api import Page

REPOSITORY = Path(__file__).resolve().parents[2]
PYTHON = REPOSITORY / ".docs" / "bin" / "python"
WIDE, NARROW = 1400, 390

pytestmark = pytest.mark.skipif(
    os.environ.get("MOKUHYO_DOCS_TESTS") != "1", reason="builds the site in its own environment: `make test-docs`"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The site, and what was printed while it was built."""
    site: Path = tmp_path_factory.mktemp("documentation") / "site"
    # An advertisement of the theme is no warning about these pages.
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    command = [PYTHON, "-m", "mkdocs", "build", "--strict", "--site-dir", site]
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return site, done.stdout + done.stderr


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser.new_page()
        browser.close()


def test_it_builds_without_a_warning(built: tuple[Path, str]) -> None:
    site, printed = built
    assert not re.search(r"warning|error", printed, re.IGNORECASE), printed
    assert [name for name in GENERATED if not (site / name).with_suffix(".html").is_file()] == []


def test_every_table_and_expectation_can_be_linked_to(built: tuple[Path, str]) -> None:
    marts = (built[0] / "reference" / "marts.html").read_text(encoding="utf-8")
    assert [table for table, _, _ in agreed_columns() if f'id="{table}"' not in marts] == []
    expectations = (built[0] / "reference" / "expectations.html").read_text(encoding="utf-8")
    ids = [expectation.id for suite in load_suites() for expectation in suite.expectations]
    assert [one for one in ids if f'id="{one}"' not in expectations] == []


def test_what_is_published_is_described_column_by_column(built: tuple[Path, str]) -> None:
    marts = re.sub(r"<wbr ?/?>", "", (built[0] / "reference" / "marts.html").read_text(encoding="utf-8"))
    sections = dict(re.findall(r'<h2 id="(\w+)">(.*?)(?=<h2 id=|\Z)', marts, re.DOTALL))
    missing = [
        f"{table}.{column}"
        for table, column, kind in agreed_columns()
        if f"<code>{column}</code>" not in sections[table] or f"<code>{kind}</code>" not in sections[table]
    ]
    assert missing == []


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_no_page_asks_anybody_or_is_wider_than_its_window(width: int, built: tuple[Path, str], page: Page) -> None:
    asked: list[str] = []
    broken: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.set_viewport_size({"width": width, "height": 900})
    too_wide = []
    for file in sorted(built[0].rglob("*.html")):
        page.goto(file.as_uri())
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            too_wide.append(file.name)
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert (broken, too_wide) == ([], [])


def test_it_searches_without_a_server(built: tuple[Path, str], page: Page) -> None:
    page.set_viewport_size({"width": WIDE, "height": 900})
    page.goto((built[0] / "index.html").as_uri())
    page.fill("input[name=query]", "waiver")
    page.wait_for_selector(".md-search-result__link")
    assert "gaps.html" in str(page.get_attribute(".md-search-result__link >> nth=0", "href"))
