"""Runs of the pipeline in processes of their own that can be killed at any moment.

A run is forked from a process that has imported everything, so that it starts at once; it leads its own process group,
which is killed as a whole.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dagster as dg
from rich.console import Console

from orchestration.assets.forecasts import FORECASTS_STEP
from orchestration.assets.gaps import EXPECTATIONS_OP
from orchestration.assets.landing import LANDING_OP
from orchestration.assets.transformation import AFTER_GAPS_OP, BEFORE_GAPS_OP
from orchestration.build import build_definitions
from orchestration.checks.expectations import EXPECTATION_CHECKS_OP
from orchestration.checks.verdicts import VERDICTS_OP
from orchestration.command_line.progress import PHASES as SHOWN
from orchestration.command_line.progress import Progress
from orchestration.command_line.run import execute
from orchestration.home import Home
from orchestration.instance import close_dead_runs, open_instance
from orchestration.jobs import REFRESH
from orchestration.settings import REPOSITORY, Settings

PHASE_OF = {
    LANDING_OP: "landing",
    "landing__company_links": "linking",
    "register_landing": "registering",
    BEFORE_GAPS_OP: "dbt before gaps",
    FORECASTS_STEP: "forecasts",
    "expectations__decisions": "registering",
    EXPECTATIONS_OP: "expectations",
    "expectations__data_docs": "expectations",
    EXPECTATION_CHECKS_OP: "expectations",
    AFTER_GAPS_OP: "dbt after gaps",
    VERDICTS_OP: "dbt after gaps",
    "published__marts": "publication",
    "published__history": "history",
}
STARTING = "starting"
BETWEEN = "between two phases"


@dataclass
class Watched:
    """A run as its parent sees it.

    Attributes:
        process: Its process and process group.
        events: What it says of its steps.
        step: Step in progress.
        after: Whether no step is in progress, but one has been.
        seconds: How long each step took.
    """

    process: int
    events: int
    step: str | None = None
    after: bool = False
    seconds: dict[str, float] = field(default_factory=dict)
    _begun: dict[str, float] = field(default_factory=dict)
    _rest: bytes = b""

    @property
    def phase(self) -> str:
        """Phase that it is in."""
        if self.step is not None:
            return PHASE_OF.get(self.step, self.step)
        return BETWEEN if self.after else STARTING

    def listen(self, seconds: float) -> bool:
        """Take in what it says within some time; returns whether it may say more."""
        ready, _, _ = select.select([self.events], [], [], max(seconds, 0))
        if not ready:
            return True
        told = os.read(self.events, 65536)
        *lines, self._rest = (self._rest + told).split(b"\n")
        for line in lines:
            kind, _, step = line.decode().partition(" ")
            if kind == "start":
                self.step, self._begun[step] = step, time.monotonic()
            else:
                self.step, self.after = None, True
                self.seconds[step] = time.monotonic() - self._begun.get(step, time.monotonic())
        return bool(told)

    def wait_for(self, phase: str) -> str | None:
        """Wait until it is in a phase or, having begun behind it, in a later one; None when it ended before."""
        order = list(dict.fromkeys(PHASE_OF.values()))
        while self.phase not in order[order.index(phase) :]:
            if not self.listen(60):
                return None
        return self.phase

    def stay(self, seconds: float) -> bool:
        """Let it go on for some time; returns False when it ended before."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if not self.listen(left):
                return False
        return True

    def kill(self) -> str:
        """Kill the process group and return the phase that was in progress."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        while self.listen(0.05) and select.select([self.events], [], [], 0)[0]:
            pass
        os.close(self.events)
        return self.phase

    def ended(self) -> int:
        """Wait for its end and return its exit code."""
        while self.listen(600):
            pass
        os.close(self.events)
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])


class _Telling(Progress):
    """Progress that tells the parent of every step."""

    def __init__(self, pipe: int, errors: Path) -> None:
        super().__init__(Console(file=errors.open("a", encoding="utf-8"), width=200))
        self._pipe = pipe

    def on_event(self, entry: dg.EventLogEntry) -> None:
        event = entry.dagster_event
        if event is not None and event.step_key is not None:
            if event.event_type == dg.DagsterEventType.STEP_START:
                os.write(self._pipe, f"start {event.step_key}\n".encode())
            elif event.event_type in {dg.DagsterEventType.STEP_SUCCESS, dg.DagsterEventType.STEP_FAILURE}:
                os.write(self._pipe, f"end {event.step_key}\n".encode())
        super().on_event(entry)


def start_whole(settings: Settings, log: Path) -> Watched:
    """Start what `mokuhyo run` does."""
    return _start(lambda progress: execute(settings, progress), log)


def start_resumed(settings: Settings, log: Path) -> Watched:
    """Start what the UI's "re-execute from failure" does with the last run of a home directory."""
    return _start(lambda progress: _resume(settings, progress), log)


