"""What is copied to PostgreSQL and back is what it was."""

from __future__ import annotations

from pathlib import Path

import duckdb

from benchmarks.postgres_copies import SOURCES, export, load
from benchmarks.postgres_server import server

TEXTS = ["a", "", None, r"\N", 'a "quote"', "a,b", "a\nb", "back\\slash", "{brace}", "NULL", "　", "\ta "]
COLUMNS = "text varchar, texts varchar[], numbers double[], amount decimal(28,2), day date, whole bigint, flag boolean"


def test_sources_come_back_as_they_were(tmp_path: Path) -> None:
    warehouse, back = tmp_path / "warehouse.duckdb", tmp_path / "back.duckdb"
    filled = [value for value in TEXTS if value is not None]
    rows = [
        *((text, filled, [0.1, 1e-300, 2.5], "1234567.89", "2024-02-29", 2**60, True) for text in TEXTS),
        ("nothing", [], None, None, None, None, None),
    ]
    with duckdb.connect(str(warehouse)) as connection:
        for schema in SOURCES:
            connection.execute(f"create schema {schema}")
        connection.execute(f"create table landing.sample ({COLUMNS})")
        connection.executemany("insert into landing.sample values (?, ?, ?, ?, ?, ?, ?)", rows)
        expected = connection.execute("select * from landing.sample order by all").fetchall()
    with server() as running:
        assert load(running, warehouse, tmp_path) == len(rows)
        export(running, ["landing"], back, tmp_path)
    with duckdb.connect(str(back), read_only=True) as connection:
        found = connection.execute("select * from marts.sample order by all")
        assert [column[0] for column in found.description] == [part.split()[0] for part in COLUMNS.split(", ")]
        assert found.fetchall() == expected
