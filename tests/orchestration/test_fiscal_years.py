"""Fiscal years as partitions: which there are, which of them a run is about, and what belongs to them."""

from __future__ import annotations

import time
from pathlib import Path

import dagster as dg
import pytest
import yaml

from orchestration.assets.landing_metadata import partition_metadata
from orchestration.fiscal_years import (
    FiscalYears,
    chosen_fiscal_years,
    every_fiscal_year,
    fiscal_year_partitions,
    rows_by_partition,
)
from orchestration.settings import Settings
from profiles import DEFAULT_PROFILE
from profiles.profile import FILE

YEARS = dg.StaticPartitionsDefinition(["FY2023", "FY2024", "FY2025", "FY2026"])


def test_partitions_begin_with_the_period_and_at_the_fiscal_year_of_the_time_zone(tmp_path: Path) -> None:
    said = yaml.safe_load((DEFAULT_PROFILE / FILE).read_text(encoding="utf-8"))
    said["calendar"] |= {"period_start": "2019-04-01", "fiscal_year_start_month": 4}
    (tmp_path / FILE).write_text(yaml.safe_dump(said), encoding="utf-8")
    partitions = fiscal_year_partitions(Settings(home=tmp_path, profile=tmp_path, timezone="Asia/Tokyo"))
    keys = partitions.get_partition_keys()
    assert keys[:2] == ["FY2019", "FY2020"]
    window = partitions.time_window_for_partition_key("FY2019")
    assert (window.start.isoformat(), window.end.isoformat()) == (
        "2019-04-01T00:00:00+09:00",
        "2020-04-01T00:00:00+09:00",
    )


def test_the_year_that_runs_is_there(settings: Settings) -> None:
    partitions = fiscal_year_partitions(settings)
    last = partitions.time_window_for_partition_key(partitions.get_partition_keys()[-1])
    assert last.start.timestamp() <= time.time() < last.end.timestamp()


@pytest.mark.parametrize(
    ("tags", "chosen"),
    [
        ({}, None),
        (every_fiscal_year(YEARS), None),
        ({"dagster/partition": "FY2024"}, (2024,)),
        (
            {"dagster/asset_partition_range_start": "FY2024", "dagster/asset_partition_range_end": "FY2025"},
            (2024, 2025),
        ),
    ],
)
def test_tags_say_which_years_a_run_is_about(tags: dict[str, str], chosen: tuple[int, ...] | None) -> None:
    years = chosen_fiscal_years(tags, YEARS)
    assert years == (None if chosen is None else FiscalYears(chosen, 2023, 2026))


@pytest.mark.parametrize(
    ("chosen", "held"),
    [((2023,), [2021, 2023]), ((2024,), [2024]), ((2025, 2026), [2025, 2026, 2031])],
)
def test_every_year_belongs_to_one_partition(chosen: tuple[int, ...], held: list[int]) -> None:
    years = FiscalYears(chosen, 2023, 2026)
    assert [year for year in (2021, 2023, 2024, 2025, 2026, 2031) if years.hold(year)] == held
    assert years.hold(None), "a file whose name cannot be read is looked at in every run"


def test_rows_of_years_outside_are_shown_at_the_ends() -> None:
    rows = rows_by_partition([(2021, 1), (2023, 2), (2026, 4), (2031, 8)], YEARS.get_partition_keys())
    assert rows == {"FY2023": 3, "FY2024": 0, "FY2025": 0, "FY2026": 12}


def test_a_run_that_names_no_year_shows_none() -> None:
    assert partition_metadata({}, YEARS, []) == {}
    assert list(partition_metadata({"dagster/partition": "FY2024"}, YEARS, [])) == ["FY2024"]


def test_landing_and_facts_are_partitioned_and_nothing_else(graph: dg.AssetGraph) -> None:
    partitioned = {key for key in graph.materializable_asset_keys if graph.get(key).partitions_def is not None}
    sources = {key for key in graph.materializable_asset_keys if graph.get(key).group_name == "source"}
    texts = dg.AssetKey(["landing", "narratives"])
    facts = {dg.AssetKey(["marts", "fct_cases"]), dg.AssetKey(["marts", "fct_survey_responses"])}
    assert partitioned == (sources - {texts}) | facts
    assert {graph.get(key).backfill_policy for key in partitioned} == {dg.BackfillPolicy.single_run()}