def start_command(settings: Settings, log: Path) -> subprocess.Popen[str]:
    """Start `mokuhyo run` as a program of its own; what it prints comes over its pipe."""
    arguments = ["run", "--home", str(settings.home), "--inbox", str(settings.inbox), "--as-of", str(settings.as_of)]
    return subprocess.Popen(  # noqa: S603 (our own program)
        [sys.executable, "-c", "from orchestration.command_line import main; main()", *arguments],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=log.open("a", encoding="utf-8"),
        text=True,
        start_new_session=True,
    )


def phase_after(printed: str) -> str:
    """Return the phase that is in progress after what `mokuhyo run` printed."""
    done = [step for step, names in SHOWN.items() if any(f"✔ {name}:" in printed for name in names)]
    return f"after {PHASE_OF[done[-1]]}" if done else STARTING


def in_child(work: Callable[[], Any]) -> Any:
    """Return what a function returns in a process of its own: this one must stay without threads."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            answer = (True, work())
        except BaseException as error:
            answer = (False, f"{type(error).__name__}: {error}\n{traceback.format_exc()}")
        with os.fdopen(writing, "wb") as stream:
            pickle.dump(answer, stream)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        content = stream.read()
    os.waitpid(process, 0)
    succeeded, answer = pickle.loads(content)  # noqa: S301 (our own process wrote it)
    if not succeeded:
        raise RuntimeError(answer)
    return answer


def _start(work: Callable[[Progress], None], log: Path) -> Watched:
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        code = 1
        try:
            with contextlib.suppress(OSError):  # the parent may have been quicker
                os.setpgid(0, 0)
            os.close(reading)
            output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(output, 1)
            os.dup2(output, 2)
            work(_Telling(writing, log))
            code = 0
        except BaseException:
            traceback.print_exc()
        os._exit(code)
    os.close(writing)
    with contextlib.suppress(OSError):
        os.setpgid(process, process)
    return Watched(process, reading)


def _resume(settings: Settings, progress: Progress) -> None:
    home = Home(settings.home)
    os.environ |= {
        "MOKUHYO_HOME": str(settings.home),
        "MOKUHYO_INBOX": str(settings.inbox),
        "MOKUHYO_AS_OF": str(settings.as_of),
    }
    with open_instance(home) as instance:
        close_dead_runs(instance, home)
        (last,) = instance.get_runs(limit=1)
        store = instance.handle_new_event

        def tell(event: dg.EventLogEntry, **keywords: Any) -> Any:
            stored = store(event, **keywords)
            progress.on_event(event)
            return stored

        instance.handle_new_event = tell  # type: ignore[method-assign]
        options = dg.ReexecutionOptions.from_failure(last.run_id, instance)
        job = dg.reconstructable(refresh_job)
        # The server hands on the tags, which name the fiscal years; this function does not.
        result = dg.execute_job(job, instance, reexecution_options=options, tags=dict(last.tags))
        if not result.success:
            raise RuntimeError("the resumed run failed")


def refresh_job() -> dg.JobDefinition:
    """Return the job, with the settings of the environment."""
    return build_definitions().resolve_job_def(REFRESH)
