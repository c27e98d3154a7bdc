"""The Spark session of a run: opened once per process, joined by dbt.

Importing Spark takes seconds and is an extra, so only functions import it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOOPBACK = "127.0.0.1"

# What the SQL of the models presumes; the output `spark` of dbt's profiles says the same.
SQL_SETTINGS = {
    # Days are days: no time zone may move one.
    "spark.sql.session.timeZone": "UTC",
    # dbt-spark switches it off for every statement; whoever else uses the session must see the same dialect.
    "spark.sql.ansi.enabled": "false",
    # As in standard SQL: a backslash is a backslash.
    "spark.sql.parser.escapedStringLiterals": "true",
    # A product of decimals keeps its digits or fails; it never loses some in silence.
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
}


class SparkMissingError(Exception):
    """The extra `spark` is not installed, or there is no Java."""


def open_session(warehouse: Path, *, master: str = "local[2]", shuffle_partitions: int = 4) -> SparkSession:
    """Return the session of this process, opening it when there is none.

    Args:
        warehouse: Folder of the tables that are built; every worker must see it under the same path.
        master: The cluster, such as `spark://127.0.0.1:7077`, or `local[2]` for two threads of this process.
        shuffle_partitions: Parts that joined and grouped rows are split into at most.

    Raises:
        SparkMissingError: Spark cannot be started here.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise SparkMissingError("Apache Spark is not installed. Remedy: install the extra `spark`.") from error
    host = os.environ.get("MOKUHYO_SPARK_DRIVER_HOST", LOOPBACK)
    os.environ.setdefault("SPARK_LOCAL_IP", host)
    builder = SparkSession.builder.appName("mokuhyo").master(master)
    for name, value in {
        **SQL_SETTINGS,
        "spark.sql.warehouse.dir": warehouse.resolve().as_uri(),
        "spark.sql.shuffle.partitions": str(shuffle_partitions),
        "spark.driver.host": host,
        "spark.driver.bindAddress": host,
        "spark.driver.memory": os.environ.get("MOKUHYO_SPARK_DRIVER_MEMORY", "2g"),
        "spark.executor.memory": os.environ.get("MOKUHYO_SPARK_EXECUTOR_MEMORY", "1g"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
    }.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except Exception as error:
        remedy = "Remedy: install Java 17 or newer, and see that the master answers."
        raise SparkMissingError(f"Apache Spark could not be started on {master}: {error}. {remedy}") from error


def current_session() -> SparkSession:
    """Return the session that this process has opened.

    Raises:
        SparkMissingError: None is open.
    """
    from pyspark.sql import SparkSession

    session = SparkSession.getActiveSession()
    if session is None:
        raise SparkMissingError("No Spark session is open in this process. Remedy: run the whole job.")
    return session


def close_session() -> None:
    """Stop the session of this process, if there is one."""
    try:
        current_session().stop()
    except (ImportError, SparkMissingError):
        return
