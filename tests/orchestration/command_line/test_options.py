"""What every command offers: JSON for programs, the reader's language, the cause of an error."""

from __future__ import annotations

import pytest

from orchestration.command_line.application import all_commands
from orchestration.command_line.described import described, name_of, walk
from reporting.language import Language

COMMANDS = {
    one.words: {name_of(parameter) for parameter in one.command.params}
    for one in walk(described(all_commands(), Language.ENGLISH))
    if not one.is_group
}
# Commands without an option that the others have, each with its reason.
WITHOUT_JSON = {
    "contract infer": "prints the YAML of a contract",
    "contract schema": "prints JSON and nothing else",
    "metrics": "MetricFlow's commands have options of their own (`query --csv`)",
    "prometheus": "prints Prometheus's text format",
    "serve": "a server; shows nothing itself",
    "serve-marts": "a server; says where it listens",
}
WITHOUT_LANGUAGE = {
    "contract schema": "prints JSON Schema",
    "metrics": "MetricFlow speaks English",
    "prometheus": "prints Prometheus's text format",
    "serve": "Dagster speaks English",
}
WITHOUT_CAUSE = {"metrics": "passes what it is given to MetricFlow"}


@pytest.mark.parametrize(
    ("option", "exceptions"),
    [("--json", WITHOUT_JSON), ("--lang", WITHOUT_LANGUAGE), ("--verbose", WITHOUT_CAUSE)],
)
def test_every_command_has_the_option_or_a_reason(option: str, exceptions: dict[str, str]) -> None:
    lacking = {words for words, options in COMMANDS.items() if option not in options}
    assert lacking == set(exceptions)


def test_every_command_is_known_here() -> None:
    assert len(COMMANDS) > 25
