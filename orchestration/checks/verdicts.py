"""Verdicts as asset checks: one per indicator with a target, on the table of target statuses."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from ingest.query_rows import rows_of
from orchestration.pools import WAREHOUSE_POOL
from orchestration.resources import Warehouse
from orchestration.settings import Settings
from targets.check import indicators_with_target

VERDICTS_OP = "show_verdicts"
TARGET_STATUS = dg.AssetKey(["marts", "kpi_target_status"])
PASSING = frozenset({"met", "on_track", "waived"})
# A target that is missed is a fact to act on; one at risk or undecided is a warning.
SEVERITIES: Mapping[str, dg.AssetCheckSeverity] = {
    "missed": dg.AssetCheckSeverity.ERROR,
    "at_risk": dg.AssetCheckSeverity.WARN,
    "not_assessable": dg.AssetCheckSeverity.WARN,
}
FIGURES = {
    "attainment_pct": "attainment_pct",
    "actual": "actual",
    "actual_low": "low",
    "actual_high": "high",
    "pace": "pace",
    "target": "target",
}


def check_name(indicator_id: str) -> str:
    """Return the name of an indicator's verdict check."""
    return f"verdict__{indicator_id}"


def build_verdict_checks(settings: Settings) -> dg.AssetChecksDefinition:
    """Build one check per indicator with a target.

    Args:
        settings: Where the dbt project is.
    """

    @dg.multi_asset_check(
        name=VERDICTS_OP,
        specs=[
            dg.AssetCheckSpec(check_name(indicator), asset=TARGET_STATUS, description="Verdict of the target in force.")
            for indicator in indicators_with_target(settings.target_files)
        ],
        can_subset=True,
        pool=WAREHOUSE_POOL,
    )
    def show_verdicts(context: dg.AssetCheckExecutionContext, warehouse: Warehouse) -> Iterator[dg.AssetCheckResult]:
        with warehouse.get_connection() as connection:
            rows = rows_of(connection, "from marts.kpi_target_status order by effective_from")
        by_indicator: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in rows:
            by_indicator[check_name(row["indicator_id"])].append(row)
        begun = any(row["is_in_force"] for row in rows)
        for key in sorted(context.selected_asset_check_keys):
            yield verdict(key.name, by_indicator[key.name], version_is_in_force=begun)

    return show_verdicts


def verdict(
    name: str, versions: Sequence[Mapping[str, Any]], *, version_is_in_force: bool = False
) -> dg.AssetCheckResult:
    """Show the target statuses of one indicator as the outcome of its check.

    Args:
        name: Name of the check.
        versions: Its rows of `marts.kpi_target_status`, one per target version that holds it.
        version_is_in_force: Whether any version is in force, though it need not hold this indicator.

    Returns:
        Passed by the version in force; the figures of every version as numbers, so that they plot over time. Without a
        target in force there is nothing to fail.
    """
    in_force = next((row for row in versions if row["is_in_force"]), None)
    if in_force is None and not version_is_in_force:
        return dg.AssetCheckResult(
            asset_key=TARGET_STATUS,
            check_name=name,
            passed=False,
            severity=dg.AssetCheckSeverity.ERROR,
            description="No target version is in force. Remedy: give one in the seed target_versions.",
        )
    figures = {
        f"{row['target_version']}/{label}": _number(row[column])
        for row in versions
        if row["target"] is not None
        for column, label in FIGURES.items()
        if row[column] is not None
    }
    if in_force is None or in_force["target"] is None:
        return dg.AssetCheckResult(
            asset_key=TARGET_STATUS,
            check_name=name,
            passed=True,
            description="The target version in force has no target for it.",
            metadata={"status": "no_target", **figures},
        )
    status = in_force["status"]
    return dg.AssetCheckResult(
        asset_key=TARGET_STATUS,
        check_name=name,
        passed=status in PASSING,
        severity=SEVERITIES.get(status, dg.AssetCheckSeverity.WARN),
        description=f"{status}: {in_force['reason_en']}",
        metadata={"status": status, "target_version": in_force["target_version"], **figures},
    )


def _number(value: float | int) -> dg.MetadataValue:
    return dg.MetadataValue.int(value) if isinstance(value, int) else dg.MetadataValue.float(float(value))
