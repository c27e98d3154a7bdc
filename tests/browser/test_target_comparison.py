"""The page of the target versions in a browser: one language at a time, by keyboard, without requests, on A4."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from reporting.pages.target_comparison import target_comparison_page
from tests.reporting.conftest import MARTS
from tests.reporting.test_target_comparison import COMPARISON

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


@pytest.fixture
def opened(page: Any, file: Path) -> Any:
    page.goto(file.as_uri())
    return page


def test_it_opens_in_japanese_and_asks_nobody(opened: Any, file: Path) -> None:
    assert opened.requested == [file.as_uri()]
    assert opened.complaints == []
    assert opened.get_by_role("heading", level=1).inner_text() == "目標の版の比較"


def test_the_switch_is_used_by_keyboard(opened: Any) -> None:
    opened.get_by_role("link", name="English").focus()
    opened.keyboard.press("Enter")
    assert opened.get_by_role("heading", level=1).inner_text() == "Target versions side by side"
    visible = opened.locator("main").inner_text()
    assert "Attainment" in visible
    assert "達成率" not in visible
    opened.get_by_role("link", name="日本語").focus()
    opened.keyboard.press("Enter")
    assert "達成率" in opened.locator("main").inner_text()


def test_tables_are_told_by_their_headers(opened: Any) -> None:
    table = opened.get_by_role("table").first
    assert table.get_by_role("columnheader", name="当初予算分").count() == 1
    assert table.get_by_role("rowheader", name="変更案").count() == 1
    assert opened.get_by_role("region").count() == 2, "each table can be reached and scrolled by keyboard"


@pytest.mark.parametrize("fragment", ["", "#en"])
@pytest.mark.parametrize(("media", "width"), [("screen", DESK), ("print", A4)])
def test_tables_fit(opened: Any, file: Path, fragment: str, media: str, width: int) -> None:
    opened.goto(file.as_uri() + fragment)
    opened.set_viewport_size({"width": width, "height": 700})
    opened.emulate_media(media=media)
    overflow = "[...document.querySelectorAll('table')].map(t => t.scrollWidth - t.parentElement.clientWidth)"
    assert all(pixels <= 0 for pixels in opened.evaluate(overflow))


def test_print_shows_no_controls(opened: Any) -> None:
    opened.emulate_media(media="print")
    assert not opened.get_by_text("English", exact=True).is_visible()
