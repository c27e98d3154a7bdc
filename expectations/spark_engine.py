"""Great Expectations on Spark SQL: the same expectations, counted where Spark has built the tables.

Belongs here: what is different from DuckDB. Importing this module imports Great Expectations and sqlglot (seconds), so
only functions import it. Not here: the rows that fail, which are read from the Parquet by DuckDB once it is known which
expectations failed (`findings`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlglot
from great_expectations.execution_engine.sparkdf_batch_data import SparkDFBatchData
from great_expectations.execution_engine.sparkdf_execution_engine import SparkDFExecutionEngine
from sqlglot import expressions

from expectations.engine import Examined

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class ExaminedSparkTables(Examined):
    """The tables of a Spark session, opened for examination; the session stays open after it.

    Args:
        session: Session in which the tables were built.
    """

    def __init__(self, session: SparkSession) -> None:
        super().__init__()
        self._session = session
        self._engine = SparkDFExecutionEngine()

    def close(self) -> None:
        """Nothing to close: the session belongs to the run."""

    def readable(self, table: str) -> str:
        """The table itself: what is a view in a session is one over one table."""
        return table

    def count_by_expectation(self, records: str) -> dict[str, int]:
        """Number of rows per expectation of a SELECT, written for DuckDB, that has a column `expectation_id`.

        Raises:
            sqlglot.errors.SqlglotError: The statement cannot be put into Spark's dialect.
            pyspark.errors.PySparkException: The statement cannot be run.
        """
        counting = f"select expectation_id, count(*) from ({spark_sql(records)}) as records group by expectation_id"  # noqa: S608
        return {str(name): int(count) for name, count in self._session.sql(counting).collect()}

    def _rows(self, table: str) -> int:
        return int(self._session.table(table).count())

    def _data(self, table: str) -> Any:
        return SparkDFBatchData(execution_engine=self._engine, dataframe=self._session.table(table))


def spark_sql(statement: str) -> str:
    """Return a statement of DuckDB in the dialect of Spark.

    Args:
        statement: A single SELECT.

    Raises:
        sqlglot.errors.SqlglotError: It cannot be read.
    """
    tree = sqlglot.parse_one(statement, read="duckdb")
    for table in tree.find_all(expressions.CTE):
        # Spark has no word for it; it decides by itself.
        table.set("materialized", None)
    return tree.sql(dialect="spark")
