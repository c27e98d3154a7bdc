"""The page of the target versions in a browser: one language at a time, by keyboard, without requests, on A4."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from reporting.pages.target_comparison import target_comparison_page
from tests.reporting.conftest import MARTS
from tests.reporting.test_target_comparison import COMPARISON

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
# Widths of the text in CSS pixels: A4 landscape less its margins, and a desk's screen.
A4, DESK = 1032, 1280
# Figures as wide as those of the highest target.
WIDE = """
update marts.target_comparison set
    target_base = 57000, target_supplement = 902, target = 57902, uplift = 902,
    actual_initial = 53040, actual_initial_low = 52988, actual_initial_high = 53300, actual_unknown = 1052,
    actual_all = 54028, actual_all_low = 53976, actual_all_high = 54236,
    attainment_all_pct = 193.3, attainment_all_low_pct = 193.0, attainment_all_high_pct = 194.1
where target is not null
"""

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the made-up comparison."""
    path = tmp_path_factory.mktemp("page") / "target_comparison.html"
    with duckdb.connect(":memory:") as connection:
        for marts in (MARTS, COMPARISON):
            connection.execute(marts.read_text(encoding="utf-8"))
        connection.execute(WIDE)
        path.write_text(target_comparison_page(connection), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Any, file: Path) -> Iterator[Any]:
    opened = browser.new_page(viewport={"width": DESK, "height": 900})
    opened.requested = []
    opened.complaints = []
    opened.on("request", lambda request: opened.requested.append(request.url))
    opened.on("console", lambda message: opened.complaints.append(message.text))
    opened.goto(file.as_uri())
    yield opened
    opened.close()


def test_it_opens_in_japanese_and_asks_nobody(page: Any, file: Path) -> None:
    assert page.requested == [file.as_uri()]
    assert page.complaints == []
    assert page.get_by_role("heading", level=1).inner_text() == "目標の版の比較"


def test_the_switch_is_used_by_keyboard(page: Any) -> None:
    page.get_by_label("日本語").focus()
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("heading", level=1).inner_text() == "Target versions side by side"
    visible = page.locator("main").inner_text()
    assert "Attainment" in visible
    assert "達成率" not in visible
    page.keyboard.press("ArrowLeft")
    assert "達成率" in page.locator("main").inner_text()


def test_tables_are_told_by_their_headers(page: Any) -> None:
    table = page.get_by_role("table").first
    assert table.get_by_role("columnheader", name="当初予算分").count() == 1
    assert table.get_by_role("rowheader", name="変更案").count() == 1
    assert page.get_by_role("region").count() == 2, "each table can be reached and scrolled by keyboard"


@pytest.mark.parametrize("language", ["日本語", "English"])
@pytest.mark.parametrize(("media", "width"), [("screen", DESK), ("print", A4)])
def test_tables_fit(page: Any, language: str, media: str, width: int) -> None:
    page.get_by_label(language).check()
    page.set_viewport_size({"width": width, "height": 700})
    page.emulate_media(media=media)
    overflow = "[...document.querySelectorAll('table')].map(t => t.scrollWidth - t.parentElement.clientWidth)"
    assert all(pixels <= 0 for pixels in page.evaluate(overflow))


def test_print_shows_no_controls(page: Any) -> None:
    page.emulate_media(media="print")
    assert not page.get_by_text("English", exact=True).is_visible()
