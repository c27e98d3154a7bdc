"""dbt's `target` as sqlfluff's templater sees it: models are linted as DuckDB builds them."""

type = "duckdb"  # noqa: A001 (dbt's name)
name = "duckdb"
schema = "main"
