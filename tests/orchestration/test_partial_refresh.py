"""What the conditions ask for after a change, with the assets as the server has them and builds that are only recorded.

That a partial refresh makes the marts of a whole run is proved in `tests/partial_runs`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import dagster as dg
import pytest

from orchestration.automation.partial_refresh import (
    SOURCE_GROUP,
    build_partial_refresh,
    with_conditions,
)
from orchestration.build_order import OutOfOrderError, lineage_of, require_order
from orchestration.dbt_translator import StageTranslator
from orchestration.settings import Settings

PUBLISHED, HISTORY = dg.AssetKey(["published", "marts"]), dg.AssetKey(["published", "history"])
FACTS = {dg.AssetKey(["marts", "fct_cases"]), dg.AssetKey(["marts", "fct_survey_responses"])}
SOURCE = dg.AssetKey(["landing", "fdi_cases"])


class Recorded:
    """Conditions over an instance in which builds are recorded without being made."""

    def __init__(self, definitions: dg.Definitions, instance: dg.DagsterInstance) -> None:
        self.definitions, self.instance, self._cursor = definitions, instance, None
        self.graph = definitions.resolve_asset_graph()

    def build(self, keys: Collection[dg.AssetKey]) -> None:
        """Record that assets were built, every fiscal year of them."""
        for key in sorted(keys):
            partitions = self.graph.get(key).partitions_def
            for partition in [None] if partitions is None else partitions.get_partition_keys():
                self.instance.report_runless_asset_event(dg.AssetMaterialization(key, partition=partition))

    def tick(self) -> set[dg.AssetKey]:
        """Return what the conditions ask for."""
        selection = dg.AssetSelection.all() - dg.AssetSelection.groups(SOURCE_GROUP)
        result = dg.evaluate_automation_conditions(self.definitions, self.instance, selection, cursor=self._cursor)
        self._cursor: Any = result.cursor
        return {key for key in self.graph.materializable_asset_keys if result.get_num_requested(key)}


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as opened:
        yield opened


@pytest.fixture
def built(definitions: dg.Definitions, instance: dg.DagsterInstance) -> Recorded:
    """Everything built once, and looked at once."""
    recorded = Recorded(definitions, instance)
    recorded.build(recorded.graph.materializable_asset_keys)
    assert recorded.tick() == set()
    return recorded


def test_what_descends_from_a_source_is_asked_for_and_published_once_at_the_end(built: Recorded) -> None:
    built.build({SOURCE})
    first = built.tick()
    names = {key.to_user_string() for key in first}
    assert {"staging/stg_fdi_cases", "landing/snapshots", "landing/company_links", "expectations/findings"} <= names
    assert {"marts/kpi_target_status", "marts/data_gaps", "forecasts/indicator_forecasts"} <= names
    assert not names & {"staging/stg_activities", "staging/stg_web_analytics", "reference/targets"}
    assert not first & {PUBLISHED, HISTORY, *FACTS}
    assert built.tick() == set(), "nothing is asked for twice while it is on its way"
    built.build(first)
    second = built.tick()
    assert second == FACTS, "in a run of their own, and nothing is published before it has ended"
    assert built.tick() == set()
    built.build(second)
    third = built.tick()
    assert {PUBLISHED, HISTORY} <= third
    assert {key.path[0] for key in third} == {"disclosed", "published"}
    built.build(third)
    assert built.tick() == set()
    selection = dg.AssetSelection.assets(SOURCE).downstream()
    assert first | second | third == selection.resolve(built.graph) - {SOURCE}


def test_facts_that_could_not_be_built_keep_the_publication_back(built: Recorded) -> None:
    built.build({SOURCE})
    built.build(built.tick())
    assert built.tick() == FACTS
    # Their run failed: nothing was built.
    assert [built.tick() for _ in range(3)] == [set()] * 3


def test_nothing_is_asked_for_before_a_first_whole_run(
    definitions: dg.Definitions, instance: dg.DagsterInstance
) -> None:
    recorded = Recorded(definitions, instance)
    assert recorded.tick() == set()
    recorded.build({SOURCE})
    assert recorded.tick() == set()


def asset(name: str, *deps: str, version: str | None = None) -> dg.AssetsDefinition:
    @dg.asset(name=name, deps=deps, code_version=version)
    def build() -> None: ...

    return build


def seed(version: str) -> dg.Definitions:
    assets = [asset("targets", version=version), asset("verdicts", "targets"), asset("b")]
    return dg.Definitions(assets=with_conditions(assets))


def test_a_changed_seed_is_built_with_what_descends_from_it(instance: dg.DagsterInstance) -> None:
    for key in ("targets", "verdicts", "b"):
        instance.report_runless_asset_event(dg.AssetMaterialization(key))
    first = dg.evaluate_automation_conditions(seed("1"), instance)
    changed = dg.evaluate_automation_conditions(seed("2"), instance, cursor=first.cursor)
    assert first.total_requested == 0
    asked = [key for key in ("targets", "verdicts", "b") if changed.get_num_requested(dg.AssetKey(key))]
    assert asked == ["targets", "verdicts"]


def props(**changes: Any) -> dict[str, Any]:
    return {"raw_code": "select 1", "depends_on": {"macros": ["macro.m.outer"]}, **changes}


def test_a_rule_in_a_macro_is_a_rule_of_the_model() -> None:
    def version(inner: str = "a", settings: str = "", **changes: Any) -> str | None:
        macros = {
            "macro.m.outer": {"package_name": "m", "macro_sql": "o", "depends_on": {"macros": ["macro.m.inner"]}},
            "macro.m.inner": {"package_name": "m", "macro_sql": inner, "depends_on": {"macros": ["macro.m.outer"]}},
        }
        manifest = {"metadata": {"project_name": "m"}, "macros": macros}
        return StageTranslator(manifest, None, settings).get_code_version(props(**changes))

    assert version() == version()
    assert len({version(), version(inner="b"), version(settings="vars"), version(raw_code="select 2")}) == 4


def test_every_source_waits_for_somebody_and_everything_else_has_a_condition(graph: dg.AssetGraph) -> None:
    without = {key for key in graph.materializable_asset_keys if graph.get(key).automation_condition is None}
    assert {graph.get(key).group_name for key in without} == {SOURCE_GROUP}


def test_the_sensor_watches_what_has_a_condition(definitions: dg.Definitions, settings: Settings) -> None:
    selection = build_partial_refresh(settings).asset_selection.resolve(definitions.resolve_asset_graph())
    assert SOURCE not in selection
    assert {PUBLISHED, *FACTS} <= selection


@pytest.mark.parametrize("again", [["a"], ["b"]])
def test_what_is_older_than_what_it_is_made_of_is_not_published(instance: dg.DagsterInstance, again: list[str]) -> None:
    lineage = lineage_of([asset("a"), asset("b", "a"), asset("c", "b")])
    with pytest.raises(OutOfOrderError, match="a was never built; b was never built"):
        require_order(instance, lineage)
    for key in ("a", "b", "c"):
        instance.report_runless_asset_event(dg.AssetMaterialization(key))
    require_order(instance, lineage)
    for key in again:
        instance.report_runless_asset_event(dg.AssetMaterialization(key))
    with pytest.raises(OutOfOrderError, match=r"Remedy: run the whole job"):
        require_order(instance, lineage)
