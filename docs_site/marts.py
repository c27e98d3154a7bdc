"""Reference of the published marts: the data dictionary, read from a publication without rows.

The tables are made as the dbt project declares them and published as ever, so that the page says what
`data_dictionary.csv` of a publication says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from docs_site.markdown import breakable, code, page, plain, table
from orchestration.table_keys import disclosed_models, guarded_keys, public_models
from reporting.data_dictionary import DictionaryTable, read_dictionary
from reporting.sql_text import quoted
from reporting.table_copy import DATABASE, DISCLOSED_SCHEMA, SCHEMA, copy_tables


def marts_page(manifest: Mapping[str, Any]) -> str:
    """Return the page: each table with its grain, its columns, types and keys, in both languages.

    Args:
        manifest: The parsed dbt project.
    """
    tables = dictionary(manifest)
    return page(
        "# Published marts",
        "Schema `marts` of `published/marts.duckdb` and `published/mokuhyo.duckdb`, and a Parquet file for each table. "
        "The same words are comments in the database, `published/data_dictionary.csv`, and a page of the dashboard.",
        ", ".join(f"[{one.name}](#{one.name})" for one in tables),
        *(text for one in tables for text in _table(one)),
    )


def dictionary(manifest: Mapping[str, Any]) -> list[DictionaryTable]:
    """Return the tables of a publication, as its data dictionary describes them.

    Args:
        manifest: The parsed dbt project.
    """
    import duckdb

    public = {node["name"]: node for node in public_models(manifest).values()}
    disclosed = disclosed_models(manifest)
    with TemporaryDirectory() as folder:
        with duckdb.connect(":memory:") as warehouse:
            warehouse.execute(f"create schema {SCHEMA}; create schema {DISCLOSED_SCHEMA}")
            for name, node in public.items():
                _create(warehouse, f'{SCHEMA}."{name}"', node["columns"], node["description"])
            for name, node in disclosed.items():
                _create(
                    warehouse,
                    f'{DISCLOSED_SCHEMA}."{name}"',
                    public[name]["columns"] | node["columns"],
                    node["description"],
                )
            copy_tables(warehouse, sorted(public), Path(folder), guarded_keys(manifest), list(disclosed))
        with duckdb.connect(str(Path(folder) / DATABASE), read_only=True) as publication:
            return read_dictionary(publication)


def _create(warehouse: Any, name: str, columns: Mapping[str, Mapping[str, Any]], description: str) -> None:
    listed = ", ".join(f'"{column["name"]}" {column["data_type"]}' for column in columns.values())
    warehouse.execute(f"create table {name} ({listed}); comment on table {name} is '{quoted(description)}'")
    for column in columns.values():
        warehouse.execute(f"""comment on column {name}."{column["name"]}" is '{quoted(column["description"])}'""")


def _table(described: DictionaryTable) -> Iterator[str]:
    yield f"## {described.name}"
    yield plain(described.description_en)
    yield plain(described.description_ja)
    yield table(
        ("column", "type", "key", "意味", "meaning"),
        (
            (
                breakable(column.name),
                code(column.data_type),
                _key(column.is_key, column.references),
                plain(column.description_ja),
                plain(column.description_en),
            )
            for column in described.columns
        ),
    )


def _key(is_key: bool, references: str | None) -> str:
    to = f"[→ {references}](#{references.partition('.')[0]})" if references else ""
    return " ".join(filter(None, ("primary" if is_key else "", to)))
