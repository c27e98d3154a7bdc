"""How a dbt node is shown in Dagster: key, group, owner; one small method per attribute."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator

# Folders that are stages of their own, whatever layer they lie in.
STAGE_FOLDERS = ("gaps", "targets")


class StageTranslator(DagsterDbtTranslator):
    """Keys are `schema/name`, as in SQL; groups are the stages of the way from source to publication.

    Args:
        manifest: The parsed project, for the macros that models use.
        fiscal_years: Partitions of the models whose meta says `partitioned_by: fiscal_year`.
        project_settings: Text of what holds for every node, such as the project's variables.
    """

    def __init__(
        self,
        manifest: Mapping[str, Any],
        fiscal_years: dg.PartitionsDefinition[str] | None = None,
        project_settings: str = "",
    ) -> None:
        super().__init__()
        self._project_settings = project_settings
        self._fiscal_years = fiscal_years
        self._macro_code = cache(lambda macro: _code_of_macro(manifest, macro))

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

    def get_partitions_def(self, dbt_resource_props: Mapping[str, Any]) -> dg.PartitionsDefinition[str] | None:
        """Return the fiscal years, for a model that is partitioned by them."""
        partitioned_by = dbt_resource_props.get("config", {}).get("meta", {}).get("partitioned_by")
        return self._fiscal_years if partitioned_by == "fiscal_year" else None

    def get_code_version(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Return a hash of the node and of our macros that it uses: a rule in a macro is a rule of the model."""
        own = super().get_code_version(dbt_resource_props)
        macros = dbt_resource_props.get("depends_on", {}).get("macros", ())
        code = sorted({text for macro in macros for text in self._macro_code(macro)})
        return hashlib.sha256("\0".join([own or "", self._project_settings, *code]).encode()).hexdigest()


def _code_of_macro(manifest: Mapping[str, Any], macro: str) -> frozenset[str]:
    """Return the code of a macro of this project and of those it uses; other packages are pinned with the engines."""
    project = manifest["metadata"]["project_name"]
    found: dict[str, str] = {}
    open_macros = [macro]
    while open_macros:
        name = open_macros.pop()
        node = manifest["macros"].get(name)
        if name in found or node is None or node["package_name"] != project:
            continue
        found[name] = node["macro_sql"]
        open_macros += node["depends_on"]["macros"]
    return frozenset(found.values())
