"""The order in which assets were built: nothing is published that is older than what it is made of.

A run that failed half-way, or a step that a person ran alone, leaves tables of two states in the warehouse. Each of
them looks well by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import dagster as dg

Lineage = Mapping[dg.AssetKey, frozenset[dg.AssetKey]]
SHOWN = 5


class OutOfOrderError(Exception):
    """Something to be published is older than what it is made of."""


def lineage_of(assets: Iterable[dg.AssetsDefinition]) -> Lineage:
    """Return what each asset is made of.

    Args:
        assets: Assets; what they need from outside of them is left out.
    """
    specs = {spec.key: spec for asset in assets for spec in asset.specs}
    return {key: frozenset(dep.asset_key for dep in spec.deps) & specs.keys() for key, spec in specs.items()}


def require_order(instance: dg.DagsterInstance, lineage: Lineage) -> None:
    """Refuse to go on when an asset is older than what it is made of.

    Args:
        instance: Where materializations are recorded.
        lineage: What each asset is made of; all of these must be there.

    Raises:
        OutOfOrderError: Names the first few.
    """
    built: dict[dg.AssetKey, int] = {}
    for record in instance.get_asset_records(list(lineage)):
        if record.asset_entry.last_materialization_record is not None:
            built[record.asset_entry.asset_key] = record.asset_entry.last_materialization_record.storage_id
    wrong = [
        f"{_name(key)} is older than {_name(source)}" if key in built else f"{_name(key)} was never built"
        for key, sources in sorted(lineage.items())
        for source in (sorted(sources) or [key])
        if key not in built or built[key] < built.get(source, 0)
    ]
    if wrong:
        more = f"; and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        shown = "; ".join(dict.fromkeys(wrong[:SHOWN]))
        remedy = "run the whole job (`mokuhyo run --force`)"
        raise OutOfOrderError(f"Not published: {shown}{more}. Remedy: {remedy}.")


def _name(key: dg.AssetKey) -> str:
    return key.to_user_string()
