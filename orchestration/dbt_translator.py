"""How a dbt node is shown in Dagster: key, group, owner; one small method per attribute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator

# Folders that are stages of their own, whatever layer they lie in.
STAGE_FOLDERS = ("gaps", "targets")


class StageTranslator(DagsterDbtTranslator):
    """Keys are `schema/name`, as in SQL; groups are the stages of the way from source to publication."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Return `schema/name`; for a dbt source, `source/table`."""
        if dbt_resource_props["resource_type"] == "source":
            return dg.AssetKey([dbt_resource_props["source_name"], dbt_resource_props["name"]])
        return dg.AssetKey([dbt_resource_props["schema"], dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Return the stage: the folder of a stage of its own, else the schema."""
        folders = dbt_resource_props["fqn"][1:-1]
        return next((folder for folder in folders if folder in STAGE_FOLDERS), str(dbt_resource_props["schema"]))

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> Sequence[str] | None:
        """Return the desk named as `owner` in the node's meta."""
        owner = dbt_resource_props.get("config", {}).get("meta", {}).get("owner")
        return None if owner is None else [f"team:{owner}"]
