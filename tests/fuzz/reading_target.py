"""What must hold for any bytes given to the readers; used by the fuzzer and over the kept corpus."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pyarrow.parquet as pq

from ingest.contracts import load_contracts
from ingest.errors import FileRefusedError
from ingest.landed_file import LandedFile, Origin, land_as_parquet, rejected_path
from ingest.typing_rules import TypingRules

CONTRACT = load_contracts()["activities"]
RULES = TypingRules()
ORIGIN = Origin("activities/activities_FY2024_20250410", "0" * 64, 2024, dt.date(2025, 4, 10))
LANDED_AS = "landed.parquet"


def check(content: bytes, suffix: str) -> LandedFile | None:
    """Land any bytes: they are refused with a remedy and leave nothing, or every row is accounted for.

    Returns:
        What was landed; None when it was refused.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / f"file.{suffix}"
        path.write_bytes(content)
        landing = folder / "landing"
        landed, refusal = _land(path, suffix, landing)
        if landed is None:
            assert refusal is not None
            assert refusal.problem
            assert refusal.remedy
            assert [left for left in landing.rglob("*") if left.is_file()] == []
            return None
        rows = pq.read_table(landing / LANDED_AS)["source_row"].to_pylist()
        rejected = rejected_path(landing, LANDED_AS)
        rejected_rows = pq.read_table(rejected)["source_row"].to_pylist() if rejected.is_file() else []
        assert rows == sorted(rows)
        assert (len(rows), len(rejected_rows)) == (landed.rows, landed.rejected)
        seen = rows + rejected_rows
        assert len(set(seen)) == len(seen)
        under_header = landed.rows + landed.rejected + landed.notes + landed.blanks
        # The header stands in one of the first twenty rows, and no row number is beyond the rows there are.
        assert not seen or max(seen) <= 20 + under_header
        return landed


def _land(path: Path, suffix: str, landing: Path) -> tuple[LandedFile | None, FileRefusedError | None]:
    try:
        return land_as_parquet(path, suffix, CONTRACT, RULES, ORIGIN, landing, LANDED_AS), None
    except FileRefusedError as refusal:
        return None, refusal
