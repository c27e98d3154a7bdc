"""Fixtures: a publication of a real run, and what each client answered, kept for the record.

These tests need environments of their own (`make test-bi`); without MOKUHYO_BI_HOME they are skipped.

    MOKUHYO_BI_HOME       home directory that a run has published to
    MOKUHYO_BI_RESULT     file to write what was measured to; nothing is written without it
    MOKUHYO_BI_SCREENSHOT file to write a picture of the dashboard to; nothing is written without it
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from reporting.publication import Publication, publication_in_force
from reporting.table_copy import DATABASE_FOR_TOOLS

ENVIRONMENTS = Path(__file__).resolve().parents[2] / ".bi"


@pytest.fixture(scope="session")
def publication() -> Publication:
    home = os.environ.get("MOKUHYO_BI_HOME")
    if home is None:
        pytest.skip("no MOKUHYO_BI_HOME: `make test-bi` runs these tests")
    found = publication_in_force(Path(home).absolute() / "published")
    assert found is not None, f"nothing is published in {home}"
    return found


@pytest.fixture(scope="session")
def database(publication: Publication) -> Path:
    """The published database, by the name that tools can use."""
    return publication.directory / DATABASE_FOR_TOOLS


@pytest.fixture(scope="session")
def measured(publication: Publication) -> Iterator[list[dict[str, Any]]]:
    """Takes a line per client."""
    clients: list[dict[str, Any]] = []
    yield clients
    if result := os.environ.get("MOKUHYO_BI_RESULT"):
        content = {
            "measured_on": datetime.now(UTC).date().isoformat(),
            "machine": {"cores": os.cpu_count(), "system": platform.system(), "architecture": platform.machine()},
            "published_tables": len(publication.tables),
            "published_rows": sum(table.rows for table in publication.tables.values()),
            "clients": sorted(clients, key=lambda client: str(client["client"])),
        }
        Path(result).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
