"""Fixtures: made-up marts, and the workbook made of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from reporting.report.report import Report, read_report
from reporting.workbook.workbook import FILE, write_workbook

MARTS = Path(__file__).parent / "marts.sql"


@pytest.fixture
def marts() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as connection:
        connection.execute(MARTS.read_text(encoding="utf-8"))
        yield connection


@pytest.fixture
def report(marts: duckdb.DuckDBPyConnection) -> Report:
    return read_report(marts)


@pytest.fixture
def workbook_file(marts: duckdb.DuckDBPyConnection, tmp_path: Path) -> Path:
    write_workbook(marts, tmp_path)
    return tmp_path / FILE


@pytest.fixture
def workbook(workbook_file: Path) -> Workbook:
    """The workbook with its formulas."""
    return load_workbook(workbook_file)
