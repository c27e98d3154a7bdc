"""Workbook and CSV tables of a whole run: every published figure of a target is found in them again."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from tests.end_to_end.conftest import Sample
from tests.end_to_end.pipeline import read_table

BOOK = "実績報告.xlsx"
OFFICE = shutil.which("soffice")
STATUS = "select * from {}.kpi_target_status where target is not null order by position, effective_from"


@pytest.fixture(scope="module")
def results(full: Sample) -> list[dict[str, str]]:
    with (full.published.directory / "tables" / "utf-8" / "section_results.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    names = [heading.split(" / ")[-1] for heading in rows[0]]
    return [dict(zip(names, row, strict=True)) for row in rows[1:]]


def cells(workbook: Workbook) -> Iterator[tuple[str, str, Any]]:
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            yield from ((sheet.title, cell.coordinate, cell.value) for cell in row if cell.value is not None)


def test_both_documents_are_built(full: Sample) -> None:
    documents = full.published.manifest["documents"]
    assert {name: documents[name]["error"] for name in ("workbook", "tables")} == {"workbook": None, "tables": None}
    assert documents["workbook"]["files"] == [BOOK]


def test_every_target_is_reported_as_it_is_published(full: Sample, results: list[dict[str, str]]) -> None:
    supplementary = "(supplementary)"
    found = [row for row in results if row["Target"] and supplementary not in row["Target version in English"]]
    figures = [
        (row["Indicator id"], float(row["Target"]), float(row["Cumulative"]), float(row["Attainment, %"]))
        for row in found
    ]
    published = read_table(full.published.directory, STATUS)
    assert figures == [(row["indicator_id"], row["target"], row["actual"], row["attainment_pct"]) for row in published]


def test_the_years_of_every_target_add_up(results: list[dict[str, str]]) -> None:
    # Of each version by its own reading, and of its supplement: initial budget and companies of two budgets included.
    targets = [row for row in results if row["Target"]]
    assert len(targets) == 24
    for row in targets:
        years = [float(value or 0) for name, value in row.items() if name.startswith("FY")]
        assert sum(years) == float(row["Cumulative"]), row


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed (Debian: libreoffice-calc)")
def test_libreoffice_reckons_the_published_figures(full: Sample, tmp_path: Path) -> None:
    assert OFFICE is not None
    book = full.published.directory / BOOK
    bare = tmp_path / BOOK
    # Saved without the figures of its formulas, so that what is found was reckoned.
    load_workbook(book).save(bare)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(bare)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    reckoned = {
        (sheet, cell): value for sheet, cell, value in cells(load_workbook(tmp_path / "out" / BOOK, data_only=True))
    }
    assert not [value for value in reckoned.values() if str(value).startswith(("#", "Err:"))]
    published = {
        (sheet, cell): value
        for sheet, cell, value in cells(load_workbook(book, data_only=True))
        if isinstance(value, int | float)
    }
    assert sum(str(value).startswith("=") for _, _, value in cells(load_workbook(book))) > 100
    assert {place: reckoned.get(place) for place in published} == pytest.approx(published, rel=1e-12)
