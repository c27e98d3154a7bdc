"""Fixtures: a publication of a small sample, and MetricFlow on it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.metric_queries import metric_flow
from orchestration.settings import Settings
from tests.end_to_end.pipeline import run, write_sample

Row = tuple[Any, ...]
WITHHELD = "withheld"


class Metrics:
    """MetricFlow on one publication, and the same publication in plain SQL."""

    def __init__(self, configuration: Any, database: Path) -> None:
        self._configuration = configuration
        self._database = database

    def query(self, metrics: Sequence[str], group_by: Sequence[str] = (), where: str | None = None) -> list[Row]:
        """Rows of a metric query: group-by values in the order asked for, then metrics, sorted."""
        from metricflow.engine.metricflow_engine import MetricFlowQueryRequest

        request = MetricFlowQueryRequest.create(
            metric_names=list(metrics),
            group_by_names=list(group_by),
            where_constraints=None if where is None else [where],
        )
        table = self._configuration.mf.query(mf_request=request).result_df
        places = [table.column_names.index(name) for name in (*group_by, *metrics)]
        return _in_one_form([row[place] for place in places] for row in table.rows)

    def sql(self, query: str) -> list[Row]:
        """Rows of a query over the marts, sorted."""
        with duckdb.connect(":memory:") as connection:
            connection.execute(f"attach '{self._database}' as publication (read_only)")
            connection.execute("use publication.marts")
            return _in_one_form(connection.execute(query).fetchall())

    @property
    def names(self) -> set[str]:
        """Names of all metrics that can be queried."""
        return {metric.name for metric in self._configuration.mf.list_metrics()}


def _in_one_form(rows: Iterable[Sequence[Any]]) -> list[Row]:
    """Sort rows, and give dates and numbers one form: MetricFlow makes times of dates and floats of decimals."""
    return sorted(
        (tuple(_in_form(value) for value in row) for row in rows),
        key=lambda row: [(value is not None, str(value)) for value in row],
    )


def _in_form(value: Any) -> Any:
    if isinstance(value, datetime):
        assert value.time() == time()
        return value.date()
    if not isinstance(value, int | float | Decimal) or isinstance(value, bool):
        return value
    # No number equals itself but this one.
    return WITHHELD if math.isnan(value) else float(value)


# What a small sample does not bring by itself: an earlier report, a gap that blocks, one that is gone, an open end.
ADDED = """
insert into target_status_history
    select * replace (as_of_date - 30 as as_of_date, actual - 1 as actual) from target_status_history;
update data_gaps set blocking = true where gap_id = (select min(gap_id) from data_gaps);
update data_gaps set status = 'resolved' where gap_id = (select max(gap_id) from data_gaps);
update kpi_target_status set actual_high = null where indicator_id = 'web_views';
"""


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home directory after a run over a small sample with planted gaps, its publication enriched."""
    folder: Path = tmp_path_factory.mktemp("semantic")
    run(write_sample(folder / "inbox", seed=1, scale=0.05), folder / "home")
    with duckdb.connect(str(folder / "home" / "published" / "marts.duckdb")) as connection:
        connection.execute("use marts.marts")
        connection.execute(ADDED)
    return folder / "home"


@pytest.fixture(scope="module")
def metrics(home: Path) -> Iterator[Metrics]:
    """MetricFlow on that publication. Not for the whole session: others use dbt in the same process."""
    with metric_flow(Settings(home=home)) as configuration:
        yield Metrics(configuration, (home / "published" / "marts.duckdb").resolve())
