"""Keys of the public tables, as the dbt project tests them.

A published key is a promise to BI tools, so it is taken from the tests that guard it and declared nowhere else: columns
tested as unique and filled are a primary key, a tested relationship is a foreign key.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from reporting.table_copy import DISCLOSED_SCHEMA, SCHEMA, ForeignKey, TableKeys


def public_models(manifest: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the models that readers see, by id.

    Args:
        manifest: The parsed dbt project.
    """
    return _models_of(manifest, SCHEMA)


def disclosed_models(manifest: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the models that show readers a public table without what is held back, by the name of the table.

    Args:
        manifest: The parsed dbt project.
    """
    return {node["alias"]: node for node in _models_of(manifest, DISCLOSED_SCHEMA).values()}


def _models_of(manifest: Mapping[str, Any], schema: str) -> dict[str, Mapping[str, Any]]:
    return {
        id_: node
        for id_, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and node["schema"] == schema
    }


def guarded_keys(manifest: Mapping[str, Any]) -> dict[str, TableKeys]:
    """Return the keys of the public tables.

    Args:
        manifest: The parsed dbt project.

    Returns:
        Keys by table, of those that have any.
    """
    public = public_models(manifest)
    unique: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    filled: dict[str, set[str]] = defaultdict(set)
    foreign: dict[str, list[ForeignKey]] = defaultdict(list)
    for model, test, arguments in _tests_of(manifest, public):
        table = public[model]["name"]
        match test:
            case "unique":
                unique[table].append((arguments["column_name"],))
            case "unique_combination":
                unique[table].append(tuple(arguments["columns"]))
            case "not_null":
                filled[table].add(arguments["column_name"])
            case "not_null_columns":
                filled[table].update(arguments["columns"])
            case "relationships":
                foreign[table].append(
                    ForeignKey(arguments["column_name"], _referenced(arguments["to"]), arguments["field"])
                )
    return {
        table: TableKeys(
            next((columns for columns in unique[table] if set(columns) <= filled[table]), ()),
            tuple(sorted(foreign[table], key=lambda key: key.column)),
        )
        for table in sorted({*unique, *foreign})
    }


def _tests_of(
    manifest: Mapping[str, Any], models: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield model, name and arguments of each generic test of the models."""
    for node in manifest["nodes"].values():
        metadata = node.get("test_metadata")
        if metadata and node.get("attached_node") in models and not node["config"].get("where"):
            arguments = metadata["kwargs"]
            yield node["attached_node"], metadata["name"], {**arguments, **arguments.get("arguments", {})}


def _referenced(reference: str) -> str:
    """Return the table of `ref('table')`."""
    return reference.split("'")[1]
