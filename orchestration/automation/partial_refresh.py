"""Partial refresh: what descends from a change is built again, and nothing else.

A change is a source that was landed by itself, or a model, seed or rule that is another one than before. A whole run
changes everything and builds it in the same run, so it never asks for a partial one.

Belongs here: when an asset is out of date, and the sensor that asks for it. Does not belong here: what a step does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import dagster as dg

from orchestration.run_scope import STARTED_BY
from orchestration.settings import Settings

PARTIAL_REFRESH = "partial_refresh"
INTERVAL_SECONDS = 60
# What is landed begins with a person, a schedule or a change of the inbox.
SOURCE_GROUP = "source"

Condition = dg.AutomationCondition[dg.AssetKey]


def out_of_date(*, until_built: bool = False) -> Condition:
    """Return the condition that what an asset is made of, or how, changed since it was last built.

    Args:
        until_built: Whether it holds until the asset is built; else only until somebody asked for that, so that one
            that cannot be built is not asked for again and again.
    """
    changed = dg.AutomationCondition.any_deps_updated() | dg.AutomationCondition.code_version_changed()
    begun = dg.AutomationCondition.initial_evaluation()
    if until_built:
        return changed.since(dg.AutomationCondition.newly_updated() | begun)
    handled = dg.AutomationCondition.newly_requested() | dg.AutomationCondition.newly_updated() | begun
    return changed.since(handled)


def refreshed_in_part(ours: dg.AssetSelection) -> Condition:
    """Return the condition under which an asset is built again: out of date, and nothing before it is on its way.

    Before the first whole run nothing is: a part cannot stand alone.

    Args:
        ours: Assets that somebody builds; tables that others name as sources are never seen being built.
    """
    at_rest = ~dg.AutomationCondition.in_progress() & ~dg.AutomationCondition.any_deps_in_progress()
    absent = dg.AutomationCondition.missing() & ~dg.AutomationCondition.will_be_requested()
    complete = ~dg.AutomationCondition.missing() & ~dg.AutomationCondition.any_deps_match(absent).allow(ours)
    return (out_of_date() & at_rest & complete).with_label("out of date, and nothing before it is on its way")


def after_the_partitions(ours: dg.AssetSelection, partitioned: dg.AssetSelection) -> Condition:
    """Return the condition for what lies behind partitioned assets, directly or not.

    Dagster builds partitions in a run of their own; until then whoever reads them would read the old ones.

    Args:
        ours: Assets that somebody builds.
        partitioned: The partitioned ones among them.
    """
    waits = dg.AutomationCondition.any_deps_match(out_of_date(until_built=True)).allow(partitioned)
    return (refreshed_in_part(ours) & ~waits).with_label("out of date, and every fiscal year of the facts is built")


def with_conditions(assets: Iterable[dg.AssetsDefinition]) -> list[dg.AssetsDefinition]:
    """Return assets that are built again when what they are made of has changed.

    Args:
        assets: All assets.
    """
    assets = list(assets)
    specs = {spec.key: spec for asset in assets for spec in asset.specs}
    partitioned = {
        key for key, spec in specs.items() if spec.partitions_def is not None and spec.group_name != SOURCE_GROUP
    }
    behind = _descendants(specs, partitioned)
    ours, facts = dg.AssetSelection.assets(*specs), dg.AssetSelection.assets(*partitioned)

    def with_condition(spec: dg.AssetSpec) -> dg.AssetSpec:
        if spec.group_name == SOURCE_GROUP:
            return spec
        condition = after_the_partitions(ours, facts) if spec.key in behind else refreshed_in_part(ours)
        return spec.replace_attributes(automation_condition=condition)

    return [asset.map_asset_specs(with_condition) for asset in assets]


def build_partial_refresh(settings: Settings) -> dg.AutomationConditionSensorDefinition:
    """Build the sensor that asks for what is out of date.

    Args:
        settings: Whether it is switched on.
    """
    running = settings.automates("partial")
    return dg.AutomationConditionSensorDefinition(
        PARTIAL_REFRESH,
        target=dg.AssetSelection.all() - dg.AssetSelection.groups(SOURCE_GROUP),
        run_tags={STARTED_BY: PARTIAL_REFRESH},
        minimum_interval_seconds=INTERVAL_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING if running else dg.DefaultSensorStatus.STOPPED,
        description="Builds what descends from a source that was landed by itself, or from a changed model or seed.",
    )


def _descendants(specs: Mapping[dg.AssetKey, dg.AssetSpec], roots: Iterable[dg.AssetKey]) -> set[dg.AssetKey]:
    found: set[dg.AssetKey] = set(roots)
    while further := {
        key for key, spec in specs.items() if key not in found and any(dep.asset_key in found for dep in spec.deps)
    }:
        found |= further
    return found - set(roots)
