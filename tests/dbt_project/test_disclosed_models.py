"""Every number of the public tables is either held back where it tells of few companies, or known to tell of none."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

from orchestration.dbt_runner import NodeOutcome
from orchestration.home import Home
from orchestration.settings import REPOSITORY
from orchestration.table_keys import disclosed_models
from profiles import DEFAULT_PROFILE
from tests.project_files import project_files

PROJECT = REPOSITORY / "dbt_project"
NOT_SENSITIVE = REPOSITORY / "tests" / "dbt_project" / "not_sensitive.yml"
NUMERIC = ("bigint", "integer", "hugeint", "decimal", "double", "float")


def marts() -> dict[str, list[dict[str, Any]]]:
    """Columns of every mart."""
    return {
        model["name"]: model["columns"]
        for file in project_files("models/marts", "*.yml")
        for model in yaml.safe_load(file.read_text(encoding="utf-8")).get("models", [])
    }


def is_sensitive(column: dict[str, Any]) -> bool:
    return bool(column.get("config", {}).get("meta", {}).get("sensitive", False))


def flagged() -> dict[str, set[str]]:
    """Sensitive columns by mart, of those that have any."""
    columns = {
        mart: {column["name"] for column in columns if is_sensitive(column)} for mart, columns in marts().items()
    }
    return {mart: names for mart, names in columns.items() if names}


def seed(name: str) -> Iterator[dict[str, str]]:
    with (DEFAULT_PROFILE / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def test_what_is_held_back_of_a_mart_is_what_is_flagged(home: Home, outcomes: list[NodeOutcome]) -> None:
    assert outcomes
    manifest = json.loads((home.dbt / "target" / "manifest.json").read_text(encoding="utf-8"))
    models = disclosed_models(manifest)
    assert set(models) == set(flagged())
    for table, node in models.items():
        compiled = home.dbt / "target" / "compiled" / node["package_name"] / node["original_file_path"]
        replaced = compiled.read_text(encoding="utf-8").split("mart.* replace (", 1)[1].split("as is_suppressed", 1)[0]
        assert set(re.findall(r"end\s+as (\w+)", replaced)) == flagged()[table], table


def test_every_number_of_a_public_table_is_flagged_or_known_to_tell_of_nobody() -> None:
    listed = {name for group in yaml.safe_load(NOT_SENSITIVE.read_text(encoding="utf-8")) for name in group["columns"]}
    numbers = {
        (mart, column["name"]): is_sensitive(column)
        for mart, columns in marts().items()
        for column in columns
        if column["data_type"].startswith(NUMERIC)
    }
    told = {(mart, name) for mart, name in numbers if name in listed or f"{mart}.{name}" in listed}
    assert {place for place, sensitive in numbers.items() if not sensitive} == told
    names = {name for pair in numbers for name in (pair[1], ".".join(pair))}
    assert listed <= names, "a column that is no more"


def test_every_amount_is_a_sensitive_figure() -> None:
    indicators, items = (
        {row["name"] for row in seed("sensitive_figures") if row["kind"] == kind} for kind in ("indicator", "item")
    )
    amounts = {
        row["indicator_id"] for row in seed("indicators") if row["value_type"] == "amount" or row["unit"] == "円"
    }
    assert amounts | {"new_jobs"} == indicators
    survey_items = list(seed("survey_items"))
    assert items <= {row["item"] for row in survey_items}
    # What a sensitive indicator adds up is sensitive itself.
    assert {row["item"] for row in survey_items if row["indicator_id"] in indicators} <= items


def test_figures_have_a_reason_in_both_languages() -> None:
    rows = list(seed("sensitive_figures"))
    assert rows
    assert all(row["reason_ja"] and row["reason_en"] for row in rows)
