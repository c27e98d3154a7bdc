"""What is wrong with a contract file: every problem at once, each with file, field and remedy.

Belongs here: strict YAML and the wording of the schema's errors. Does not belong here: the schema itself.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import yaml
from pydantic import ValidationError

SHOWN_VALUE = 60

_REMEDIES = {
    "extra_forbidden": "remove the key or correct its spelling",
    "missing": "add the key",
    "literal_error": "use one of the values named",
    "string_pattern_mismatch": "use small letters, digits and _, beginning with a letter",
    "value_error": "correct it; the shipped contracts show the form",
}


class ContractError(ValueError):
    """Contract files do not follow the schema.

    Attributes:
        problems: One line each: file, field, problem, remedy.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


class _StrictLoader(yaml.SafeLoader):
    """Rejects a key that occurs twice (YAML would keep the last) and aliases (a few lines can grow without bound)."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            event = self.get_event()  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "YAML aliases (*) are not accepted", event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = {str(key) for key in keys if keys.count(key) > 1}
        if twice:
            raise yaml.constructor.ConstructorError(
                None, None, f"key given twice: {', '.join(sorted(twice))}", node.start_mark
            )
        return super().construct_mapping(node, deep)


def read_yaml(name: str, content: bytes) -> dict[str, Any]:
    """Read the mapping that a contract file is.

    Args:
        name: File name, for messages.
        content: YAML in UTF-8.

    Raises:
        ContractError: It is no YAML mapping.
    """
    try:
        values = yaml.load(content.decode("utf-8"), Loader=_StrictLoader)  # noqa: S506 (a safe loader)
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise ContractError([f"{name}: {' '.join(str(error).split())}. Remedy: write valid YAML in UTF-8."]) from error
    if not isinstance(values, dict):
        raise ContractError([f"{name}: it is no mapping. Remedy: begin with 'source: <name>'."])
    return values


def problems_of(name: str, error: ValidationError, values: Any) -> list[str]:
    """Put the schema's errors into words, one line per problem.

    Args:
        name: File name.
        error: What pydantic found.
        values: Content of the file, to name columns and layouts.
    """
    lines = []
    for found in error.errors(include_url=False, include_context=False):
        field = _field(found["loc"], values)
        remedy = _REMEDIES.get(found["type"], "correct the value; the shipped contracts show the form")
        message = found["msg"].removeprefix("Value error, ").rstrip(".")
        # One validator may have found several problems.
        lines += [f"{name}: {field}{problem}. Remedy: {remedy}." for problem in message.split("; ")]
    return lines


def _field(location: tuple[int | str, ...], values: Any) -> str:
    path = ""
    for part in location:
        values = values[part] if _holds(values, part) else None
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
        if isinstance(part, int) and isinstance(values, dict) and isinstance(values.get("name"), str):
            path += f" ({values['name'][:SHOWN_VALUE]})"
    return f"{path.lstrip('.')}: " if path else ""


def _holds(values: Any, part: int | str) -> bool:
    if isinstance(values, list):
        return isinstance(part, int) and part < len(values)
    return isinstance(values, dict) and part in values
