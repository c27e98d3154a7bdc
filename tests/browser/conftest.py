"""Fixtures: a browser, and the site of the made-up marts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


# Not for the session: while it is open, nothing else in this process can run an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the pages."""
    from reporting.pages.site import FOLDER, write_pages
    from tests.reporting.test_site import site_marts

    folder = tmp_path_factory.mktemp("site")
    with site_marts() as connection:
        write_pages(connection, folder)
    return folder / FOLDER


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page of the browser that keeps what it asked for and what it complained about."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    opened.requested = []
    opened.complaints = []
    opened.on("request", lambda request: opened.requested.append(request.url))
    opened.on("console", lambda message: opened.complaints.append(message.text))
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    yield opened
    opened.close()
