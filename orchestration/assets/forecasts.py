"""The forecast asset: between the two groups of dbt models, so that no further start of dbt is needed.

It needs only what is counted by month, which stands before the gaps; how far gaps could move the actual is added by the
models behind them.
"""

import dagster as dg

from orchestration.fingerprint import package_version
from orchestration.pools import WAREHOUSE_POOL
from orchestration.registration import read_registration
from orchestration.resources import Warehouse

INDICATOR_FORECASTS = dg.AssetKey(["forecasts", "indicator_forecasts"])
INDICATOR_SERIES = dg.AssetKey(["intermediate", "int_indicator_series"])
FORECASTS_STEP = "forecasts__indicator_forecasts"


def build_forecasts() -> dg.AssetsDefinition:
    """Build the step that forecasts what the rest of the period still brings."""

    @dg.asset(
        key=INDICATOR_FORECASTS,
        group_name="targets",
        deps=[INDICATOR_SERIES],
        description="What each indicator may still bring by the period's end, per budget reading, as a distribution.",
        kinds={"duckdb", "python"},
        owners=["team:planning"],
        code_version=package_version("forecasting"),
        pool=WAREHOUSE_POOL,
    )
    def indicator_forecasts(context: dg.AssetExecutionContext, warehouse: Warehouse) -> dg.MaterializeResult[None]:
        from forecasting.warehouse import write_forecasts

        with warehouse.get_connection() as connection:
            report = write_forecasts(connection, read_registration(connection).as_of)
        context.log.info(f"{report.forecasts} forecasts of {report.series} series")
        return dg.MaterializeResult(metadata={"dagster/row_count": report.forecasts, "series": report.series})

    return indicator_forecasts
