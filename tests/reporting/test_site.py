"""The site of made-up marts: the figures of its pages are those of the marts, and nothing in it leads astray."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from reporting.pages.navigation import pages_of
from reporting.pages.site import FOLDER, write_pages
from tests.reporting.page_elements import Elements
from tests.reporting.page_figures import differences, has_figures, marts_figures, shown_figures

MARTS = [Path(__file__).with_name(name) for name in ("site.sql", "comparison.sql")]
FILES = [page.file for page in pages_of("1234")]
WITH_FIGURES = [file for file in FILES if has_figures(file)]


def site_marts() -> duckdb.DuckDBPyConnection:
    """Made-up marts of every page."""
    connection = duckdb.connect(":memory:")
    for file in MARTS:
        connection.execute(file.read_text(encoding="utf-8"))
    return connection


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages by file name."""
    folder = tmp_path_factory.mktemp("site")
    with site_marts() as connection:
        write_pages(connection, folder)
    return {path.name: path.read_text(encoding="utf-8") for path in (folder / FOLDER).iterdir()}


def part(html: str, start: str, end: str) -> str:
    """What stands between two pieces of a page."""
    return html.split(start, 1)[1].split(end, 1)[0]


def amounts(row: str) -> dict[str, str]:
    """The figures of one row of a page by column."""
    return {column: text for (_, column), text in shown_figures(f'<tr data-row="one">{row}</tr>').items()}


def test_every_page_of_the_navigation_is_written(site: dict[str, str]) -> None:
    assert sorted(site) == sorted(FILES)


@pytest.mark.parametrize("file", WITH_FIGURES)
def test_figures_are_those_of_the_marts(file: str, site: dict[str, str]) -> None:
    with site_marts() as connection:
        published = marts_figures(connection, file)
    assert published
    assert differences(shown_figures(site[file]), published) == []


def test_a_wrong_figure_would_be_told(site: dict[str, str]) -> None:
    with site_marts() as connection:
        connection.execute("update marts.kpi_target_status set actual = 349 where actual = 350")
        published = marts_figures(connection, "index.html")
    assert differences(shown_figures(site["index.html"]), published) == [
        "('fdi_success revised', 'actual'): 350 shown, 349 published"
    ]


@pytest.mark.parametrize("file", FILES)
def test_pages_need_nothing_from_elsewhere(file: str, site: dict[str, str]) -> None:
    elements = Elements(site[file])
    assert not elements.open
    assert not {tag for tag, _ in elements.started} & {"script", "link", "img", "iframe", "form", "image"}
    assert "default-src 'none'" in site[file]
    assert not re.search(r"https?:|//|@import|url\((?!#)", site[file])


@pytest.mark.parametrize("file", FILES)
def test_ids_are_unique_and_links_lead_somewhere(file: str, site: dict[str, str]) -> None:
    elements = Elements(site[file])
    ids = elements.values("id")
    assert len(ids) == len(set(ids))
    for name in elements.values("aria-labelledby"):
        assert name in ids
    for address in elements.values("href"):
        target, _, fragment = address.partition("#")
        # Other builders write these.
        if target not in ("../実績報告.xlsx", "../data_dictionary.csv"):
            assert target in ("", *FILES)
            assert fragment in ("", *Elements(site[target or file]).values("id"))


@pytest.mark.parametrize("file", FILES)
def test_english_links_lead_to_english(file: str, site: dict[str, str]) -> None:
    english = [
        attributes["href"] or ""
        for tag, attributes in Elements(site[file]).started
        if tag == "a" and "en" in (attributes.get("class") or "").split() and attributes.get("lang") == "en"
    ]
    assert len(english) > len(FILES)
    assert [address for address in english if not re.search(r"#en(-|$)|\.xlsx$", address)] == []


@pytest.mark.parametrize("file", FILES)
def test_texts_of_the_marts_are_no_markup(file: str, site: dict[str, str]) -> None:
    assert "<i>" not in site[file]
    assert "<b>" not in site[file]
    assert "<支援>" not in site[file]


