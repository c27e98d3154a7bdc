"""dbt's unit tests: each counting rule, verdict and bound on hand-made rows. A run of the pipeline leaves them out."""

from __future__ import annotations

import csv
from datetime import date

import pytest
import yaml

from orchestration.dbt_runner import NodeOutcome, run_dbt
from orchestration.home import Home
from orchestration.registration import Registration, register
from orchestration.resources import Warehouse
from orchestration.settings import REPOSITORY

PROJECT = REPOSITORY / "dbt_project"


def declared_unit_tests() -> dict[str, str]:
    """Unit tests of the project, by name: the model that each is about."""
    return {
        test["name"]: test["model"]
        for file in (PROJECT / "models").rglob("*__unit_tests.yml")
        for test in yaml.safe_load(file.read_text(encoding="utf-8"))["unit_tests"]
    }


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> list[NodeOutcome]:
    """Outcomes of all unit tests, run on a warehouse whose models hold no rows: dbt reads column types from them."""
    home = Home(tmp_path_factory.mktemp("home"))
    warehouse = Warehouse(database=str(home.warehouse), run_lock=str(home.run_lock))
    with warehouse.get_connection() as connection:
        register(connection, home, Registration(date(2026, 10, 31), "", ""))
    target = home.dbt / "target"
    built = run_dbt(
        ["build", "--exclude-resource-type", "test", "unit_test"], project=PROJECT, target=target, home=home
    )
    assert {outcome.status for outcome in built} == {"success"}
    return run_dbt(["test", "--select", "test_type:unit"], project=PROJECT, target=target, home=home)


def test_every_unit_test_passes(outcomes: list[NodeOutcome]) -> None:
    assert {outcome.unique_id.rsplit(".", 1)[1] for outcome in outcomes} == set(declared_unit_tests())
    assert {outcome.unique_id: outcome.message for outcome in outcomes if outcome.status != "pass"} == {}


def test_every_counting_rule_of_a_target_has_a_unit_test() -> None:
    with (PROJECT / "seeds" / "targets.csv").open(encoding="utf-8", newline="") as file:
        indicators = {row["indicator_id"] for row in csv.DictReader(file)}
    assert {f"int_count__{indicator}" for indicator in indicators} <= set(declared_unit_tests().values())
