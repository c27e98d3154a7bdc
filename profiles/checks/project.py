"""The files of a dbt project's models, shared or a profile's: where they lie, what they read, what YAML says of them.

Belongs here: finding and reading. Does not belong here: what must be there (`models`, `staging`, `counting`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from profiles.checks.rendering import Rendered, Rendering
from profiles.problems import ProfileProblem, error

# Folder of models and the schema that they are built in, as dbt_project.yml says.
LAYERS = ("staging", "intermediate", "marts", "disclosed")

# A safe one, in C where there is one: it is ten times as fast.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ModelFiles:
    """The models of one folder.

    Args:
        directory: Folder that holds `models`.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    @cached_property
    def files(self) -> dict[str, list[Path]]:
        """Files by the name of their model; more than one where a name is taken twice."""
        found: dict[str, list[Path]] = defaultdict(list)
        for file in sorted((self.directory / "models").rglob("*.sql")):
            found[file.stem].append(file)
        return dict(found)

    @cached_property
    def tables(self) -> set[str]:
        """Models as `schema.table`, as expectations name them."""
        return {
            f"{schema}.{name}" for name, files in self.files.items() if (schema := self.layer(files[0])) is not None
        }

    @cached_property
    def declared(self) -> dict[str, list[str]]:
        """Tables of sources as `source.table`, with the files that declare them."""
        found: dict[str, list[str]] = defaultdict(list)
        for file, content in self.yaml_files.items():
            for source in _entries(content, "sources"):
                for table in _entries(source, "tables"):
                    found[f"{source.get('name')}.{table.get('name')}"].append(file)
        return dict(found)

    @cached_property
    def described(self) -> dict[str, str]:
        """Models that a YAML file describes, with the file."""
        return {
            str(model.get("name")): file
            for file, content in self.yaml_files.items()
            for model in _entries(content, "models")
        }

    @cached_property
    def unit_tested(self) -> dict[str, str]:
        """Models that unit tests are of, with the file of the tests."""
        return {
            str(test.get("model")): file
            for file, content in self.yaml_files.items()
            for test in _entries(content, "unit_tests")
        }

    @property
    def yaml_files(self) -> dict[str, Any]:
        """Content of the YAML files below `models`, by path relative to the folder."""
        return self._yaml[0]

    @property
    def problems(self) -> list[ProfileProblem]:
        """YAML files that cannot be read."""
        return self._yaml[1]

    def path(self, file: Path) -> str:
        """Return a file's path relative to the folder, as problems name it."""
        return file.relative_to(self.directory).as_posix()

    def layer(self, file: Path) -> str | None:
        """Return the schema that a model is built in; None outside of the folders that have one."""
        folder = file.relative_to(self.directory / "models").parts[0]
        return folder if folder in LAYERS else None

    def rendered(self, rendering: Rendering) -> dict[Path, Rendered]:
        """Render every model, and every query of `tests`, a row of which is a failure.

        Args:
            rendering: With the shared macros.
        """
        models = [file for files in self.files.values() for file in files]
        tests = sorted((self.directory / "tests").rglob("*.sql"))
        return {file: rendering.render(file) for file in (*models, *tests)}

    @cached_property
    def _yaml(self) -> tuple[dict[str, Any], list[ProfileProblem]]:
        contents: dict[str, Any] = {}
        problems = []
        for file in sorted((self.directory / "models").rglob("*.yml")):
            try:
                contents[self.path(file)] = yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506
            except (OSError, UnicodeDecodeError, yaml.YAMLError) as failure:
                mark = getattr(failure, "problem_mark", None)
                message = "it is no YAML." if mark is None else f"it is no YAML (line {mark.line + 1})."
                problems.append(error("bad_yaml", self.path(file), message, "write valid YAML in UTF-8."))
        return contents, problems


def _entries(content: Any, key: str) -> Iterator[dict[str, Any]]:
    entries = content.get(key) if isinstance(content, dict) else None
    yield from (entry for entry in entries if isinstance(entry, dict)) if isinstance(entries, list) else ()
