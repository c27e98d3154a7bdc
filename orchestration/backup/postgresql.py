"""Whether Dagster keeps its runs in PostgreSQL, which has tools of its own for backups."""

from __future__ import annotations

from typing import Any

import yaml

from orchestration.home import Home


def keeps_runs_in_postgresql(home: Home) -> bool:
    """Tell whether `dagster.yaml` names PostgreSQL as storage.

    Args:
        home: Home directory; a file that is missing or cannot be read names nothing.
    """
    try:
        content = yaml.safe_load((home.dagster / "dagster.yaml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return False
    return isinstance(content, dict) and _names_postgresql(content)


def _names_postgresql(content: dict[str, Any]) -> bool:
    storage = content.get("storage")
    if isinstance(storage, dict) and "postgres" in storage:
        return True
    return any(
        isinstance(block, dict) and str(block.get("module", "")).startswith("dagster_postgres")
        for block in content.values()
    )
