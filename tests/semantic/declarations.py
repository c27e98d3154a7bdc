"""Semantic models and metrics as they are declared, read without dbt.

Belongs here: reading the YAML. Does not belong here: querying (`conftest.py`).
"""

from __future__ import annotations

import csv
import re
from typing import Any

import yaml

from orchestration.settings import REPOSITORY
from profiles import DEFAULT_PROFILE
from tests.project_files import project_files

PROJECT = REPOSITORY / "dbt_project"
INPUT_SUFFIX = "_summed"


def _declared(kind: str) -> dict[str, dict[str, Any]]:
    files = project_files("models/semantic", "*.yml")
    return {
        entry["name"]: entry
        for file in files
        for entry in yaml.safe_load(file.read_text(encoding="utf-8")).get(kind, [])
    }


def declared_metrics() -> dict[str, dict[str, Any]]:
    """Metrics by name, without the inputs that measures make of themselves."""
    return _declared("metrics")


def semantic_models() -> dict[str, dict[str, Any]]:
    """Semantic models by name."""
    return _declared("semantic_models")


def measures() -> dict[str, dict[str, Any]]:
    """Measures of all semantic models by name."""
    return {measure["name"]: measure for model in semantic_models().values() for measure in model.get("measures", [])}


def model_of(semantic_model: dict[str, Any]) -> str:
    """Name of the dbt model that a semantic model reads."""
    found = re.fullmatch(r"ref\('(\w+)'\)", semantic_model["model"])
    assert found is not None
    return found[1]


def mart_columns() -> dict[str, set[str]]:
    """Columns of every mart, by its contract."""
    return {
        model["name"]: {column["name"] for column in model["columns"]}
        for file in project_files("models/marts", "*.yml")
        for model in yaml.safe_load(file.read_text(encoding="utf-8")).get("models", [])
    }


def indicators() -> list[dict[str, str]]:
    """Rows of the seed of indicators."""
    with (DEFAULT_PROFILE / "seeds" / "indicators.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def counted_indicators() -> list[dict[str, str]]:
    """Indicators whose monthly values add up: neither narrative nor a ratio."""
    return [row for row in indicators() if row["value_type"] not in {"narrative", "ratio"}]
