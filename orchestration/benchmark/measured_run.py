"""One command in this process, with notes of what each step, each document and each dbt node took.

    python -m orchestration.benchmark.measured_run NOTES run --home HOME …

The run itself is the one of the command line; what is measured here listens to it. The processor's time is noted
beside the clock's: on a busy machine the clock says little.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from orchestration.benchmark.phases import Taken


@dataclass
class Notes:
    """What was noted.

    Attributes:
        steps: Steps of the job, in their order.
        documents: All documents together; None when none were made.
        nodes: Seconds of each dbt node, by dbt's unique id.
    """

    steps: list[tuple[str, Taken]] = field(default_factory=list)
    documents: Taken | None = None
    nodes: dict[str, float] = field(default_factory=dict)


def listen(notes: Notes) -> None:
    """Take notes of everything that runs in this process from now on.

    Args:
        notes: Where to.
    """
    import dagster as dg

    from orchestration.assets import transformation
    from orchestration.observation import memory, recorder
    from reporting import publication

    started: dict[str, tuple[float, float]] = {}
    earlier_peaks: list[int] = []
    on_event = recorder.Recorder.on_event
    stream, build = vars(transformation)["stream_dbt"], vars(publication)["build_documents"]

    def noted_event(self: recorder.Recorder, entry: dg.EventLogEntry) -> None:
        event = entry.dagster_event
        kind = None if event is None else event.event_type
        if event is not None and event.step_key is not None:
            if kind == dg.DagsterEventType.STEP_START:
                earlier_peaks.clear()
                started[event.step_key] = time.monotonic(), time.process_time()
            elif kind in (dg.DagsterEventType.STEP_SUCCESS, dg.DagsterEventType.STEP_FAILURE):
                taken = _since(started[event.step_key], max([memory.peak_bytes(), *earlier_peaks]))
                notes.steps.append((event.step_key, taken))
        on_event(self, entry)

    def noted_stream(*arguments: Any, **keywords: Any) -> Iterator[Any]:
        for outcome in stream(*arguments, **keywords):
            notes.nodes[outcome.unique_id] = round(outcome.seconds, 3)
            yield outcome

    def noted_build(*arguments: Any, **keywords: Any) -> Any:
        # The peak of the step so far is kept aside, so that the documents' own can be told.
        earlier_peaks.append(memory.peak_bytes())
        memory.reset_peak()
        moment = time.monotonic(), time.process_time()
        try:
            return build(*arguments, **keywords)
        finally:
            notes.documents = _since(moment, memory.peak_bytes())

    recorder.Recorder.on_event = noted_event  # type: ignore[method-assign]
    vars(transformation)["stream_dbt"] = noted_stream
    vars(publication)["build_documents"] = noted_build


def _since(moment: tuple[float, float], peak: int) -> Taken:
    return Taken(round(time.monotonic() - moment[0], 3), round(time.process_time() - moment[1], 3), peak)


def main(arguments: list[str], run: Callable[[list[str]], int] | None = None) -> int:
    """Run a command and write the notes, whatever becomes of it.

    Args:
        arguments: The file of notes, then the command.
        run: What runs the command; the command line when None.
    """
    from orchestration.command_line.application import run_application

    notes = Notes()
    if arguments[1] == "run":
        listen(notes)
    try:
        return (run or run_application)(arguments[1:])
    finally:
        Path(arguments[0]).write_text(json.dumps(asdict(notes)), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
