"""Jobs: what can be started as a whole."""

from __future__ import annotations

import dagster as dg

REFRESH = "refresh"


def build_refresh() -> dg.UnresolvedAssetJobDefinition:
    """Build the job from the inbox to the publication, the same for the server and the command line."""
    return dg.define_asset_job(
        REFRESH,
        selection=dg.AssetSelection.all(),
        description="Land new files, rebuild the marts, judge the targets, publish.",
    )
