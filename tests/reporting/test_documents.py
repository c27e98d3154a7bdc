"""Documents: made from what is published, whole or not at all, and never in the way of the figures."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from reporting.documents import Document
from reporting.pages.navigation import pages_of
from reporting.pages.site import write_pages
from reporting.publication import publication_in_force
from reporting.published import read_target_comparison
from tests.reporting.conftest import publish_marts
from tests.reporting.test_target_comparison import COMPARISON

SITE = Path(__file__).with_name("site.sql")


def write_note(connection: duckdb.DuckDBPyConnection, directory: Path) -> None:
    (actual,) = connection.execute("select max(actual) from marts.kpi_target_status").fetchone() or (None,)
    (directory / "notes").mkdir()
    (directory / "notes" / "actual.txt").write_text(str(actual), encoding="utf-8")


def fail_half_way(_: duckdb.DuckDBPyConnection, directory: Path) -> None:
    (directory / "half.txt").write_text("half", encoding="utf-8")
    raise ValueError("no such column")


def test_the_pages_are_published_beside_the_marts(tmp_path: Path) -> None:
    published = publish_marts(tmp_path, COMPARISON, marts=SITE, documents={"pages": write_pages})
    publication = publication_in_force(published)
    assert publication is not None
    assert publication.documents["pages"] == Document(tuple(sorted(f"pages/{page.file}" for page in pages_of("1234"))))
    assert "目標の版の比較" in (published / "pages" / "target_comparison.html").read_text(encoding="utf-8")


def test_a_document_is_made_from_the_published_tables(tmp_path: Path) -> None:
    published = publish_marts(tmp_path, documents={"note": write_note})
    assert (published / "notes" / "actual.txt").read_text(encoding="utf-8") == "342"


def test_a_document_cannot_change_what_is_published(tmp_path: Path) -> None:
    def meddle(connection: duckdb.DuckDBPyConnection, _: Path) -> None:
        connection.execute("update marts.kpi_target_status set actual = 376")

    publication = publication_in_force(publish_marts(tmp_path, documents={"meddler": meddle}))
    assert publication is not None
    assert "read-only" in (publication.documents["meddler"].error or "")


def test_figures_are_published_without_a_document_that_fails(tmp_path: Path) -> None:
    published = publish_marts(tmp_path, COMPARISON, documents={"broken": fail_half_way, "note": write_note})
    publication = publication_in_force(published)
    assert publication is not None
    assert publication.documents == {
        "broken": Document((), "ValueError: no such column"),
        "note": Document(("notes/actual.txt",)),
    }
    assert not list(published.rglob("half.txt"))
    assert not list(published.glob(".*"))
    assert read_target_comparison(published)


@pytest.mark.parametrize(
    ("files", "entry", "place"),
    [
        (("pages/gaps.html", "pages/index.html"), "pages/index.html", "pages/index.html"),
        (("実績報告.xlsx",), "実績報告.xlsx", "実績報告.xlsx"),
        (("tables/cp932/gaps.csv", "tables/utf-8/gaps.csv"), None, "tables/"),
    ],
    ids=["pages", "one file", "several files"],
)
def test_a_document_says_where_to_begin(files: tuple[str, ...], entry: str | None, place: str) -> None:
    assert Document(files).entry == entry
    assert Document(files).place == place


@pytest.mark.parametrize("taken", ["marts.duckdb", "notes/actual.txt"])
def test_a_document_takes_no_name_that_is_taken(taken: str, tmp_path: Path) -> None:
    def take(_: duckdb.DuckDBPyConnection, directory: Path) -> None:
        (directory / taken).parent.mkdir(exist_ok=True)
        (directory / taken).write_text("mine", encoding="utf-8")

    published = publish_marts(tmp_path, documents={"note": write_note, "taker": take})
    publication = publication_in_force(published)
    assert publication is not None
    assert publication.documents["taker"] == Document((), f"FileExistsError: {taken} is there already")
    assert (published / "notes" / "actual.txt").read_text(encoding="utf-8") == "342"
