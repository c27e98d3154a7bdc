"""SQLAlchemy 2.0 with duckdb-engine: tables and columns as SQLAlchemy itself finds them.

Not by `autoload_with`, which also asks for keys with a type that DuckDB does not know.
"""

import sys
from importlib.metadata import version

import sqlalchemy
from questions import SCHEMA, ask

engine = sqlalchemy.create_engine(f"duckdb:///{sys.argv[1]}?access_mode=read_only")
inspector = sqlalchemy.inspect(engine)
reflected = {
    name: sqlalchemy.table(
        name,
        *(sqlalchemy.column(column["name"]) for column in inspector.get_columns(name, schema=SCHEMA)),
        schema=SCHEMA,
    )
    for name in inspector.get_table_names(schema=SCHEMA)
}


def rows_of(statement: str) -> list[tuple[object, ...]]:
    """Rows of a statement; a table is read through its reflection."""
    with engine.connect() as connection:
        name = statement.removeprefix(f"select * from {SCHEMA}.")
        if name in reflected:
            return [tuple(row) for row in connection.execute(sqlalchemy.select(reflected[name]))]
        return [tuple(row) for row in connection.exec_driver_sql(statement)]


ask(
    "SQLAlchemy with duckdb-engine",
    f"{sqlalchemy.__version__} / {version('duckdb-engine')}",
    rows_of,
    sqlalchemy.exc.DBAPIError,
)
