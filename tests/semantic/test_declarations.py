"""Semantic models and metrics against the indicators and the marts they describe; needs no MetricFlow."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.semantic.declarations import (
    INPUT_SUFFIX,
    counted_indicators,
    declared_metrics,
    indicators,
    mart_columns,
    measures,
    model_of,
    semantic_models,
)

METRICS = declared_metrics()
MODELS = semantic_models()
# Never to be added: each is shown only where one row of its grain stands in the group.
GUARDED = {name: metric for name, metric in METRICS.items() if metric["type"] == "derived"}


def test_every_indicator_with_a_figure_has_a_metric_of_its_name() -> None:
    with_figure = {row["indicator_id"] for row in indicators() if row["value_type"] != "narrative"}
    assert with_figure <= set(METRICS)


def test_a_narrative_indicator_has_no_metric() -> None:
    narrative = {row["indicator_id"] for row in indicators() if row["value_type"] == "narrative"}
    assert narrative
    assert narrative.isdisjoint(METRICS)


@pytest.mark.parametrize("indicator", counted_indicators(), ids=lambda row: row["indicator_id"])
def test_the_metric_of_an_indicator_counts_that_indicator_in_its_pillar(indicator: dict[str, str]) -> None:
    metric = METRICS[indicator["indicator_id"]]
    assert metric["filter"] == f"{{{{ Entity('indicator') }}}} = '{indicator['indicator_id']}'"
    assert metric["type_params"] == {"measure": f"pillar_{indicator['pillar']}_value"}


@pytest.mark.parametrize("indicator", indicators(), ids=lambda row: row["indicator_id"])
def test_the_metric_of_an_indicator_is_named_as_the_indicator(indicator: dict[str, str]) -> None:
    metric = METRICS.get(indicator["indicator_id"])
    if metric is None:
        assert indicator["value_type"] == "narrative"
        return
    assert metric["label"] == indicator["name_ja"]
    assert metric["description"].startswith(indicator["name_ja"])
    assert indicator["value_type"] == "ratio" or metric["description"].endswith(
        f"（{indicator['unit']}） / {indicator['name_en']}"
    )


def test_every_metric_is_described_in_both_languages() -> None:
    texts = {name: metric["description"].split(" / ", 1) for name, metric in METRICS.items()}
    lacking = [name for name, (first, *rest) in texts.items() if first.isascii() or not rest or not rest[0].isascii()]
    assert lacking == []


@pytest.mark.parametrize("name", MODELS)
def test_a_semantic_model_reads_published_columns(name: str) -> None:
    model = MODELS[name]
    columns = mart_columns()[model_of(model)]
    parts = [part for kind in ("entities", "dimensions", "measures") for part in model.get(kind, [])]
    assert parts
    for part in parts:
        assert words(part) & columns, f"{name}.{part['name']} reads no column of {model_of(model)}"


def words(part: dict[str, Any]) -> set[str]:
    return set(re.findall(r"\w+", str(part.get("expr", part["name"]))))


def test_every_input_belongs_to_one_guarded_metric() -> None:
    inputs = {name for name, measure in measures().items() if measure.get("create_metric")}
    summed = {name for name in inputs if name.endswith(INPUT_SUFFIX)}
    assert summed == {f"{name}{INPUT_SUFFIX}" for name in GUARDED}
    simple = {metric["type_params"].get("measure") for metric in METRICS.values()}
    assert simple.isdisjoint(inputs)


@pytest.mark.parametrize("name", GUARDED)
def test_a_guarded_metric_is_null_where_rows_would_mix(name: str) -> None:
    parameters = GUARDED[name]["type_params"]
    guard, summed = parameters["metrics"]
    assert summed == f"{name}{INPUT_SUFFIX}"
    assert parameters["expr"] == f"case when {guard} = 1 then {summed} end"


def test_figures_of_the_history_are_never_added_over_as_of_dates() -> None:
    history = MODELS["target_status_history"]["measures"]
    kept = {"name": "reported_on", "window_choice": "max", "window_groupings": ["indicator", "target_version"]}
    assert history
    assert all(measure["non_additive_dimension"] == kept for measure in history)
