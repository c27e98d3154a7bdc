"""The site in a browser: no requests, one language at a time, by keyboard, on a phone, on A4, for a screen reader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reporting.pages.navigation import pages_of

FILES = [page.file for page in pages_of("1234")]
# Widths in CSS pixels: a small phone, and the text of A4 landscape less its margins.
PHONE, A4 = 360, 1032
LANGUAGES = {"ja": "", "en": "#en"}
# What is wider than the place that it may take, by tag and class.
OVERFLOWING = """
[...document.querySelectorAll('.scroll > table, .chart svg')]
    .filter(e => e.getBoundingClientRect().width > e.parentElement.getBoundingClientRect().width + 1)
    .map(e => `${e.tagName} ${e.parentElement.getAttribute('aria-labelledby')}`)
"""


def visit(page: Any, site: Path, file: str, language: str) -> None:
    page.goto((site / file).as_uri() + LANGUAGES[language])


@pytest.mark.parametrize("file", FILES)
def test_a_page_opens_from_a_file_and_asks_nobody(file: str, page: Any, site: Path) -> None:
    visit(page, site, file, "ja")
    assert page.requested == [(site / file).as_uri()]
    assert page.complaints == []


@pytest.mark.parametrize(("language", "scheme"), [("ja", "light"), ("en", "light"), ("ja", "dark")])
@pytest.mark.parametrize("file", FILES)
def test_axe_finds_nothing_serious(file: str, language: str, scheme: str, page: Any, site: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page.emulate_media(color_scheme=scheme)
    visit(page, site, file, language)
    violations = axe.run(page).response["violations"]
    found = [
        f"{violation['id']}: {node['html'][:120]}"
        for violation in violations
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]
    assert found == []


def test_axe_would_find_a_faint_text(page: Any, site: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    visit(page, site, "index.html", "ja")
    page.add_style_tag(content=".facts { color: #ccc !important; }")
    assert "color-contrast" in {violation["id"] for violation in axe.run(page).response["violations"]}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", FILES)
def test_a_phone_scrolls_down_only(file: str, language: str, page: Any, site: Path) -> None:
    page.set_viewport_size({"width": PHONE, "height": 740})
    visit(page, site, file, language)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", FILES)
def test_tables_and_charts_fit_on_paper(file: str, language: str, page: Any, site: Path) -> None:
    page.set_viewport_size({"width": A4, "height": 700})
    page.emulate_media(media="print")
    visit(page, site, file, language)
    assert page.evaluate(OVERFLOWING) == []


def test_paper_shows_no_controls_and_all_rows_of_a_gap(page: Any, site: Path) -> None:
    visit(page, site, "gaps.html", "ja")
    row = page.get_by_text("110行")
    assert not row.is_visible()
    page.emulate_media(media="print")
    assert row.is_visible()
    assert not page.get_by_role("navigation").is_visible()
    assert not page.get_by_text("English", exact=True).is_visible()


def test_a_figure_of_a_chart_follows_the_scheme(page: Any, site: Path) -> None:
    visit(page, site, "index.html", "ja")
    colour = "getComputedStyle(document.querySelector('.chart text')).fill"
    light = page.evaluate(colour)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(colour) != light


def test_the_language_goes_with_the_reader(page: Any, site: Path) -> None:
    visit(page, site, "index.html", "ja")
    assert page.get_by_role("heading", level=1).inner_text() == "目標の概要"
    page.get_by_role("link", name="English").focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("heading", level=1).inner_text() == "All targets"
    page.get_by_role("link", name="FDI attraction successes").click()
    assert page.url.endswith("pillar_1.html#en-fdi_success")
    visible = page.locator("main").inner_text()
    assert "Fiscal year" in visible
    assert "年度・財源別" not in visible
    page.get_by_role("link", name="日本語").click()
    assert "年度・財源別" in page.locator("main").inner_text()


def test_the_skip_link_is_the_first_by_keyboard(page: Any, site: Path) -> None:
    visit(page, site, "gaps.html", "en")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the text"
    page.keyboard.press("Enter")
    assert page.url.endswith("#en-main")
    assert page.get_by_role("heading", level=1).inner_text() == "Gaps in the data"


@pytest.mark.parametrize(
    ("language", "link", "shown"),
    [
        ("ja", "planning", ["gap-2", "gap-3"]),
        ("en", "planning", ["gap-2", "gap-3"]),
        ("en", "invest_japan", ["gap-1", "gap-4"]),
    ],
)
def test_gaps_of_an_owner_are_shown_alone(language: str, link: str, shown: list[str], page: Any, site: Path) -> None:
    visit(page, site, "gaps.html", language)
    page.get_by_role("link", name=link, exact=True).click()
    visible = "[...document.querySelectorAll('tbody.gap')].filter(e => e.offsetHeight).map(e => e.dataset.row)"
    assert sorted(page.evaluate(visible)) == shown
    page.get_by_role("link", name="すべて示す" if language == "ja" else "Show all").click()
    assert len(page.evaluate(visible)) == 5


def test_the_overview_leads_to_the_gaps_of_a_target(page: Any, site: Path) -> None:
    visit(page, site, "index.html", "ja")
    page.get_by_role("link", name="欠落 2件").click()
    assert page.url.endswith("gaps.html#indicator-fdi_success")
    assert "「対日投資誘致成功件数」に関わる欠落のみ" in page.locator("main").inner_text()


def test_a_chart_is_one_picture_with_a_name(page: Any, site: Path) -> None:
    visit(page, site, "index.html", "en")
    picture = page.get_by_role("img", name="Chart: FDI attraction successes. Actual, bounds")
    assert picture.count() == 1
    assert "図" not in picture.first.evaluate("e => e.ariaLabelledByElements?.[0]?.innerText ?? ''")


def test_a_row_of_the_overview_is_told_by_its_headers(page: Any, site: Path) -> None:
    visit(page, site, "index.html", "en")
    table = page.get_by_role("table").first
    assert table.get_by_role("columnheader", name="Actual, attainment").count() == 1
    assert table.get_by_role("rowheader", name="revised in force").count() == 3
