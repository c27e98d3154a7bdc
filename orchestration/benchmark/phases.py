"""Phases of a run: which steps belong to which, and what each phase took."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Phase = Literal["start", "land", "link", "model", "expectations", "targets", "publish", "report"]
PHASES: tuple[Phase, ...] = ("start", "land", "link", "model", "expectations", "targets", "publish", "report")
# Names of the job's steps. What belongs to no step is `start`: imports, and Dagster's own work between the steps. The
# documents (`report`) are made within the step that publishes.
PHASE_OF_STEP: Mapping[str, Phase] = {
    "land_exports": "land",
    "register_landing": "land",
    "landing__company_links": "link",
    "expectations__decisions": "model",
    "transform_before_gaps": "model",
    "run_expectations": "expectations",
    "show_expectations": "expectations",
    "expectations__data_docs": "expectations",
    "forecasts__indicator_forecasts": "targets",
    "transform_after_gaps": "targets",
    "show_verdicts": "targets",
    "published__marts": "publish",
    "published__history": "publish",
}
STEP_WITH_DOCUMENTS = "published__marts"


@dataclass(frozen=True)
class Taken:
    """What something took.

    Attributes:
        seconds: By the clock.
        cpu_seconds: Of the processor, by all threads.
        peak_bytes: Most memory the process held meanwhile.
    """

    seconds: float
    cpu_seconds: float
    peak_bytes: int


def by_phase(whole: Taken, steps: Iterable[tuple[str, Taken]], documents: Taken | None = None) -> dict[Phase, Taken]:
    """Sum steps up to phases.

    Args:
        whole: The whole command.
        steps: What each step took, by its name.
        documents: What the documents took within the step that publishes; None when none were made.

    Returns:
        Every phase that took place, in the order of `PHASES`.
    """
    parts: list[tuple[Phase, Taken]] = []
    for name, taken in steps:
        if name == STEP_WITH_DOCUMENTS and documents is not None:
            taken = Taken(
                taken.seconds - documents.seconds, taken.cpu_seconds - documents.cpu_seconds, taken.peak_bytes
            )
        parts.append((PHASE_OF_STEP.get(name, "start"), taken))
    if documents is not None:
        parts.append(("report", documents))
    rest = Taken(
        whole.seconds - sum(taken.seconds for _, taken in parts),
        whole.cpu_seconds - sum(taken.cpu_seconds for _, taken in parts),
        0,
    )
    parts.append(("start", rest))
    found = {}
    for phase in PHASES:
        of_phase = [taken for name, taken in parts if name == phase]
        if of_phase:
            found[phase] = Taken(
                round(sum(taken.seconds for taken in of_phase), 3),
                round(sum(taken.cpu_seconds for taken in of_phase), 3),
                max(taken.peak_bytes for taken in of_phase),
            )
    return found
