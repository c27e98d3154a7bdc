"""Fixtures: a small clean warehouse, built once and copied for each test, and a table of five orders."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations.suites import Expectation, RowKeys, Suite, load_suites

CLEAN_WAREHOUSE = Path(__file__).parent / "clean_warehouse.sql"


@pytest.fixture(scope="session")
def suites() -> list[Suite]:
    return load_suites()


@pytest.fixture(scope="session")
def as_of() -> date:
    return date(2026, 10, 31)


@pytest.fixture(scope="session")
def built_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clean") / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(CLEAN_WAREHOUSE.read_text(encoding="utf-8"))
    return path


@pytest.fixture
def warehouse(built_warehouse: Path, tmp_path: Path) -> Path:
    """A clean warehouse that the test may change."""
    return Path(shutil.copy(built_warehouse, tmp_path / "warehouse.duckdb"))


@pytest.fixture
def change(warehouse: Path) -> Callable[..., None]:
    """Runs SQL statements on the warehouse of the test."""

    def run(*statements: str) -> None:
        with duckdb.connect(str(warehouse)) as connection:
            for statement in statements:
                connection.execute(statement)

    return run


ROWS = """
create schema made_up;
create table made_up.orders as select * from (values
    (1, 'A-1',  10, date '2024-06-01', 'x'),
    (2, 'A-2',  -5, date '2024-06-30', 'x'),
    (3, 'A-2', 500, date '2024-07-01', 'y'),
    (4, null,  null, null,             null),
    (5, 'b 5',  20, date '2024-06-02', 'z')
) as rows (line, name, amount, day, grade);
"""


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    path = tmp_path / "orders.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(ROWS)
    return path


@pytest.fixture
def suite_of() -> Callable[..., Suite]:
    """Makes a suite about the orders from rules; what their failure means is made up."""

    def make(*rules: dict[str, Any]) -> Suite:
        meaning: dict[str, Any] = {
            "severity": "error",
            "blocking": False,
            "effect": "none",
            "runbook": "made-up",
            "detail_ja": "{records}件",
            "detail_en": "{records} rows",
        }
        return Suite(
            suite="orders",
            order=1,
            owner="planning",
            table="made_up.orders",
            source="orders",
            keys=RowKeys(record_id=["line"], fiscal_year=None, lineage=False),
            expectations=[
                Expectation(**{"id": f"orders__rule_{n}__holds", **meaning, **rule}) for n, rule in enumerate(rules)
            ],
        )

    return make
