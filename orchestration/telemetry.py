"""Nothing calls out: the switches of every dependency that would otherwise report its use."""

from __future__ import annotations

import os

SWITCHES = {
    "DAGSTER_DISABLE_TELEMETRY": "1",
    "DAGSTER_DBT_DISABLE_TELEMETRY": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
}


def switch_off_telemetry() -> None:
    """Set the switches for this process and its children; must come before the libraries are imported."""
    os.environ.update(SWITCHES)