def test_a_year_is_published_though_a_month_of_it_is_suppressed(site: dict[str, str]) -> None:
    row = part(site["pillar_1.html"], '<tr data-row="fdi_amount">', "</tr>")
    assert amounts(row) == {"2023": "–", "2024": "500,000.25", "2025": "900,000", "2026": "100,000"}
    # The whole period.
    assert row.count('class="suppressed"') == 1


def test_withheld_bounds_are_not_called_unbounded(tmp_path: Path) -> None:
    with site_marts() as connection:
        connection.execute(
            "update marts.monitored_figures set actual = 7, actual_low = 7, actual_high = null, is_suppressed = true "
            "where indicator_id = 'gov_liaison_count'"
        )
        write_pages(connection, tmp_path)
    row = part(
        (tmp_path / FOLDER / "pillar_1.html").read_text(encoding="utf-8"), '<tr data-row="gov_liaison_count">', "</tr>"
    )
    assert '<span data-column="actual">7</span>' in row
    assert 'class="suppressed"' in row
    assert "unbounded" not in row


def test_a_total_nobody_answered_is_not_called_suppressed(site: dict[str, str]) -> None:
    suppressed = part(site["surveys.html"], '<tr data-row="fdi investment_amount 2024">', "</tr>")
    unanswered = part(site["surveys.html"], '<tr data-row="fdi investment_amount 2025">', "</tr>")
    assert 'class="suppressed"' in suppressed
    assert 'class="suppressed"' not in unanswered
    assert '<span data-column="total">–</span>' in unanswered


def test_values_before_a_break_are_marked(site: dict[str, str]) -> None:
    row = part(site["pillar_1.html"], '<tr data-row="gov_liaison_count">', "</tr>")
    assert row.count("<sup>†</sup>") == 1
    assert "Its scope was widened." in row


def test_a_survey_figure_stands_with_its_response_rate(site: dict[str, str]) -> None:
    assert "58.3 % (186 of 319)" in part(site["pillar_1.html"], '<tr data-row="fdi_amount">', "</tr>")


def test_a_narrative_is_shown_as_it_stands(site: dict[str, str]) -> None:
    assert "一行目。\n&lt;b&gt;二行目&lt;/b&gt;</blockquote>" in site["pillar_3.html"]


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        ("gap-1", ["the first ones only", "row 110", "−12 … +1"]),
        ("gap-2", ["2026-12-31", "Small &amp; known.", "0 … ", "unbounded", "2026-06-01"]),
        ("gap-3", ["blocking", "not known", "could not be checked"]),
        ("gap-4", ["resolved", "2026-09-30"]),
        ("gap-5", ["supplementary budget"]),
    ],
)
def test_a_gap_is_told_with_its_effect_and_its_rows(gap: str, said: list[str], site: dict[str, str]) -> None:
    row = part(site["gaps.html"], f'data-row="{gap}"', "</tbody>")
    plain = " ".join(re.sub(r"<[^>]+>", "", row).split())
    assert [words for words in said if words not in plain] == []


def test_an_owner_that_is_no_plain_word_enters_no_style_rule(site: dict[str, str]) -> None:
    assert "not " not in part(site["gaps.html"], "<style>", "</style>").split("tbody.gap")[1]
    assert "owner-planning" in site["gaps.html"]
    assert "owner-not" not in site["gaps.html"]


def test_the_history_draws_no_line_of_a_single_report(tmp_path: Path) -> None:
    with site_marts() as connection:
        connection.execute("delete from marts.target_status_history where as_of_date < date '2026-10-31'")
        connection.execute("delete from marts.figure_changes; delete from marts.forecast_outcomes")
        write_pages(connection, tmp_path)
    html = (tmp_path / FOLDER / "history.html").read_text(encoding="utf-8")
    assert 'role="img"' not in html
    assert "There is no forecast of an earlier as-of date yet." in html


def test_marts_without_targets_and_gaps_make_a_site(tmp_path: Path) -> None:
    with site_marts() as connection:
        for table in ("kpi_target_status", "dim_target", "target_comparison", "target_status_history", "data_gaps"):
            connection.execute(f"delete from marts.{table}")
        write_pages(connection, tmp_path)
    pages = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / FOLDER).iterdir()}
    assert "There is no target." in pages["index.html"]
    assert "No gap is open." in pages["gaps.html"]
