"""Ratios that a change must not make worse: never a number of seconds, which says more about the machine.

What is compared is the processor's time of this process, so that other work on the machine counts little. The bounds
are about twice what was measured; the whole picture is in `docs/benchmarks.md`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from benchmarks import floor
from benchmarks.expectations import run_sql
from benchmarks.expectations_warehouse import make
from expectations.runner import run_suites
from expectations.suites import load_suites
from ingest.companies.links import write_company_links
from ingest.land import land_inbox
from ingest.warehouse_views import register_landing
from orchestration.dbt_manifest import parsed_project
from orchestration.dbt_runner import run_dbt
from orchestration.home import Home
from orchestration.settings import Settings
from synthetic.enlargement import write_large_inbox

AS_OF = date(2026, 10, 31)
SUPPORTS = 15_000
# Of the processor's time: landing, linking and modelling by that of the floor; twice the rows by once the rows; the
# suites by one SQL statement per table. At this size fixed work weighs most: dbt takes a moment for each node.
MOST_BY_FLOOR = 32.0
MOST_AT_TWICE = 2.4
MOST_BY_SQL = 40.0
# What the floor makes too.
MODELS = ["+fct_cases", "+fct_survey_responses", "+survey_response_rates", "+dim_company"]
MODELS += [f"+kpi_pillar_{pillar}" for pillar in (1, 2, 3, 4)]
# What needs no models after the gaps.
COMPARED = [name for name in floor.SAME if not name.startswith(("actuals", "kpi_lineage"))]


@dataclass(frozen=True)
class Size:
    """What the parts took on an inbox of one size, in seconds of the processor."""

    landing: float
    linking: float
    modelling: float
    floor: float
    differences: dict[str, int]

    @property
    def pipeline(self) -> float:
        return self.landing + self.linking + self.modelling


def processor_seconds(function: Callable[[], Any]) -> float:
    started = time.process_time()
    function()
    return time.process_time() - started


@pytest.fixture(scope="module")
def sizes(tmp_path_factory: pytest.TempPathFactory) -> list[Size]:
    """Both sizes one after the other in one warehouse, whose seeds are loaded once."""
    home = Home(tmp_path_factory.mktemp("home"))
    parsed = parsed_project(Settings(home=home.root)).manifest_msgpack
    dbt(home, parsed, "seed")
    return [measured(tmp_path_factory.mktemp("size"), SUPPORTS * times, home, parsed) for times in (1, 2)]


def measured(folder: Path, supports: int, home: Home, parsed: Path) -> Size:
    made = write_large_inbox(folder / "inbox", supports, plain=folder / "plain")
    landing, receipts = folder / "landing", folder / "receipts"
    land = processor_seconds(lambda: land_inbox(made.inbox, landing, receipts))
    link = processor_seconds(lambda: write_company_links(landing, receipts, AS_OF, folder / "company_pairs.csv"))
    with duckdb.connect(str(home.warehouse)) as connection:
        register_landing(connection, landing, receipts, AS_OF)
    modelling = processor_seconds(lambda: dbt(home, parsed, "run", "--select", *MODELS))
    database = folder / "floor.duckdb"
    by_hand = processor_seconds(lambda: floor.make(folder / "plain", database))
    return Size(land, link, modelling, by_hand, floor.differences(database, home.warehouse, COMPARED))


def dbt(home: Home, parsed: Path, *arguments: str) -> None:
    outcomes = run_dbt(
        [*arguments, "--vars", f'{{"as_of_date": "{AS_OF}"}}'],
        project=Settings().dbt_project,
        target=home.dbt / "target",
        home=home,
        manifest_msgpack=parsed,
    )
    assert outcomes
    assert [outcome for outcome in outcomes if outcome.status != "success"] == []


def test_the_floor_makes_the_same_figures(sizes: list[Size]) -> None:
    for size in sizes:
        assert {name: rows for name, rows in size.differences.items() if rows} == {}


def test_the_pipeline_stays_near_the_floor(sizes: list[Size]) -> None:
    assert sizes[1].pipeline / sizes[1].floor < MOST_BY_FLOOR


def test_time_grows_no_faster_than_rows(sizes: list[Size]) -> None:
    once, twice = sizes
    assert twice.pipeline / once.pipeline < MOST_AT_TWICE
    assert twice.floor / once.floor < MOST_AT_TWICE


def test_expectations_stay_near_sql(tmp_path: Path) -> None:
    database = tmp_path / "warehouse.duckdb"
    make(database, 50_000)
    import expectations.engine  # noqa: F401 (its imports are no part of a run's growth)

    suites = processor_seconds(lambda: run_suites(database, load_suites(), AS_OF))
    by_hand = processor_seconds(lambda: run_sql(database))
    assert suites / by_hand < MOST_BY_SQL
