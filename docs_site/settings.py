"""Reference of the settings, from the class that validates them, and of the other variables that the code reads."""

from __future__ import annotations

import inspect
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docs_site.markdown import breakable, code, page, plain, table
from orchestration.project.settings_file import PREFIX, variable_of
from orchestration.settings import REPOSITORY, Settings

# Folders whose code a run or a server reads variables in.
CODE = (
    "ingest",
    "orchestration",
    "alerts",
    "reporting",
    "expectations",
    "profiles",
    "forecasting",
    "spark",
    "dbt_project",
    "deploy",
)
SUFFIXES = {".py", ".yml", ".yaml", ".sql", ".env"}
_VARIABLE = re.compile(rf"\b{PREFIX}[A-Z][A-Z_]*[A-Z]\b(?!…)")
_ATTRIBUTE = re.compile(r"^ {4}(?P<name>\w+): (?P<text>.+(?:\n {8}.+)*)", re.MULTILINE)


def settings_page() -> str:
    """Return the page: settings with variable, type, default and meaning; then the variables that are none."""
    described = described_attributes(Settings)
    schema = Settings.model_json_schema()["properties"]
    rows = [
        (
            breakable(variable_of(name)),
            code(_type(schema[name])),
            code(_default(field.default)),
            plain(described[name]),
        )
        for name, field in Settings.model_fields.items()
    ]
    others = [
        (breakable(name), ", ".join(code(place) for place in places))
        for name, places in sorted(other_variables().items())
    ]
    return page(
        "# Settings",
        "Everything an operator may choose. Where a command has an option of the same name, the option wins; an empty "
        "variable is none. A wrong value ends the command with exit code 2 and says what to write.",
        table(("variable", "form", "default", "meaning"), rows),
        "## Other variables",
        "Read where they are needed, not kept as settings: credentials, and what tools beside a run look for.",
        table(("variable", "read or set in"), others),
    )


def described_attributes(documented: type) -> Mapping[str, str]:
    """Return what a class says about its attributes, by name.

    Args:
        documented: A class whose docstring has a section `Attributes:`.
    """
    _, _, section = inspect.cleandoc(documented.__doc__ or "").partition("Attributes:\n")
    return {match["name"]: " ".join(match["text"].split()) for match in _ATTRIBUTE.finditer(section)}


def other_variables(root: Path = REPOSITORY) -> Mapping[str, list[str]]:
    """Return the variables that are no settings, each with the files that name it.

    Args:
        root: The repository.
    """
    known = {variable_of(name) for name in Settings.model_fields}
    found: dict[str, set[str]] = defaultdict(set)
    files = (path for folder in CODE for path in (root / folder).rglob("*") if path.suffix in SUFFIXES)
    for path in files:
        if {"target", "logs", "seeds"} & set(path.relative_to(root).parts):
            continue
        for name in set(_VARIABLE.findall(path.read_text(encoding="utf-8"))) - known:
            found[name].add(path.relative_to(root).as_posix())
    return {name: sorted(places) for name, places in found.items()}


def _type(schema: Mapping[str, Any]) -> str:
    """Return the form of a value in words of JSON Schema."""
    if "anyOf" in schema:
        return ", ".join(_type(one) for one in schema["anyOf"] if one.get("type") != "null")
    if "enum" in schema:
        return ", ".join(schema["enum"])
    if schema.get("type") == "array":
        return "names, by commas"
    return str(schema.get("format") or schema["type"])


def _default(default: Any) -> str:
    if default is None or default == frozenset():
        return ""
    if isinstance(default, Path) and default.is_relative_to(REPOSITORY):
        return default.relative_to(REPOSITORY).as_posix()
    return str(default)
