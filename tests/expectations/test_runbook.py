"""The runbook has an entry for every expectation, each with the same four parts, and no entry that nobody needs."""

import re
from pathlib import Path

import duckdb
import pytest
import yaml

from expectations.suites import Suite

ROOT = Path(__file__).parents[2]
RUNBOOK = ROOT / "docs" / "runbook.md"
MARTS = ROOT / "dbt_project" / "models" / "marts"
ENTRY = re.compile(r"^### (?P<heading>.+)\n(?P<text>(?:(?!^#).*\n?)*)", re.MULTILINE)


def entries() -> dict[str, str]:
    """Text of each entry by the anchor that its heading makes."""
    found = [
        (match["heading"].lower().replace(" ", "-"), match["text"]) for match in ENTRY.finditer(RUNBOOK.read_text())
    ]
    assert len(found) == len(dict(found)), "an anchor occurs twice"
    return dict(found)


def test_every_anchor_exists_and_none_is_orphaned(suites: list[Suite]) -> None:
    used = {expectation.runbook for suite in suites for expectation in suite.expectations}
    assert sorted(entries()) == sorted(used)


@pytest.mark.parametrize("anchor", entries())
def test_an_entry_says_what_it_means_how_to_look_what_to_do_and_who(anchor: str) -> None:
    text = entries()[anchor]
    parts = ["**Means.** ", "```", "**Do.** ", "**Who.** "]
    assert [text.find(part) for part in parts] == sorted(text.find(part) for part in parts)
    assert all(part in text for part in parts)


@pytest.fixture(scope="module")
def empty_marts() -> duckdb.DuckDBPyConnection:
    """The published tables without rows, as their models declare them."""
    connection = duckdb.connect()
    connection.execute("create schema marts")
    for file in (MARTS / name for name in ("facts", "gaps", "surveys")):
        for path in file.glob("*.yml"):
            for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
                columns = ", ".join(f"{column['name']} {column['data_type']}" for column in model["columns"])
                connection.execute(f"create table marts.{model['name']} ({columns})")
    return connection


@pytest.mark.parametrize("anchor", entries())
def test_statements_run_on_the_published_tables(anchor: str, empty_marts: duckdb.DuckDBPyConnection) -> None:
    for statement in re.findall(r"```sql\n(.+?)\n```", entries()[anchor], re.DOTALL):
        assert empty_marts.execute(statement).fetchall() == []
