"""Why an indicator stands where it stands: its figures, the gaps behind its bounds, and where to look.

Belongs here: putting published rows together. Not here: wording (`stories`), and any rule of counting or judging: the
marts say what the verdict is and what it would be at either end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reporting.published import read_gap_effects, read_gap_records, read_gaps, read_target_status
from reporting.runbook import RUNBOOK

SHOWN_RECORDS = 5
FIGURES = (
    "indicator_id",
    "name_ja",
    "name_en",
    "unit",
    "target_version",
    "is_in_force",
    "as_of_date",
    "budget_reading",
    "counting_rule",
    "counting_rule_en",
    "target_base",
    "target_supplement",
    "target",
    "actual",
    "actual_low",
    "actual_high",
    "attainment_pct",
    "pace",
    "forecast",
    "forecast_low",
    "forecast_high",
    "status",
    "status_at_low",
    "status_at_high",
    "reason_ja",
    "reason_en",
    "excluded",
    "supplement_actual",
)


class UnknownVersionError(ValueError):
    """The indicator has no such target version."""


def told_gaps(
    gaps: Sequence[Mapping[str, Any]], effects: Sequence[Mapping[str, Any]], records: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Put each gap together with its effects and its first records.

    Args:
        gaps: Rows of `data_gaps`.
        effects: Rows of `data_gap_effects`.
        records: Rows of `data_gap_records`.

    Returns:
        The gaps in their order; `effects` and `records` hold the rows of each, `runbook` the place in the runbook.
    """
    return [
        {
            **gap,
            "runbook": f"{RUNBOOK}#{gap['runbook']}" if gap["runbook"] else None,
            "effects": [
                {name: value for name, value in effect.items() if name != "gap_id"}
                for effect in effects
                if effect["gap_id"] == gap["gap_id"]
            ],
            "shown_records": [
                {name: value for name, value in record.items() if name not in ("gap_id", "position")}
                for record in records
                if record["gap_id"] == gap["gap_id"]
            ],
        }
        for gap in gaps
    ]


def explain(published: Path, indicator: str, version: str | None = None) -> dict[str, Any]:
    """Explain an indicator from what is published.

    Args:
        published: Link to the publication in force.
        indicator: Its id; it must be known.
        version: Target version; the one in force when None.

    Returns:
        The figures of the indicator, and `gaps`: those that move this reading of it (`effect_low`, `effect_high` of
        each), those of it that move nothing, and those of its pair that leave its verdict open (`is_of_pair`).
        `sum_low` and `sum_high` are the sums of the effects, None when a gap is unbounded.

    Raises:
        UnknownVersionError: The indicator is in no such version.
    """
    versions = [row for row in read_target_status(published, whole=True) if row["indicator_id"] == indicator]
    chosen = [row for row in versions if row["target_version"] == version or (version is None and row["is_in_force"])]
    if version is None and not chosen:
        chosen = versions[-1:]
    if not chosen:
        known = ", ".join(row["target_version"] for row in versions)
        raise UnknownVersionError(f"{indicator} has no target version {version!r}. Remedy: use one of {known}.")
    row = chosen[0]
    effects = [
        effect
        for effect in read_gap_effects(published, indicator, whole=True)
        if effect["budget_reading"] == row["budget_reading"]
    ]
    named = set(row["gap_ids"] or ())
    gaps = [
        gap
        for gap in told_gaps(read_gaps(published, whole=True), effects, read_gap_records(published, SHOWN_RECORDS))
        if gap["effects"] or gap["gap_id"] in named or indicator in (gap["indicator_ids"] or ())
    ]
    for gap in gaps:
        own = gap.pop("effects")
        gap["is_of_pair"] = not own and gap["gap_id"] in named
        gap["effect_low"] = own[0]["effect_low"] if own else 0
        gap["effect_high"] = own[0]["effect_high"] if own else 0
    return {
        **{name: row[name] for name in FIGURES},
        "sum_low": _sum(effect["effect_low"] for effect in effects),
        "sum_high": _sum(effect["effect_high"] for effect in effects),
        "gaps": gaps,
    }


def _sum(effects: Any) -> Any:
    """The sum of effects; one that nothing bounds leaves the sum unbounded."""
    listed = list(effects)
    return None if any(effect is None for effect in listed) else sum(listed)
