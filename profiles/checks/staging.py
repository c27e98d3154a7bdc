"""Each contract has its staging model, declared as landed and listing the contract's columns, and no other has one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ingest.contracts import ColumnContract, SourceContract
from profiles.checks.near import meant
from profiles.checks.project import ModelFiles
from profiles.checks.rendering import Rendered
from profiles.problems import ProfileProblem, error, warning

PREFIX, LANDING = "stg_", "landing"
# Kinds of `staged` and the types of a contract that they read alike; other kinds are text.
TYPES: Mapping[str, tuple[str, ...]] = {
    "code": ("code",),
    "unit": ("code",),
    "currency": ("code",),
    "flag": ("flag",),
    "date": ("date",),
    "month": ("month",),
    "integer": ("integer",),
    "number": ("amount",),
    "amount": ("amount",),
}


def staging_problems(
    own: ModelFiles,
    shared: ModelFiles,
    rendered: Mapping[Path, Rendered],
    contracts: Mapping[str, SourceContract],
    promised: set[str],
) -> Iterator[ProfileProblem]:
    """Yield what is wrong between contracts and staging models.

    Args:
        own: Models of the profile.
        shared: Those that every profile shares.
        rendered: What the profile's templates do, by file.
        contracts: Contracts that can be read.
        promised: Sources that have a contract file, readable or not.
    """
    staging = {
        name.removeprefix(PREFIX): files[0] for name, files in own.files.items() if own.layer(files[0]) == "staging"
    }
    for source in sorted(promised - set(staging)):
        message = f"source {source} has a contract and no staging model."
        remedy = f"write it: staged('{source}', [...]) with the contract's columns."
        yield error("missing_staging", f"models/staging/{PREFIX}{source}.sql", message, remedy)
    for source, file in staging.items():
        if source not in promised:
            message = f"there is no contract of a source {source}."
            remedy = meant(source, promised - set(staging), f"write contracts/{source}.yml, or delete the model.")
            yield error("missing_contract", own.path(file), message, remedy)
            continue
        one = rendered[file]
        if one.failure is None and f"{LANDING}.{source}" not in one.sources:
            message = f"it does not read the landed table {source}."
            yield error("other_source", own.path(file), message, f"write staged('{source}', [...]).")
        elif source in contracts:
            for call in one.calls["staged"]:
                yield from _column_problems(own.path(file), call, contracts[source])
    yield from _landed(own, shared, staging, promised)


def _landed(
    own: ModelFiles, shared: ModelFiles, staging: Mapping[str, Path], promised: set[str]
) -> Iterator[ProfileProblem]:
    reserved = {table.partition(".")[2] for table in shared.declared if table.startswith(f"{LANDING}.")}
    declared = {
        table.partition(".")[2]: files for table, files in own.declared.items() if table.startswith(f"{LANDING}.")
    }
    for source in sorted(promised):
        if source in reserved:
            message = f"the landing keeps a table {source} of its own."
            yield error("name_taken", f"contracts/{source}.yml", message, "choose another name for the source.")
        elif source not in declared:
            file = own.path(staging[source].with_suffix(".yml")) if source in staging else "models/sources.yml"
            message = f"source {source} is not declared as landed, so that dbt does not know it."
            yield error("undeclared_source", file, message, f"name {source} under the tables of source {LANDING}.")
    for source, files in declared.items():
        if source not in promised:
            message = f"it declares a landed table {source}, which no contract makes."
            remedy = meant(source, promised - set(declared), f"write contracts/{source}.yml, or take it out.")
            yield error("unknown_source", files[0], message, remedy)
        for file in files[1:]:
            message = f"landed table {source} is declared in {files[0]} already."
            yield error("declared_twice", file, message, "declare it once.")


def _column_problems(file: str, call: dict[str, Any], contract: SourceContract) -> Iterator[ProfileProblem]:
    listed = {column[0]: column for column in call.get("columns") or () if _is_column(column)}
    columns = {column.name: column for column in contract.columns}
    for name, entry in listed.items():
        if name not in columns:
            message = f"column {name} is not in the contract."
            remedy = meant(
                name, set(columns) - set(listed), f"take it out, or add it to contracts/{contract.source}.yml."
            )
            yield error("unknown_column", file, message, remedy, field=name)
        else:
            yield from _kind_problems(file, entry, columns[name])
    for name, column in columns.items():
        if name not in listed and not column.personal:
            message = f"column {name} of the contract is not listed: what arrives in it is read by nobody."
            yield warning("unread_column", file, message, "list it, or take it out of the contract.", field=name)


def _kind_problems(file: str, entry: Any, column: ColumnContract) -> Iterator[ProfileProblem]:
    kind = entry[1].split(" ")[-1]
    types = TYPES.get(kind, ("text",))
    if column.type not in types:
        message = f"column {column.name} is read as {kind}, and its contract promises {column.type}."
        remedy = "let both say the same: files are checked by the contract and counted by the model."
        yield error("other_type", file, message, remedy, field=column.name)
        return
    codes = entry[2] if kind == "code" and len(entry) > 2 else kind if kind in ("unit", "currency") else None
    if column.codes is not None and codes != column.codes:
        message = f"column {column.name} is read by the code list {codes}, and its contract names {column.codes}."
        yield error("other_codes", file, message, "name the same list in both.", field=column.name)


def _is_column(column: Any) -> bool:
    return isinstance(column, list | tuple) and len(column) > 1 and all(isinstance(part, str) for part in column)
