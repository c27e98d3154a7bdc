"""What every client is asked, and the one form its answers have."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence

SCHEMA = "marts"
TABLES = f"select table_name from information_schema.tables where table_schema = '{SCHEMA}' order by table_name"
COMMENTS = f"select count(*) from duckdb_columns() where schema_name = '{SCHEMA}' and comment like '% / %'"
WRITES = (
    f"create table {SCHEMA}.x as select 1 as i",
    f"insert into {SCHEMA}.data_gaps select * from {SCHEMA}.data_gaps",
    f"update {SCHEMA}.data_gaps set records = 0",
    f"delete from {SCHEMA}.data_gaps",
    f"drop table {SCHEMA}.data_gaps",
)


def ask(
    client: str,
    version: str,
    rows_of: Callable[[str], Sequence[Sequence[object]]],
    errors: type[Exception],
    refusal: str = "read-only",
) -> None:
    """Put every question to a client and print what it answered, as JSON.

    Args:
        client: Its name.
        version: Its version.
        rows_of: Runs a statement and returns its rows.
        errors: What the client raises when it is refused something.
        refusal: What such an error says.
    """
    names = [str(row[0]) for row in rows_of(TABLES)]
    tables = {name: len(rows_of(f"select * from {SCHEMA}.{name}")) for name in names}
    answer = {
        "client": client,
        "version": version,
        "tables": tables,
        "comments": int(str(rows_of(COMMENTS)[0][0])),
        "written": list(accepted(rows_of, errors, refusal)),
    }
    print(json.dumps(answer))


def accepted(
    rows_of: Callable[[str], Sequence[Sequence[object]]], errors: type[Exception], refusal: str
) -> Iterable[str]:
    """Yield the writes that were not refused as such."""
    for statement in WRITES:
        try:
            rows_of(statement)
        except errors as error:
            if refusal in str(error):
                continue
        yield statement
