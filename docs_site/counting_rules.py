"""Reference of the counting rules: the indicators in words, the models that count, and the tests that guard them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from docs_site.markdown import block, breakable, folded, page, plain, table

RULES = "int_count__"
# What makes counted units of the records that the rules let through.
AFTER_THE_RULES = ("int_count_records", "int_count_outcomes", "int_count_ledger")


def counting_rules_page(manifest: Mapping[str, Any], indicators: Path) -> str:
    """Return the page: each rule in words, as SQL and with its unit tests; then the tests of what all rules share.

    Args:
        manifest: The parsed dbt project.
        indicators: `indicators.csv` of the profile's seeds.
    """
    with indicators.open(encoding="utf-8", newline="") as file:
        counted = list(csv.DictReader(file))
    models = {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "model"}
    rules = {name: node for name, node in sorted(models.items()) if name.startswith(RULES)}
    return page(
        "# Counting rules",
        "How counting works as a whole: [counting](../counting.md). A rule is a model; it says of every record whether "
        "it counts, does not count, or is open.",
        "## Indicators in words",
        table(
            ("indicator", "指標 / name", "数え方 / rule", "models"),
            (
                (
                    breakable(one["indicator_id"]),
                    f"{plain(one['name_ja'])}<br>{plain(one['name_en'])}",
                    f"{plain(one['counting_rule'])}<br>{plain(one['counting_rule_en'])}",
                    ", ".join(f"[{breakable(name)}](#{name})" for name in rules_of(one["indicator_id"], rules)),
                )
                for one in counted
            ),
        ),
        *(text for name, node in rules.items() for text in _rule(name, node, manifest)),
        "## After the rules",
        *(
            text
            for name in AFTER_THE_RULES
            for text in (f"### {name}", plain(models[name]["description"]), _unit_tests(manifest, name))
        ),
        "## Tests of every run",
        "Each fails the run, so that nothing is published.",
        table(("test", "a failing row"), sorted(_run_tests(manifest))),
    )


def rules_of(indicator: str, rules: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the rules that can count for an indicator: named after it, or naming it in their SQL.

    Args:
        indicator: Its id.
        rules: Models by name.
    """
    return [name for name, node in rules.items() if name == RULES + indicator or f"'{indicator}'" in node["raw_code"]]


def _rule(name: str, node: Mapping[str, Any], manifest: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {name}"
    yield plain(node["description"])
    yield _unit_tests(manifest, name)
    yield folded("SQL", block(node["raw_code"], "sql"))


def _unit_tests(manifest: Mapping[str, Any], model: str) -> str:
    tests = sorted(
        (test["name"], test["description"]) for test in manifest["unit_tests"].values() if test["model"] == model
    )
    if not tests:
        return "No unit test of its own: `tests/end_to_end/recount` counts the indicator anew from the files."
    return table(("unit test", "holds"), ((breakable(name), plain(text)) for name, text in tests))


def _run_tests(manifest: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test" and not node.get("test_metadata"):
            comment = [line.removeprefix("--").strip() for line in _leading_comment(node["raw_code"])]
            yield breakable(node["name"]), plain(" ".join(comment))


def _leading_comment(sql: str) -> Iterator[str]:
    for line in sql.splitlines():
        if not line.startswith("--"):
            return
        yield line
