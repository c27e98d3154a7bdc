"""Every expectation passes on clean data, and its bad fixture trips it and nothing else."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from expectations.runner import run_suites
from expectations.suites import Suite, load_suites

BAD_ROWS: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "bad_rows.yml").read_text(encoding="utf-8")
)
ALL_IDS = [expectation.id for suite in load_suites() for expectation in suite.expectations]


def _ids_examining(suites: list[Suite], table: str) -> list[str]:
    return [e.id for suite in suites for e in suite.expectations if suite.examined(e).table == table]


def test_clean_data_passes_everything(warehouse: Path, suites: list[Suite], as_of: date) -> None:
    results = run_suites(warehouse, suites, as_of)

    assert [result.expectation_id for result in results] == ALL_IDS
    assert {result.expectation_id: result.error for result in results if result.status != "passed"} == {}
    assert all(result.evaluated_rows is not None and result.failing_rows == 0 for result in results)


def test_every_expectation_has_a_bad_fixture_and_the_reverse() -> None:
    assert sorted(BAD_ROWS) == sorted(ALL_IDS)


@pytest.mark.parametrize("expectation_id", ALL_IDS)
def test_bad_fixture_trips_exactly_its_expectation(
    expectation_id: str, warehouse: Path, change: Callable[..., None], suites: list[Suite], as_of: date
) -> None:
    bad = BAD_ROWS[expectation_id]
    changed = re.match(r"(?:update|insert into) (\S+)", bad["sql"])
    assert changed is not None
    change(bad["sql"])

    # The other tables stay as in the clean warehouse, on which everything passes.
    results = run_suites(warehouse, suites, as_of, only=_ids_examining(suites, changed.group(1)))

    tripped = {result.expectation_id: result.failing_rows for result in results if result.status != "passed"}
    assert tripped == {expectation_id: bad.get("rows", 1)}
