"""What differs between dialects of SQL stands in macros with a variant for each engine, and nowhere else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.project_files import project_files

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
DIALECT = PROJECT / "macros" / "dialect"
# What not every engine reads, in SQL that all of them shall read.
NOT_OF_ALL = re.compile(
    r"\b(list_\w+|struct_pack|unnest|generate_series|date_diff|string_split|regexp_\w+|try_strptime|arg_m\w+|"
    r"approx_count_distinct|quantile_cont|json_extract_string|starts_with|ends_with|strptime|"
    r"try_cast|m(?:in|ax)_by|round)\s*\(|"
    r"\bas varchar\b|::|\bexclude \(|\breplace \(|\bby name\b|\blambda\b|\[\]|"
    r"\bqualify\b|\bgroup by all\b|\binterval \d"
)


def dialect_text() -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted(DIALECT.glob("*.sql")))


def sql_files() -> list[Path]:
    return [
        file
        for folder in ("models", "macros", "tests")
        for file in project_files(folder, "*.sql")
        if DIALECT not in file.parents
    ]


@pytest.mark.parametrize("engine", ["duckdb", "spark", "postgres"])
def test_every_macro_of_the_dialects_has_a_variant_for_each_engine(engine: str) -> None:
    text = dialect_text()
    dispatched = set(re.findall(r"adapter\.dispatch\('(\w+)'\)", text))
    assert dispatched
    assert [name for name in sorted(dispatched) if f"macro {engine}__{name}(" not in text] == []


def test_models_hold_no_sql_that_an_engine_does_not_read() -> None:
    found = {}
    for file in sql_files():
        # Jinja holds lists of its own, and calls macros whose names are alike.
        sql = re.sub(r"\{[{%#].*?[}%#]\}", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        if match := NOT_OF_ALL.search(sql):
            found[str(file.relative_to(PROJECT))] = match.group()
    assert found == {}


def test_literals_hold_no_single_quote() -> None:
    # Two of them are one on DuckDB, and two in a session that takes a backslash for a backslash.
    quoted = re.compile(r"'[^'\n]*[^'\s(,|=]''[^'\s),|]")
    assert [file for file in sql_files() if quoted.search(file.read_text(encoding="utf-8"))] == []
