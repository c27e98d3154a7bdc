"""The Data Docs: everything the run found, on a page that asks nothing of any other server."""

from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from expectations.data_docs import SHOWN_ROWS, write_data_docs
from expectations.decisions import write_decisions
from expectations.findings import gap_id, write_findings
from expectations.runner import run_suites
from expectations.suites import Suite
from expectations.waivers import Waiver

ID = "fdi_cases__budget_source__unknown"
BROKEN = "startup_cases__case_id__missing"
THRESHOLD = "survey_response__rate__below_threshold"


class Page(HTMLParser):
    """Attributes of every element, and the ids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.classes: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = {name: value or "" for name, value in attrs}
        self.attributes += given.items()
        if tag == "details":
            self.classes[given["id"]] = given["class"]


@pytest.fixture
def html(warehouse: Path, change: Callable[..., None], suites: list[Suite], as_of: date, tmp_path: Path) -> str:
    change(
        "update intermediate.int_fdi_cases set budget_source = null, "
        "budget_source_text = '<script src=\"https://example.org/x.js\"></script>'",
        "insert into intermediate.int_fdi_cases select f.* replace ('F-' || n as case_id, n as source_row) "
        "from (from intermediate.int_fdi_cases where case_id = 'F-2') as f, range(100, 130) as numbers (n)",
        "alter table intermediate.int_startup_cases drop case_id",
    )
    results = run_suites(warehouse, suites, as_of, only=[ID, BROKEN, THRESHOLD])
    write_findings(warehouse, results)
    accepting = Waiver(expectation_id=ID, accepted_until=as_of, reason="Asked the desk.", accepted_by="invest_japan")
    page = tmp_path / "data_docs" / "index.html"
    with duckdb.connect(str(warehouse)) as connection:
        write_decisions(connection, suites, [accepting], as_of)
        write_data_docs(connection, page, as_of)
    return page.read_text(encoding="utf-8")


def test_every_result_stands_under_its_id(html: str) -> None:
    assert Page(html).classes == {ID: "failed", BROKEN: "could_not_run", THRESHOLD: "passed"}


def test_the_page_asks_for_nothing(html: str) -> None:
    page = Page(html)
    assert page.tags.isdisjoint({"script", "link", "img", "iframe", "object", "base", "form"})
    requested = [value for name, value in page.attributes if name in ("src", "href", "srcset", "action", "data")]
    assert requested
    assert all(value.startswith("#") for value in requested)
    assert "@import" not in html
    assert "url(" not in html
    assert "default-src 'none'" in html, "a browser would not refuse either"


def test_a_finding_tells_owner_gap_waiver_and_rows(html: str, as_of: date) -> None:
    for told in (
        gap_id(ID, "fdi_cases", 2024),
        "invest_japan",
        f"{as_of} invest_japan: Asked the desk.",
        "手順 docs/runbook.ja.md#unknown-code",
        "runbook docs/runbook.md#unknown-code",
        "fdi_cases_FY2024_20250415.xlsx",
        "34 of 34 rows",
    ):
        assert told in html
    assert html.count("<td>fdi_cases_FY2024_20250415.xlsx</td>") == SHOWN_ROWS


def test_what_could_not_run_tells_its_error(html: str) -> None:
    assert "エラー error: " in html


def test_a_threshold_tells_when_it_is_looked_at_again(html: str) -> None:
    assert "しきい値 threshold 0.5" in html
    assert "見直し review on 2027-04-01" in html


def test_values_of_files_are_text(html: str) -> None:
    assert "&lt;script src=" in html
    assert "<script" not in html


def test_a_page_that_fails_leaves_the_one_before(warehouse: Path, tmp_path: Path, as_of: date) -> None:
    page = tmp_path / "index.html"
    page.write_text("before", encoding="utf-8")
    with duckdb.connect(str(warehouse)) as connection, pytest.raises(duckdb.CatalogException):
        write_data_docs(connection, page, as_of)  # nothing was ever examined
    assert page.read_text(encoding="utf-8") == "before"
