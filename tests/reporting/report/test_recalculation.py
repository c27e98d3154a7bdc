"""LibreOffice opens the workbook, reckons every formula anew and finds the published figures."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from reporting.workbook.workbook import FILE, write_workbook
from tests.reporting.report.conftest import MARTS

OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed (Debian: libreoffice-calc)")


def recalculated(file: Path, folder: Path) -> Workbook:
    """Return a workbook as LibreOffice saves it, all formulas reckoned anew."""
    assert OFFICE is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out"), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return load_workbook(folder / "out" / file.name, data_only=True)


def without_cached_values(file: Path, folder: Path) -> Path:
    """Return a copy whose formulas carry no figure, so that what is found there was reckoned."""
    workbook = load_workbook(file)
    workbook.save(folder / FILE)
    return folder / FILE


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written")
    with duckdb.connect(":memory:") as connection:
        connection.execute(MARTS.read_text(encoding="utf-8"))
        write_workbook(connection, folder)
    return folder / FILE


@pytest.fixture(scope="module")
def opened(written: Path, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    folder = tmp_path_factory.mktemp("opened")
    return recalculated(without_cached_values(written, folder), folder)


def values(workbook: Workbook) -> Iterator[tuple[str, str, object]]:
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            yield from ((sheet.title, cell.coordinate, cell.value) for cell in row if cell.value is not None)


def test_no_cell_is_an_error(opened: Workbook) -> None:
    assert not [found for found in values(opened) if str(found[2]).startswith("#") or str(found[2]).startswith("Err:")]


def test_every_figure_is_the_published_one(written: Path, opened: Workbook) -> None:
    formulas = {
        (sheet, cell) for sheet, cell, value in values(load_workbook(written)) if str(value).startswith("=SUM(")
    }
    formulas |= {
        (sheet, cell) for sheet, cell, value in values(load_workbook(written)) if str(value).startswith("=INT(")
    }
    published = {(sheet, cell): value for sheet, cell, value in values(load_workbook(written, data_only=True))}
    reckoned = {(sheet, cell): value for sheet, cell, value in values(opened)}
    assert len(formulas) > 20
    assert formulas <= published.keys()
    figures = {place: value for place, value in published.items() if isinstance(value, int | float)}
    assert {place: reckoned.get(place) for place in figures} == pytest.approx(figures, rel=1e-12)


def test_planted_formulas_are_still_text(written: Path, opened: Workbook) -> None:
    texts = {value for _, _, value in values(load_workbook(written)) if isinstance(value, str) and "HYPERLINK" in value}
    assert texts
    assert texts <= {value for _, _, value in values(opened)}
