"""The seeds of a profile as rows, and what their YAML promises of them: columns, types, keys, values.

Belongs here: each seed by itself. Does not belong here: seeds beside one another (`seeds`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from profiles.problems import ProfileProblem, error, warning
from targets.files import Row, Table, read_table
from targets.problems import TargetProblem

FOLDER = "seeds"
REF = re.compile(r"ref\('(\w+)'\)")


@dataclass(frozen=True)
class SeedPromise:
    """What the YAML of a seed promises.

    Attributes:
        types: Type by column; empty where it does not say.
        keys: Columns that tell rows apart, each list of them.
        required: Columns that are never blank.
        accepted: Values that a column may have.
        related: Column, and the seed and column that its values stand in.
    """

    types: Mapping[str, str] = field(default_factory=dict)
    keys: tuple[tuple[str, ...], ...] = ()
    required: tuple[str, ...] = ()
    accepted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    related: Mapping[str, tuple[str, str]] = field(default_factory=dict)


class Seeds:
    """The seeds of a profile.

    Args:
        directory: Folder of the profile.
        project: Folder of the shared dbt project, whose `seeds` hold what every profile's seeds are.
    """

    def __init__(self, directory: Path, project: Path) -> None:
        self.folder = directory / FOLDER
        self.problems: list[ProfileProblem] = []
        self._shared = _promises(sorted((project / FOLDER).glob("*.yml")), self.problems)
        self._own = _promises(sorted(self.folder.rglob("*.yml")), self.problems)
        self.tables: dict[str, Table] = {}
        for name, promise in {**self._own, **self._shared}.items():
            if promise.types and self.folder.is_dir():
                self.tables[name] = read_table(self.folder, f"{name}.csv", tuple(promise.types))

    def __getitem__(self, name: str) -> Table:
        """Return a seed; one without rows when there is none."""
        return self.tables.get(name, Table(f"{name}.csv"))

    @property
    def promises(self) -> dict[str, SeedPromise]:
        """What is promised, by seed."""
        return {**self._own, **self._shared}

    @property
    def names(self) -> set[str]:
        """Seeds that there are, and those that there should be."""
        return {*self.promises, *(file.stem for file in self.folder.glob("*.csv"))}

    def file_problems(self) -> Iterator[ProfileProblem]:
        """Yield what is wrong with the files as such: one that is missing, one that nothing describes, its header."""
        yield from self.problems
        if not self.folder.is_dir():
            remedy = "copy those of examples/investment_agency and replace their rows."
            yield error("missing_folder", FOLDER, "there is no folder of seeds.", remedy)
            return
        for file in sorted(self.folder.rglob("*.csv")):
            if file.stem not in self.promises:
                message = "no YAML file describes this seed, and no shared model reads it."
                remedy = "describe it in seeds/seeds.yml, or delete it."
                yield warning("undescribed_seed", f"{FOLDER}/{file.name}", message, remedy)
        for table in self.tables.values():
            yield from map(place, table.problems)
        for name, promise in self._own.items():
            if not promise.types and not any(self.folder.rglob(f"{name}.csv")):
                yield error("missing_file", f"{FOLDER}/{name}.csv", "the file is missing.", "write it.")

    def row_problems(self) -> Iterator[ProfileProblem]:
        """Yield what is wrong within each seed: values that no column of their type holds, keys that stand twice."""
        for name, table in self.tables.items():
            promise = self.promises[name]
            for row in table.rows:
                for column, kind in promise.types.items():
                    yield from _value_problems(row, column, kind, promise)
            for key in promise.keys:
                yield from _repeated(table, key)


def place(problem: TargetProblem) -> ProfileProblem:
    """Return what was found in a seed as a problem of the profile."""
    return ProfileProblem(
        problem.severity,
        problem.kind,
        f"{FOLDER}/{problem.file}",
        problem.row,
        problem.column,
        problem.message,
        problem.remedy,
    )


def _value_problems(row: Row, column: str, kind: str, promise: SeedPromise) -> Iterator[ProfileProblem]:
    text = row[column].strip()
    if not text:
        if column in promise.required:
            yield place(row.error("blank", column, "the cell is blank.", "fill it in."))
        return
    if not _is_of(text, kind):
        message = f"{row.shown(column)} is no {kind.partition('(')[0]}."
        remedy = {"date": "write YYYY-MM-DD.", "boolean": "write true or false."}.get(kind, "write a plain number.")
        yield place(row.error("bad_value", column, message, remedy))
    accepted = promise.accepted.get(column)
    if accepted is not None and text not in accepted:
        message = f"{row.shown(column)} is not a value of this column."
        yield place(row.error("unknown_value", column, message, f"use one of {', '.join(accepted)}."))


def _is_of(text: str, kind: str) -> bool:
    if kind in ("integer", "bigint"):
        return re.fullmatch(r"[+-]?[0-9]+", text) is not None
    if kind == "double" or kind.startswith("decimal"):
        return re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", text) is not None
    if kind == "boolean":
        return text.lower() in ("true", "false")
    if kind == "date":
        try:
            return date.fromisoformat(text).isoformat() == text
        except ValueError:
            return False
    return True


def _repeated(table: Table, key: tuple[str, ...]) -> Iterator[ProfileProblem]:
    seen: dict[tuple[str, ...], int] = {}
    for row in table.rows:
        values = tuple(row[column] for column in key)
        if values in seen:
            said = ", ".join(f"{column} {value!r}" for column, value in zip(key, values, strict=True))
            message = f"{said} stands in row {seen[values]} already."
            yield place(row.error("duplicate_row", key[-1], message, "delete one of the two rows."))
        seen.setdefault(values, row.number)


def _promises(files: list[Path], problems: list[ProfileProblem]) -> dict[str, SeedPromise]:
    promises: dict[str, SeedPromise] = {}
    for file in files:
        try:
            content = yaml.safe_load(file.read_text(encoding="utf-8"))
            entries = content.get("seeds") or []
            promises |= {entry["name"]: _promise(entry) for entry in entries}
        except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError, KeyError, TypeError) as failure:
            message = f"it does not describe seeds: {' '.join(str(failure).split())}."
            problems.append(error("bad_yaml", f"{FOLDER}/{file.name}", message, "see dbt_project/seeds/seeds.yml."))
    return promises


def _promise(entry: Mapping[str, Any]) -> SeedPromise:
    types = dict(entry.get("config", {}).get("column_types", {}))
    keys = [tuple(one["arguments"]["columns"]) for one in _tests(entry, "unique_combination")]
    promise = SeedPromise(types, tuple(keys))
    for column in entry.get("columns", ()):
        name = column["name"]
        if "unique" in column.get("data_tests", ()):
            promise = replace(promise, keys=(*promise.keys, (name,)))
        if "not_null" in column.get("data_tests", ()):
            promise = replace(promise, required=(*promise.required, name))
        for one in _tests(column, "accepted_values"):
            values = tuple(map(str, one["arguments"]["values"]))
            promise = replace(promise, accepted={**promise.accepted, name: values})
        for one in _tests(column, "relationships"):
            to = REF.search(one["arguments"]["to"])
            if to is not None:
                promise = replace(promise, related={**promise.related, name: (to[1], one["arguments"]["field"])})
    return promise


def _tests(entry: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    for test in entry.get("data_tests", ()):
        if isinstance(test, dict) and name in test:
            yield test[name]
