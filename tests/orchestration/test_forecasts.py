"""The forecast step stands between the counting and the verdicts and needs no further start of dbt."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import dagster as dg

from orchestration.assets.forecasts import INDICATOR_FORECASTS, INDICATOR_SERIES, build_forecasts
from orchestration.home import Home
from orchestration.registration import Registration, register
from orchestration.resources import Warehouse
from orchestration.settings import REPOSITORY

AS_OF = date(2026, 10, 31)
SERIES = """
    create schema intermediate;
    create table intermediate.int_indicator_series as
    select
        'fdi_success' as indicator_id, 'all' as budget_reading,
        (date '2023-04-01' + to_months(n::integer))::date as month,
        true as is_count, true as is_seen, (5 + n % 2)::double as value, date '2027-03-31' as period_end
    from range(43) as months (n);
"""


def test_forecasts_come_after_the_counting_and_before_the_verdicts(graph: dg.AssetGraph) -> None:
    assert graph.get(INDICATOR_FORECASTS).parent_keys == {INDICATOR_SERIES}
    before_verdicts = dg.AssetSelection.assets("marts/kpi_target_status").upstream().resolve(graph)
    before_findings = dg.AssetSelection.assets("expectations/findings").upstream().resolve(graph)
    assert INDICATOR_FORECASTS in before_verdicts
    assert INDICATOR_FORECASTS not in before_findings
    assert dg.AssetKey(["expectations", "findings"]) not in (
        dg.AssetSelection.keys(INDICATOR_FORECASTS).upstream().resolve(graph)
    )


def test_the_step_forecasts_up_to_the_registered_day(tmp_path: Path) -> None:
    home = Home(tmp_path)
    warehouse = Warehouse(database=str(home.warehouse), run_lock=str(home.run_lock))
    with warehouse.get_connection() as connection:
        register(connection, home, Registration(AS_OF, "", ""))
        assert connection.execute("select count(*) from forecasts.indicator_forecasts").fetchone() == (0,)
        connection.execute(SERIES)
    result = dg.materialize([build_forecasts()], resources={"warehouse": warehouse})
    (event,) = result.get_asset_materialization_events()
    assert event.materialization.metadata["dagster/row_count"].value == 1
    with warehouse.get_connection() as connection:
        row = connection.execute("select as_of_date, months_seen from forecasts.indicator_forecasts").fetchone()
        # Registering again for a further run keeps what is there until the step replaces it.
        register(connection, home, Registration(AS_OF, "", ""))
        assert connection.execute("select count(*) from forecasts.indicator_forecasts").fetchone() == (1,)
    assert row == (AS_OF, 43)


def test_looking_at_the_forecasts_package_loads_no_statistics() -> None:
    code = (
        "import sys, orchestration.build, orchestration.assets.forecasts, forecasting.warehouse; "
        "print([m for m in ('statsmodels', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
