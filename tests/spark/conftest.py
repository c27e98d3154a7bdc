"""Tests on Apache Spark: slow, and only where the extra is installed; `make test-spark` asks for them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("MOKUHYO_SPARK_TESTS") == "1":
        return
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.skip(reason="minutes of Spark: `make test-spark`"))


@pytest.fixture(scope="session")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    pytest.importorskip("pyspark")
    from spark.session import close_session, open_session

    yield open_session(tmp_path_factory.mktemp("spark") / "warehouse", shuffle_partitions=2)
    close_session()
