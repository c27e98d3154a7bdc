"""Fixtures: the dbt project built on no rows, its unit tests run."""

from __future__ import annotations

from datetime import date

import pytest

from orchestration.dbt_runner import NodeOutcome, run_dbt
from orchestration.home import Home
from orchestration.registration import Registration, register
from orchestration.resources import Warehouse
from orchestration.settings import REPOSITORY

PROJECT = REPOSITORY / "dbt_project"


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def outcomes(home: Home) -> list[NodeOutcome]:
    """Outcomes of all unit tests, run on a warehouse whose models hold no rows: dbt reads column types from them."""
    warehouse = Warehouse(database=str(home.warehouse), run_lock=str(home.run_lock))
    with warehouse.get_connection() as connection:
        register(connection, home, Registration(date(2026, 10, 31), "", ""))
    target = home.dbt / "target"
    built = run_dbt(
        ["build", "--exclude-resource-type", "test", "unit_test", "exposure"], project=PROJECT, target=target, home=home
    )
    assert {outcome.status for outcome in built} == {"success"}
    return run_dbt(["test", "--select", "test_type:unit"], project=PROJECT, target=target, home=home)
