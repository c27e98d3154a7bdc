"""Which rows of a table break an expectation, as DuckDB SQL.

Great Expectations says how many rows fail and hands out a bounded sample; the findings need all of them without
pulling a table into Python. Belongs here: for every supported expectation type the SQL condition of a failing row
(the runner compares its count with that of Great Expectations). Not here: running, storing, wording.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from expectations.suites import ExaminedTable, Expectation

UNEXPECTED_ROWS = "UnexpectedRowsExpectation"
VIEWS = "select schema_name, view_name from duckdb_views() where not internal"  # a view is computed at each reading

Kwargs = Mapping[str, Any]


@dataclass(frozen=True)
class RowRule:
    """A row-level expectation type: its arguments, and which rows fail.

    Either `fails`, the condition under which a row fails whatever the others are, or `key`, the columns whose values no
    other row may share; a key with a blank part is no key.
    """

    required: frozenset[str]
    optional: frozenset[str] = frozenset()
    fails: Callable[[Kwargs], str] | None = None
    key: Callable[[Kwargs], list[str]] | None = None


def quoted(identifier: str) -> str:
    """A possibly schema-qualified identifier in double quotes."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in identifier.split("."))


def literal(value: object) -> str:
    """A Python value as a DuckDB literal.

    Raises:
        TypeError: The value has no literal here.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    raise TypeError(f"no SQL literal for {value!r}")


def _outside(kwargs: Kwargs) -> str:
    column = quoted(kwargs["column"])
    sides = []
    if kwargs.get("min_value") is not None:
        sides.append(f"{column} < {literal(kwargs['min_value'])}")
    if kwargs.get("max_value") is not None:
        sides.append(f"{column} > {literal(kwargs['max_value'])}")
    return f"{column} is not null and ({' or '.join(sides)})"


def _not_in_set(kwargs: Kwargs) -> str:
    column = quoted(kwargs["column"])
    return f"{column} is not null and {column} not in ({', '.join(map(literal, kwargs['value_set']))})"


def _not_matching(kwargs: Kwargs) -> str:
    column = quoted(kwargs["column"])
    return f"{column} is not null and not regexp_matches({column}, {literal(kwargs['regex'])})"


_COLUMN = frozenset({"column"})

ROW_RULES: dict[str, RowRule] = {
    "ExpectColumnValuesToNotBeNull": RowRule(_COLUMN, fails=lambda k: f"{quoted(k['column'])} is null"),
    "ExpectColumnValuesToBeNull": RowRule(_COLUMN, fails=lambda k: f"{quoted(k['column'])} is not null"),
    "ExpectColumnValuesToBeInSet": RowRule(_COLUMN | {"value_set"}, fails=_not_in_set),
    "ExpectColumnValuesToBeUnique": RowRule(_COLUMN, key=lambda k: [k["column"]]),
    "ExpectCompoundColumnsToBeUnique": RowRule(frozenset({"column_list"}), key=lambda k: list(k["column_list"])),
    "ExpectColumnValuesToBeBetween": RowRule(_COLUMN, frozenset({"min_value", "max_value"}), _outside),
    "ExpectColumnValuesToMatchRegex": RowRule(_COLUMN | {"regex"}, fails=_not_matching),
}


def class_name(expectation_type: str) -> str:
    """The Great Expectations class of a type written in snake or Pascal case.

    Raises:
        ValueError: The type has no row-level rule here.
    """
    name = expectation_type
    if "_" in name or name.islower():
        name = "".join(part.capitalize() for part in name.split("_"))
    if name in ("UnexpectedRows", UNEXPECTED_ROWS):
        return UNEXPECTED_ROWS
    if name not in ROW_RULES:
        known = sorted([*ROW_RULES, "unexpected_rows"])
        raise ValueError(f"unknown expectation type '{expectation_type}'; known are {', '.join(known)}")
    return name


def check_kwargs(expectation_type: str, kwargs: Kwargs, query: str | None, row_condition: str | None) -> None:
    """Check that the arguments fit the type.

    Raises:
        ValueError: A type is unknown, an argument is missing, unknown or in the wrong place.
    """
    name = class_name(expectation_type)
    if name == UNEXPECTED_ROWS:
        if query is None or "{table}" not in query:
            raise ValueError("unexpected_rows needs a query that reads {table} and returns its failing rows")
        if kwargs or row_condition is not None:
            raise ValueError("unexpected_rows takes neither kwargs nor row_condition; write them into the query")
        return
    if query is not None:
        raise ValueError(f"only unexpected_rows takes a query, not {name}")
    rule = ROW_RULES[name]
    missing, unknown = rule.required - set(kwargs), set(kwargs) - rule.required - rule.optional
    if missing or unknown:
        raise ValueError(f"{name}: missing arguments {sorted(missing)}, unknown arguments {sorted(unknown)}")
    if name == "ExpectColumnValuesToBeBetween" and not set(kwargs) & {"min_value", "max_value"}:
        raise ValueError(f"{name} needs min_value, max_value or both")


def filled_kwargs(expectation: Expectation, as_of: date) -> dict[str, Any]:
    """The arguments with `{as_of}` and `{threshold}` replaced by their values."""
    values: dict[str, object] = {"{as_of}": as_of}
    if expectation.threshold is not None:
        values["{threshold}"] = expectation.threshold.value
    return {
        key: values.get(value, value) if isinstance(value, str) else value for key, value in expectation.kwargs.items()
    }


def filled_query(expectation: Expectation, table: str, as_of: date) -> str:
    """The query of an `unexpected_rows` expectation with `{table}`, `{as_of}` and `{threshold}` replaced."""
    assert expectation.query is not None, f"{expectation.id} is not written as a query"
    query = expectation.query.replace("{table}", table).replace("{as_of}", literal(as_of))
    if expectation.threshold is not None:
        query = query.replace("{threshold}", literal(expectation.threshold.value))
    return query


def failing_condition(expectation: Expectation, as_of: date) -> str | None:
    """The condition under which a row fails, None where that hangs on other rows or is written as a query."""
    rule = None if expectation.query is not None else ROW_RULES[class_name(expectation.type)]
    if rule is None or rule.fails is None:
        return None
    return f"({expectation.row_condition or 'true'}) and ({rule.fails(filled_kwargs(expectation, as_of))})"


def failing_rows(expectation: Expectation, table: str, as_of: date) -> str:
    """SELECT of all failing rows, with all columns of the table.

    Args:
        expectation: The rule.
        table: `schema.table`.
        as_of: As-of date of the run.

    Returns:
        DuckDB SQL.
    """
    if expectation.query is not None:
        return filled_query(expectation, quoted(table), as_of)
    condition = failing_condition(expectation, as_of)
    if condition is not None:
        return f"select * from {quoted(table)} where {condition}"  # noqa: S608
    rule = ROW_RULES[class_name(expectation.type)]
    assert rule.key is not None, f"{expectation.type} has neither a condition nor a key"
    key = [quoted(column) for column in rule.key(filled_kwargs(expectation, as_of))]
    given = " and ".join(f"{column} is not null" for column in key)
    keyed = f"from {quoted(table)} where ({expectation.row_condition or 'true'}) and {given}"
    columns = ", ".join(key)
    # Not a window: that would sort all rows, where few keys occur more than once.
    return (
        f"select * from (select * {keyed}) as keyed semi join "  # noqa: S608
        f"(select {columns} {keyed} group by {columns} having count(*) > 1) as repeated using ({columns})"
    )


def failing_records(expectation: Expectation, examined: ExaminedTable, as_of: date) -> str:
    """SELECT of all failing rows in the shape of `expectations.failing_records`.

    Returns:
        DuckDB SQL with the columns expectation_id, source, fiscal_year, month, source_file, source_row, record_id,
        value.
    """
    keys = examined.keys

    def cell(column: str | None, kind: str) -> str:
        # Qualified, because an unqualified name would also find the column selected under the same name.
        return f"cast({f'failing.{quoted(column)}' if column else 'null'} as {kind})"

    parts = ", ".join(cell(column, "varchar") for column in keys.record_id)
    columns = {
        "expectation_id": literal(expectation.id),
        "source": literal(examined.source) if examined.source else cell("source", "varchar"),
        "fiscal_year": cell(keys.fiscal_year, "integer"),
        "month": cell(keys.month, "date"),
        "source_file": cell("source_file" if keys.lineage else None, "varchar"),
        "source_row": cell("source_row" if keys.lineage else None, "integer"),
        "record_id": f"nullif(concat_ws('/', {parts}), '')" if parts else cell(None, "varchar"),
        "value": cell(expectation.shown_column, "varchar"),
    }
    selected = ", ".join(f"{expression} as {name}" for name, expression in columns.items())
    return f"select {selected} from ({failing_rows(expectation, examined.table, as_of)}) as failing"  # noqa: S608
