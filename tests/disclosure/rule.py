"""The rule of suppression as dbt runs it, on a ledger of a few answers and without dbt."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import yaml

from tests.rendered_macros import Macros

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
MODEL = PROJECT / "models" / "intermediate" / "disclosure" / "int_disclosed_blocks.sql"
LEVELS = {
    "total": (),
    "fiscal_year": ("fiscal_year",),
    "budget_source": ("fiscal_year", "budget_source"),
    "cell": ("fiscal_year", "budget_source", "month", "programme"),
}
Block = tuple[Any, ...]


class Row(NamedTuple):
    """A counted answer of the ledger."""

    company_key: str | None
    value: int
    fiscal_year: int
    budget_source: str
    month: str
    programme: str

    @property
    def blocks(self) -> frozenset[Block]:
        """The block of every level that it is added up in."""
        return frozenset((level, *(str(getattr(self, key)) for key in keys)) for level, keys in LEVELS.items())


@cache
def threshold() -> int:
    """Fewest companies of a published block."""
    project = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))
    return int(project["vars"]["disclosure_companies"])


@cache
def model_sql() -> str:
    """The model, its macros filled in."""
    return Macros("duckdb").render(MODEL.read_text(encoding="utf-8"), var=lambda name: threshold())


def suppressed_blocks(connection: duckdb.DuckDBPyConnection, rows: Sequence[Row]) -> dict[Block, bool]:
    """Return every block of the answers of one indicator, and whether it is held back."""
    connection.execute(
        "create or replace temp table sensitive_figures as select 'indicator' as kind, 'fdi_amount' as name"
    )
    connection.execute(
        "create or replace temp table int_count_ledger (indicator_id varchar, budget_reading varchar, "
        "is_counted boolean, company_key varchar, value decimal(28, 2), fiscal_year integer, budget_source varchar, "
        "month varchar, programme varchar)"
    )
    connection.executemany(
        "insert into int_count_ledger values ('fdi_amount', 'all', true, ?, ?, ?, ?, ?, ?)", [list(row) for row in rows]
    )
    found = connection.execute(
        f"select level, fiscal_year, budget_source, month, programme, is_suppressed from ({model_sql()})"
    ).fetchall()
    return {
        (level, *(str(value) for value in keys[: len(LEVELS[level])])): is_suppressed
        for level, *keys, is_suppressed in found
    }
