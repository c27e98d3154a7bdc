"""Reading the YAML files that people write: suites and waivers.

Belongs here: one strict reading for all of them, and how the place of a mistake is named. Not here: their schemas.
"""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml


class YamlError(ValueError):
    """A file cannot be used; the message names file, field and remedy."""

    def __init__(self, file: Path, field: str, problem: str, remedy: str) -> None:
        self.file = file
        self.field = field
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{file.name}: {field}: {problem}. Remedy: {remedy}")


class _UniqueKeyLoader(yaml.SafeLoader):
    """Rejects a key that occurs twice; YAML would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = {str(key) for key in keys if keys.count(key) > 1}
        if twice:
            raise yaml.constructor.ConstructorError(
                None, None, f"key given twice: {', '.join(sorted(twice))}", node.start_mark
            )
        return super().construct_mapping(node, deep)


def read_yaml(file: Path) -> Any:
    """Read one YAML document.

    Args:
        file: The file.

    Returns:
        Its content.

    Raises:
        OSError: It cannot be read.
        UnicodeDecodeError: It is not UTF-8.
        yaml.YAMLError: It is no YAML, or gives a key twice.
    """
    return yaml.load(file.read_text(encoding="utf-8"), Loader=_UniqueKeyLoader)  # noqa: S506 (a safe loader)


def one_line(error: Exception) -> str:
    """The message of an error in one line."""
    return " ".join(str(error).split())


def field_path(location: tuple[int | str, ...]) -> str:
    """The place of a field as people write it, such as `expectations[0].severity`."""
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return path.lstrip(".") or "file"


def remedy_for(error_type: str, otherwise: str) -> str:
    """What to do about an error of the schema.

    Args:
        error_type: Pydantic's name of the error.
        otherwise: Remedy of the errors that have none of their own.
    """
    remedies = {
        "extra_forbidden": "remove the key or correct its spelling",
        "missing": "add the key",
        "literal_error": "use one of the values named",
    }
    return remedies.get(error_type, otherwise)
