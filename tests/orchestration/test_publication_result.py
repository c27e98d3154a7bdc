"""What the UI shows of a publication, and where its links lead to."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest

from orchestration.assets.publication import publication_result
from orchestration.documents import data_docs_link, published_link
from orchestration.home import Home
from reporting.documents import Document
from reporting.publication import Publication, publication_in_force
from tests.reporting.conftest import publish_marts

DOCUMENTS_URL = "http://127.0.0.1:3001"
PNG = b"\x89PNG\r\n"


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    """A publication of the made-up marts: one target in two versions, neither assessable, and three open gaps."""
    made = publication_in_force(publish_marts(tmp_path))
    assert made is not None
    return made


@pytest.mark.parametrize("error", [None, "TemplateNotFound: base.html.j2"])
def test_it_links_its_documents_and_warns_of_those_it_lacks(
    error: str | None, publication: Publication, tmp_path: Path
) -> None:
    document = Document(("pages/index.html",) if error is None else (), error)
    shown = publication_result(Home(tmp_path), replace(publication, documents={"pages": document}), DOCUMENTS_URL)
    (check,) = shown.check_results
    assert (check.passed, check.severity) == (error is None, dg.AssetCheckSeverity.WARN)
    metadata = shown.metadata or {}
    assert metadata["data_docs"].value == f"{DOCUMENTS_URL}/data_docs/index.html"
    if error is None:
        assert metadata["pages"].value == f"{DOCUMENTS_URL}/published/pages/index.html"
    else:
        assert "pages" not in metadata
        assert check.metadata["pages"].value == error


def test_it_shows_figures_and_a_picture(publication: Publication, tmp_path: Path) -> None:
    metadata = publication_result(Home(tmp_path), publication, DOCUMENTS_URL).metadata or {}
    assert metadata["targets/not_assessable"] == 1, "the version in force alone"
    assert metadata["attainment_pct/fdi_success"] == 91.0
    assert metadata["data_gaps"] == 3
    text = str(metadata["targets"].value)
    content = text.split("base64,")[1].removesuffix(")")
    assert base64.b64decode(content).startswith(PNG)


def test_a_picture_that_cannot_be_drawn_undoes_nothing(
    publication: Publication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> bytes:
        raise ValueError("no such colour")

    monkeypatch.setattr("reporting.charts.rendering.to_png", fail)
    shown = publication_result(Home(tmp_path), publication, DOCUMENTS_URL)
    (check,) = shown.check_results
    assert not check.passed
    assert check.metadata["picture"].value == "ValueError: no such colour"


def test_links_are_addresses() -> None:
    assert published_link("https://example.jp/m/", "実績報告.xlsx").startswith(
        "https://example.jp/m/published/%E5%AE%9F"
    )
    home = Home(Path("/srv/mokuhyo"))
    assert data_docs_link(DOCUMENTS_URL, home, "a__b__c") == f"{DOCUMENTS_URL}/data_docs/index.html#a__b__c"
