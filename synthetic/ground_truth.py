"""What is true of a sample and cannot be seen in its files: the right counts, and the gaps planted on purpose."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from synthetic.cases import INITIAL, CaseRegister
from synthetic.exports import ExportFile
from synthetic.overseas import SEGMENTS, OverseasSuccesses, OverseasSupports, is_counted
from synthetic.schedule import BoolArray, fiscal_years_of

GROUND_TRUTH_FILE = "ground_truth.json"


@dataclass(frozen=True)
class PlantedGap:
    """One gap put into the files.

    Attributes:
        kind: What was done.
        expectation_id: The expectation that must find it.
        source: Source it concerns.
        fiscal_year: Fiscal year of the file, or of the period concerned.
        file: File relative to the inbox; None when it is the file or period that is missing.
        records: Case numbers (or month, currency, item) concerned.
        note: For people.
        is_consequence: True when it merely follows from another gap planted in the same record.
    """

    kind: str
    expectation_id: str
    source: str
    fiscal_year: int
    file: str | None
    records: list[str] = field(default_factory=list)
    note: str = ""
    is_consequence: bool = False


@dataclass(frozen=True)
class TrueCount:
    """What an indicator would show if nobody had made a mistake.

    Attributes:
        initial: Cases of the initial budget alone.
        supplementary: Cases of the R5 supplementary budget alone.
        total: All in scope. Less than the sum where companies are counted once.
    """

    initial: int
    supplementary: int
    total: int


def true_counts(
    fdi: CaseRegister,
    collaboration: CaseRegister,
    startup: CaseRegister,
    supports: OverseasSupports,
    successes: OverseasSuccesses,
    as_of: date,
) -> dict[str, TrueCount]:
    """Count the eight target indicators in the world itself, by the counting rules."""
    counts = {
        "fdi_success": _cases(fdi, fdi.counted_by(as_of)),
        "fdi_support": _cases(fdi, fdi.support_day <= as_of.toordinal()),
        "collab_success": _cases(collaboration, collaboration.counted_by(as_of)),
        "collab_support": _cases(collaboration, collaboration.support_day <= as_of.toordinal()),
        # The last segment is the supplementary entrepreneur programme, whose successes do not count.
        "su_success": _cases(startup, startup.counted_by(as_of) & (startup.segment != len(startup.segments) - 1)),
        "su_support": _cases(startup, startup.support_day <= as_of.toordinal()),
    }
    segment = supports.segment[successes.support[is_counted(successes, supports, as_of)]]
    counts["ovs_success"] = TrueCount(int((segment == 0).sum()), int((segment == 1).sum()), len(segment))
    counts["ovs_support_companies"] = _company_years(supports, as_of)
    return counts


def _cases(register: CaseRegister, mask: BoolArray) -> TrueCount:
    is_initial = np.array([segment.budget_source == INITIAL for segment in register.segments])[register.segment]
    return TrueCount(int((mask & is_initial).sum()), int((mask & ~is_initial).sum()), int(mask.sum()))


def _company_years(supports: OverseasSupports, as_of: date) -> TrueCount:
    known = supports.day <= as_of.toordinal()
    company_year = supports.company * 10_000 + fiscal_years_of(supports.day)
    is_initial = np.array([segment.budget_source == INITIAL for segment in SEGMENTS])[supports.segment]
    in_scope = known & (supports.segment < 2)
    return TrueCount(
        *(len(np.unique(company_year[mask])) for mask in (in_scope & is_initial, in_scope & ~is_initial, in_scope))
    )


def write_ground_truth(
    out: Path,
    *,
    seed: int,
    scale: float,
    as_of: date,
    files: Sequence[ExportFile],
    narratives: Sequence[str],
    counts: dict[str, TrueCount],
    gaps: Sequence[PlantedGap],
) -> Path:
    """Write the truth about a sample as JSON and return its path."""
    content = {
        "notice": "合成データ / synthetic: every company, case and figure is made up.",
        "seed": seed,
        "scale": scale,
        "as_of": as_of.isoformat(),
        "true_counts": {indicator: asdict(count) for indicator, count in counts.items()},
        "planted_gaps": [asdict(gap) for gap in gaps],
        "files": [
            {
                "file": export.name,
                "source": export.source,
                "fiscal_year": export.fiscal_year,
                "snapshot_date": export.snapshot_date.isoformat(),
                "rows": export.rows,
                "is_newest": export.is_newest,
            }
            for export in files
        ],
        "narratives": list(narratives),
    }
    path = out / GROUND_TRUTH_FILE
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path
