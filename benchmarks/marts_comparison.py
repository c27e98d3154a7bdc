"""Two publications compared table by table and row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

# Relative tolerance of floating-point columns by table, where two engines built the marts. None is granted before a
# difference is seen and understood.
BETWEEN_ENGINES: Mapping[tuple[str, str], float] = {
    # A percentile between two days: engines interpolate by other operations, and the last bit differs (by 1.5e-16 on
    # Spark, 2.1e-16 on PostgreSQL).
    ("coercion_response_times", "p90_days"): 1e-15,
}


@dataclass(frozen=True)
class TableComparison:
    """How far a table of two databases agrees.

    Attributes:
        table: Its name.
        rows: Rows of the first.
        other_rows: Rows of the other.
        columns_differ: Whether names, types or order of the columns differ; nothing else is compared then.
        differing_rows: Rows in which a column differs, floating-point columns beyond their tolerance.
        differing_columns: Number of those rows by column.
        largest_difference: Largest relative difference by floating-point column that is not exactly equal.
    """

    table: str
    rows: int
    other_rows: int
    columns_differ: bool = False
    differing_rows: int = 0
    differing_columns: Mapping[str, int] = field(default_factory=dict)
    largest_difference: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_equal(self) -> bool:
        """Whether both hold the same rows."""
        return not self.columns_differ and self.rows == self.other_rows and self.differing_rows == 0


def compare_databases(
    one: Path, other: Path, tolerances: Mapping[tuple[str, str], float], schema: str = "marts"
) -> list[TableComparison]:
    """Compare every table of a schema; a table that only one has differs in all its columns.

    Args:
        one: Database file.
        other: Database file.
        tolerances: Relative tolerance by table and floating-point column; all others must be equal to the last bit.
        schema: The schema.

    Returns:
        One comparison per table, in the order of their names.
    """
    with duckdb.connect() as connection:
        for name, file in (("one", one), ("other", other)):
            connection.execute(f"attach '{file}' as {name} (read_only)")
        columns = {name: _columns(connection, name, schema) for name in ("one", "other")}
        return [
            _compare(
                connection, schema, table, columns["one"].get(table, {}), columns["other"].get(table, {}), tolerances
            )
            for table in sorted(columns["one"].keys() | columns["other"].keys())
        ]


def _columns(connection: duckdb.DuckDBPyConnection, database: str, schema: str) -> dict[str, dict[str, str]]:
    rows = connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() "
        "where database_name = ? and schema_name = ? order by table_name, column_index",
        [database, schema],
    ).fetchall()
    tables: dict[str, dict[str, str]] = {}
    for table, column, data_type in rows:
        tables.setdefault(table, {})[column] = data_type
    return tables


def _compare(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    table: str,
    columns: Mapping[str, str],
    other_columns: Mapping[str, str],
    tolerances: Mapping[tuple[str, str], float],
) -> TableComparison:
    counts = [
        connection.execute(f'select count(*) from {name}.{schema}."{table}"').fetchall()[0][0] if there else 0  # noqa: S608
        for name, there in (("one", columns), ("other", other_columns))
    ]
    if list(columns.items()) != list(other_columns.items()):
        return TableComparison(table, *counts, columns_differ=True)
    floats = [column for column, data_type in columns.items() if data_type == "DOUBLE"]
    # Floating-point columns last: a difference in their last bits must not put rows in another order.
    order = ", ".join(f'"{column}"' for column in [*(c for c in columns if c not in floats), *floats])
    for name in ("one", "other"):
        ordered = f"select *, row_number() over (order by {order}) as place"
        connection.execute(f'create or replace temp table ordered_{name} as {ordered} from {name}.{schema}."{table}"')
    checks = {
        column: _differs(column, tolerances.get((table, column), 0.0) if column in floats else 0.0)
        for column in columns
    }
    measures = [f"count(*) filter (where {' or '.join(checks.values())})"]
    measures += [f"count(*) filter (where {check})" for check in checks.values()]
    measures += [f"max({_difference(column)})" for column in floats]
    (found,) = connection.execute(
        f"select {', '.join(measures)} from ordered_one as l full join ordered_other as r on l.place = r.place"  # noqa: S608
    ).fetchall()
    by_column = dict(zip(columns, found[1 : 1 + len(columns)], strict=True))
    largest = dict(zip(floats, found[1 + len(columns) :], strict=True))
    return TableComparison(
        table,
        *counts,
        differing_rows=found[0],
        differing_columns={column: count for column, count in by_column.items() if count},
        largest_difference={column: difference for column, difference in largest.items() if difference},
    )


def _differs(column: str, tolerance: float) -> str:
    if tolerance:
        one_is_null = f'(l."{column}" is null) <> (r."{column}" is null)'
        return f"({one_is_null} or coalesce({_difference(column)}, 0) > {tolerance!r})"
    return f'l."{column}" is distinct from r."{column}"'


def _difference(column: str) -> str:
    one, other = f'l."{column}"', f'r."{column}"'
    # Also of two infinities, whose difference is none.
    return f"case when {one} = {other} then 0 else abs({one} - {other}) / greatest(abs({one}), abs({other})) end"
