"""Great Expectations on DuckDB: one open connection, SQL row conditions, regular expressions.

Importing this module imports Great Expectations (seconds), so only functions import it.
Belongs here: what Great Expectations lacks for DuckDB. Not here: suites, findings.
"""

from __future__ import annotations

import logging
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import great_expectations as gx
import sqlalchemy as sa
from duckdb_engine import ConnectionWrapper
from great_expectations.core.batch import Batch, LegacyBatchDefinition
from great_expectations.core.id_dict import IDDict
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.execution_engine.sqlalchemy_batch_data import SqlAlchemyBatchData
from great_expectations.execution_engine.sqlalchemy_execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.expectation import Expectation as GxExpectation
from great_expectations.expectations.metrics.map_metric_provider.column_condition_partial import (
    column_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.column_map_metric_provider import (
    ColumnMapMetricProvider,
)
from great_expectations.expectations.row_conditions import PassThroughCondition, deserialize_row_condition
from great_expectations.validator.computed_metric import MetricValue
from great_expectations.validator.metric_configuration import MetricConfiguration, MetricConfigurationID
from great_expectations.validator.validator import Validator

from expectations.row_rules import VIEWS, quoted

# Counts only: failing values are read in SQL, and a sample here would carry values into messages and logs.
_RESULT_FORMAT = {"result_format": "BASIC", "partial_unexpected_count": 0}
_SAMPLES = (".unexpected_values", "unexpected_rows_query.table")


class DuckDBExecutionEngine(SqlAlchemyExecutionEngine):
    """Keeps one connection open, as Great Expectations itself does for SQLite.

    It fetches rows after handing the connection back; DuckDB has dropped the result by then.
    """

    @contextmanager
    def get_connection(self) -> Iterator[sa.Connection]:
        """Yield the one connection; after an error it is rolled back, or every later query would fail too."""
        if self._connection is None:
            self._connection = self.engine.connect()
        try:
            yield self._connection
        except Exception:
            self._connection.rollback()
            raise

    def resolve_metrics(
        self,
        metrics_to_resolve: Iterable[MetricConfiguration],
        metrics: dict[MetricConfigurationID, MetricValue] | None = None,
        runtime_configuration: dict[str, Any] | None = None,
    ) -> dict[MetricConfigurationID, MetricValue]:
        """Resolve metrics; samples of failing values stay empty, as none is shown and each would be a query."""
        wanted = list(metrics_to_resolve)
        samples = [metric for metric in wanted if metric.metric_name.endswith(_SAMPLES)]
        rest = [metric for metric in wanted if not metric.metric_name.endswith(_SAMPLES)]
        return super().resolve_metrics(rest, metrics, runtime_configuration) | {metric.id: [] for metric in samples}

    def get_domain_records(self, domain_kwargs: dict[str, Any]) -> Any:
        """Rows that a metric looks at; a pass-through row condition is SQL here."""
        condition = domain_kwargs.get("row_condition")
        if isinstance(condition, dict):
            condition = deserialize_row_condition(condition)
        if not isinstance(condition, PassThroughCondition):
            return super().get_domain_records(domain_kwargs)
        records: Any = super().get_domain_records({**domain_kwargs, "row_condition": None})
        if isinstance(records, sa.Select):
            records = records.subquery()
        # A colon would begin a bound parameter.
        where = sa.text(condition.pass_through_filter.replace(":", "\\:"))
        return sa.select(sa.text("*")).select_from(records).where(where)

    def close(self) -> None:
        """Close the connection and its engine, so that the file is free for others."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self.engine.dispose()


class DuckDBValuesMatchRegex(ColumnMapMetricProvider):
    """`column_values.match_regex` in DuckDB: the expression is searched for, not anchored."""

    condition_metric_name = "column_values.match_regex"
    condition_value_keys = ("regex",)

    @column_condition_partial(engine=DuckDBExecutionEngine)
    def _duckdb(cls, column: sa.ColumnClause[str], regex: str, **kwargs: Any) -> sa.ColumnElement[bool]:  # noqa: N805
        return sa.func.regexp_matches(column, sa.literal(regex))


@dataclass(frozen=True)
class Outcome:
    """What Great Expectations says about one expectation.

    `error` is the message of an exception: then nothing is known about the rows.
    """

    evaluated_rows: int | None
    failing_rows: int | None
    error: str | None

    def over(self, rows: int) -> Outcome:
        """This outcome, over all rows of the table where it has no number of its own: a query leaves none out."""
        return replace(self, evaluated_rows=rows) if self.error is None and self.evaluated_rows is None else self


def _connected(database: Path, memory_limit: str | None) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(database))
    if memory_limit is not None:
        connection.execute(f"set memory_limit = '{memory_limit}'")
    return connection


class Examined(ABC):
    """Tables opened for examination; use it as a context manager, it must be closed."""

    # The engine of Great Expectations; each place has its own.
    _engine: Any

    def __init__(self) -> None:
        self._context = gx.get_context(mode="ephemeral")
        self._context.enable_analytics(enable=False)
        self._context.variables.progress_bars = ProgressBarsConfig(globally=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @abstractmethod
    def close(self) -> None:
        """Close what was opened."""

    @abstractmethod
    def readable(self, table: str) -> str:
        """The name under which to read a table.

        Args:
            table: `schema.table`.
        """

    @abstractmethod
    def count_by_expectation(self, records: str) -> dict[str, int]:
        """Number of rows per expectation of a SELECT that has a column `expectation_id`."""

    @abstractmethod
    def _rows(self, table: str) -> int: ...

    @abstractmethod
    def _data(self, table: str) -> Any:
        """The rows of a table, as the engine takes them."""

    def _validator(self, table: str) -> Validator:
        """What validates one table: made directly, as a data source writes out its whole configuration per table."""
        batch = Batch(
            data=self._data(table),
            batch_definition=LegacyBatchDefinition(
                datasource_name="examined",
                data_connector_name="fluent",
                data_asset_name=table,
                batch_identifiers=IDDict(),
            ),
        )
        return Validator(self._engine, data_context=self._context, batches=[batch])

    def validate(self, table: str, expectations: Mapping[str, GxExpectation]) -> dict[str, Outcome]:
        """Validate the expectations on one table in one pass.

        Great Expectations gives up on a pass after some metrics raised, and sound expectations then have no result
        either; those without one are therefore tried again one by one.

        Args:
            table: `schema.table`.
            expectations: Great Expectations' objects by expectation id.

        Returns:
            One outcome per id.
        """
        outcomes = self._validate_once(table, expectations)
        if len(expectations) > 1:
            for name in [name for name, outcome in outcomes.items() if outcome.error is not None]:
                outcomes.update(self._validate_once(table, {name: expectations[name]}))
        return outcomes

    def _validate_once(self, table: str, expectations: Mapping[str, GxExpectation]) -> dict[str, Outcome]:
        names = list(expectations)
        try:
            for name in names:
                expectations[name].meta = {"expectation_id": name}
            with _quiet():
                results = self._validator(table).graph_validate(
                    [expectations[name].configuration for name in names], {"result_format": _RESULT_FORMAT}
                )
            outcomes = {_name(result): _outcome(result) for result in results}
            if any(outcome.error is None and outcome.evaluated_rows is None for outcome in outcomes.values()):
                rows = self._rows(table)
                outcomes = {name: outcome.over(rows) for name, outcome in outcomes.items()}
        except Exception as error:  # whatever it raises, the expectation did not run
            return {name: Outcome(None, None, first_line(str(error) or type(error).__name__)) for name in names}
        lost = Outcome(None, None, "Great Expectations returned no result")
        return {name: outcomes.get(name, lost) for name in names}


class ExaminedWarehouse(Examined):
    """A warehouse file opened for examination.

    Args:
        database: The warehouse.
        memory_limit: Memory that DuckDB takes before it puts what it works on aside, such as `2GB`.
    """

    def __init__(self, database: Path, memory_limit: str | None = None) -> None:
        super().__init__()
        self._views: set[str] | None = None
        self._copies: dict[str, str] = {}
        # The dialect would connect with a user agent of its own, and DuckDB refuses two connections of one process
        # to one file whose settings differ.
        engine = sa.create_engine(
            "duckdb://",
            creator=lambda: ConnectionWrapper(_connected(database, memory_limit)),
            poolclass=sa.StaticPool,
        )
        self._engine = DuckDBExecutionEngine(engine=engine, create_temp_table=False)

    def close(self) -> None:
        """Close the only connection to the file."""
        self._engine.close()

    def readable(self, table: str) -> str:
        """The name under which to read a table: a view is computed once, into a temporary table, not per metric.

        Args:
            table: `schema.table`.

        Returns:
            The table itself, or the temporary one.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: The view cannot be computed.
        """
        with self._engine.get_connection() as connection:
            if self._views is None:
                self._views = {f"{schema}.{name}" for schema, name in connection.exec_driver_sql(VIEWS).fetchall()}
            if table not in self._views:
                return table
            if table not in self._copies:
                copy = f"temp.{table.replace('.', '__')}"
                connection.exec_driver_sql(f"create temp table {quoted(copy)} as select * from {quoted(table)}")  # noqa: S608
                connection.commit()  # or the rollback after a later error would take it away
                self._copies[table] = copy
        return self._copies[table]

    def count_by_expectation(self, records: str) -> dict[str, int]:
        """Number of rows per expectation of a SELECT that has a column `expectation_id`.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: The statement cannot be run.
        """
        counting = f"select expectation_id, count(*) from ({records}) as records group by expectation_id"  # noqa: S608
        with self._engine.get_connection() as connection:
            return {str(name): int(count) for name, count in connection.exec_driver_sql(counting).fetchall()}

    def _rows(self, table: str) -> int:
        with self._engine.get_connection() as connection:
            counted = connection.exec_driver_sql(f"select count(*) from {quoted(self.readable(table))}")  # noqa: S608
            return int(counted.scalar_one())

    def _data(self, table: str) -> Any:
        query = f"select * from {quoted(self.readable(table))}"  # noqa: S608
        return SqlAlchemyBatchData(execution_engine=self._engine, query=query, create_temp_table=False)


def _name(result: Any) -> str:
    return str(result.expectation_config.meta["expectation_id"])


def _outcome(result: Any) -> Outcome:
    error = _exception_message(result.exception_info)
    if error is not None:
        return Outcome(None, None, error)
    found = result.result
    failing = found.get("unexpected_count", found.get("observed_value"))
    if found.get("element_count") == 0:
        failing = 0  # a sum over no rows is NULL in SQL
    if not isinstance(failing, int):
        return Outcome(None, None, f"no count of failing rows in the result of {result.expectation_config.type}")
    return Outcome(found.get("element_count"), failing, None)


def _exception_message(info: Mapping[str, Any] | None) -> str | None:
    """The message of the first exception, None when there was none.

    Great Expectations hands out either one description, or one per metric.
    """
    if not info:
        return None
    described: Sequence[Mapping[str, Any]] = [info] if "raised_exception" in info else list(info.values())
    messages = [str(d.get("exception_message")) for d in described if d.get("raised_exception")]
    return first_line(messages[0]) if messages else None


def first_line(message: str) -> str:
    """The message without the class, SQL, links and trace that SQLAlchemy and Great Expectations add."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    return re.sub(r"^(\(_duckdb\.\w+\) |Error: )", "", lines[0])[:500] if lines else "unknown error"


@contextmanager
def _quiet() -> Iterator[None]:
    """Exceptions reach the result; the log lines that repeat them with whole traces are noise."""
    logger = logging.getLogger("great_expectations")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)
