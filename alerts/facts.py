"""Facts for messages, from the publication in force: what a gap does to which target.

Belongs here: reading published rows, in which nothing is shown that is held back from readers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SHOWN_RECORDS = 3


@dataclass(frozen=True)
class Facts:
    """Published rows by what messages ask for.

    Attributes:
        gaps: Open gaps by expectation.
        effects: Effects by gap.
        records: Places of failing rows by gap.
        targets: Status of the target in force by indicator.
        names: Names of indicators, (Japanese, English).
    """

    gaps: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    effects: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    records: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    targets: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def read_facts(published: Path) -> Facts:
    """Return what is published; nothing when that cannot be read, since an alert may not depend on it.

    Args:
        published: Link to the publication in force.
    """
    import duckdb

    from reporting.published import (
        NotPublishedError,
        read_gap_effects,
        read_gap_records,
        read_gaps,
        read_target_status,
    )

    try:
        statuses = read_target_status(published)
        return Facts(
            gaps=_by("expectation_id", read_gaps(published)),
            effects=_by("gap_id", read_gap_effects(published)),
            records=_by("gap_id", read_gap_records(published, SHOWN_RECORDS)),
            targets={row["indicator_id"]: row for row in statuses if row["is_in_force"] and row["target"] is not None},
            names={row["indicator_id"]: (row["name_ja"], row["name_en"]) for row in statuses},
        )
    except (NotPublishedError, OSError, ValueError, KeyError, duckdb.Error):
        return Facts()


def _by(column: str, rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        grouped.setdefault(row[column], []).append(row)
    return grouped
