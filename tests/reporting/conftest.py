"""Fixtures: made-up marts, as a warehouse holds them and as they are published."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb
import pytest

from reporting.documents import DocumentBuilder
from reporting.publication import InputFile, publish

MARTS = Path(__file__).parent / "marts.sql"
AS_OF = date(2026, 10, 31)
FILE = InputFile(
    "fdi_cases", 2024, date(2025, 4, 15), "fdi_cases/fdi_cases_FY2024_20250415.xlsx", "0123456789abcdef" * 4, 6
)


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """Link to a publication of the made-up marts."""
    return publish_marts(tmp_path)


def publish_marts(
    home: Path, *further: Path, marts: Path = MARTS, documents: Mapping[str, DocumentBuilder] | None = None
) -> Path:
    """Publish made-up marts, and those of further files, with documents."""
    with duckdb.connect(":memory:") as connection:
        for file in (marts, *further):
            connection.execute(file.read_text(encoding="utf-8"))
        publish(
            connection,
            home / "publications",
            home / "published",
            as_of=AS_OF,
            code_version="0",
            fingerprint="f",
            input_files=[FILE],
            documents=documents,
        )
    return home / "published"
