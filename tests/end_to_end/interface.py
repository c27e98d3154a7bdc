"""The public interface as a file: every published table and column with its type.

`python -m tests.end_to_end.interface PUBLISHED` writes it anew from a publication. Lines that go or change break those
who read the marts: they need another `INTERFACE_VERSION` and a file of its own.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import duckdb

from reporting.publication import INTERFACE_VERSION

FILE = Path(__file__).parents[2] / "dbt_project" / "interface" / f"version_{INTERFACE_VERSION}.csv"
HEADINGS = ("table", "column", "type")
Column = tuple[str, str, str]


def published_columns(published: Path) -> list[Column]:
    """Return table, column and type of all that a publication holds.

    Args:
        published: Its folder.
    """
    with duckdb.connect(str(published / "marts.duckdb"), read_only=True) as connection:
        return connection.execute(
            "select table_name, column_name, lower(data_type) from duckdb_columns() where schema_name = 'marts' "
            "order by table_name, column_index"
        ).fetchall()


def agreed_columns() -> list[Column]:
    """Return what readers may rely on."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return [(row["table"], row["column"], row["type"]) for row in csv.DictReader(file)]


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    with FILE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([HEADINGS, *published_columns(Path(sys.argv[1]))])
