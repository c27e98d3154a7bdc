"""What the server loads (see `workspace.yaml`); importing it reads nothing."""

from __future__ import annotations

import dagster as dg

from orchestration.telemetry import switch_off_telemetry

switch_off_telemetry()


@dg.definitions
def definitions() -> dg.Definitions:
    """Build the definitions from the environment's settings."""
    from orchestration.build import build_definitions

    return build_definitions()
