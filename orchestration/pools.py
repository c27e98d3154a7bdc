"""Pools: what may not be written by two runs at the same time.

The limit itself is in `dagster.yaml` (see `instance.py`): every pool holds one run. It applies to whole runs, not
to single steps, because a run interleaved with another one would judge figures of another day.
"""

from __future__ import annotations

from typing import Final

WAREHOUSE_POOL: Final = "warehouse"
