"""Kills a run at random moments of every phase, and proves that nothing is lost and no figure differs.

    python -m benchmarks.kill            # writes benchmarks/results/kill.json; about an hour on two cores

An undisturbed home directory goes through three states of an inbox: first exports, a correction on the same day, new
snapshots at a later day. Others go through the same states, but in each of them their runs are killed (SIGKILL to the
process group) again and again: two times in every phase where a run is resumed from the killed step, or anywhere where
it is begun anew, or as a program of its own. After every kill, and all the time in a process beside, readers must get
one whole publication. Then one plain run must come to its end by itself, leave nothing behind, and everything in the
home directory must be, row for row and value by value, what the undisturbed one holds.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import shutil
import signal
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

# Imported once, before any run is forked.
import altair  # noqa: F401
import dagster_dbt  # noqa: F401
import dbt.cli.main  # noqa: F401
import great_expectations  # noqa: F401
import splink  # noqa: F401
import statsmodels.api  # noqa: F401
import vl_convert  # noqa: F401
import xlsxwriter  # noqa: F401

from benchmarks.kill_run import (
    BETWEEN,
    PHASE_OF,
    STARTING,
    Watched,
    in_child,
    phase_after,
    start_command,
    start_resumed,
    start_whole,
)
from benchmarks.kill_state import MOMENTS, check_readers, contents, leftovers
from orchestration.home import Home
from orchestration.settings import Settings
from synthetic.generate import write_sample
from tests.end_to_end.conftest import withdraw_one_success

RESULT = Path(__file__).with_name("results") / "kill.json"
FIRST, LATER = date(2026, 10, 31), date(2026, 11, 15)
STATES = (("first exports", FIRST), ("a correction on the same day", FIRST), ("new snapshots", LATER))
PHASES = tuple(dict.fromkeys(PHASE_OF.values()))
LEAST_PER_PHASE, LEAST = 20, 200
MODES = ("resumed", "resumed", "whole", "resumed", "resumed", "command")
KILLS_ANYWHERE = 5


@dataclass
class Measured:
    """What was counted."""

    kills: Counter[str] = field(default_factory=Counter)
    kills_by_start: Counter[str] = field(default_factory=Counter)
    chains: int = 0
    lost_publications: list[str] = field(default_factory=list)
    divergent: list[str] = field(default_factory=list)
    failed_recoveries: list[str] = field(default_factory=list)
    left_behind: list[str] = field(default_factory=list)
    reads: int = 0
    reads_after_kills: int = 0
    compared: int = 0
    seconds: list[float] = field(default_factory=list)

    def lacking(self) -> list[str]:
        """Phases that were not killed often enough."""
        return [phase for phase in PHASES if self.kills[phase] < LEAST_PER_PHASE]


class Story:
    """The states of the inbox, and the undisturbed home directory that went through them."""

    def __init__(self, folder: Path, scale: float) -> None:
        self.folder, self.log = folder, folder / "runs.log"
        self.inboxes = [folder / f"inbox_{number}" for number in range(len(STATES))]
        in_child(lambda: self._write_inboxes(scale))
        self.truth: list[dict[str, str]] = []
        self.seconds: dict[str, float] = {}
        for number in range(len(STATES)):
            run = start_whole(self.settings("undisturbed", number), self.log)
            if run.ended() != 0:
                raise SystemExit(f"the undisturbed run failed; see {self.log}")
            longest: dict[str, float] = {}
            for step, seconds in run.seconds.items():
                phase = PHASE_OF[step]
                longest[phase] = max(longest.get(phase, 0.0), seconds)
            # The shortest of the three states: a moment within it is within the phase, more or less.
            self.seconds = {phase: min(self.seconds.get(phase, s), s) for phase, s in longest.items()}
            self.truth.append(in_child(lambda: contents(Home(folder / "undisturbed"))))
            say(f"undisturbed: {STATES[number][0]}, {len(self.truth[-1])} hashes")

    def settings(self, home: str, state: int) -> Settings:
        """Return the settings of a run."""
        return Settings(home=self.folder / home, inbox=str(self.inboxes[state]), as_of=STATES[state][1])

    def _write_inboxes(self, scale: float) -> None:
        write_sample(self.inboxes[0], scale=scale, as_of=FIRST)
        shutil.copytree(self.inboxes[0], self.inboxes[1])
        withdraw_one_success(self.inboxes[1] / "overseas_success" / "overseas_success_FY2026_20261031.csv")
        write_sample(self.folder / "later", scale=scale, as_of=LATER)
        shutil.copytree(self.inboxes[1], self.inboxes[2])
        for path in sorted((self.folder / "later").glob("*/*_*2026111[0-9]*")):
            shutil.copy(path, self.inboxes[2] / path.parent.name / path.name)


def say(what: str) -> None:
    """Print progress with the time."""
    print(f"{datetime.now(UTC):%H:%M:%S} {what}", flush=True)


class Reader:
    """A process that reads what is published, again and again."""

    def __init__(self, home: Home) -> None:
        reading, writing = os.pipe()
        self._pipe, self._process = reading, os.fork()
        if self._process == 0:
            self._read(home, writing)
        os.close(writing)

    def end(self) -> tuple[int, list[str]]:
        """End it; returns how often it read, and what was wrong."""
        os.kill(self._process, signal.SIGTERM)
        with os.fdopen(self._pipe, "rb") as stream:
            content = json.loads(stream.read())
        os.waitpid(self._process, 0)
        return content["reads"], content["wrong"]

    @staticmethod
    def _read(home: Home, pipe: int) -> None:
        ended = False

        def end(*_: object) -> None:
            nonlocal ended
            ended = True

        signal.signal(signal.SIGTERM, end)
        reads, wrong, was_published = 0, [], False
        while not ended:
            was_published |= home.published.is_symlink()
            try:
                found = check_readers(home, was_published)
            except Exception as error:
                found = f"{type(error).__name__}: {str(error)[:300]}"
            reads += 1
            if found is not None:
                wrong.append(found)
            time.sleep(0.5)
        with os.fdopen(pipe, "wb") as stream:
            stream.write(json.dumps({"reads": reads, "wrong": wrong[:20]}).encode())
        os._exit(0)


def kill_in(run: Watched, phase: str, story: Story, chance: random.Random) -> str | None:
    """Kill a run at a random moment of a phase; None when it ended before."""
    reached = run.wait_for(phase)
    if reached is None or not run.stay(chance.random() * story.seconds[reached]):
        return None
    return run.kill()


def kill_anywhere(run: Watched, story: Story, chance: random.Random) -> str | None:
    """Kill a run at a random moment; None when it ended before."""
    if not run.stay(chance.random() * sum(story.seconds.values())):
        return None
    return run.kill()


def kill_command(settings: Settings, story: Story, chance: random.Random) -> str | None:
    """Kill `mokuhyo run` as a program of its own; None when it ended before."""
    run = start_command(settings, story.log)
    assert run.stdout is not None
    time.sleep(chance.random() * (15 + sum(story.seconds.values())))
    ended = run.poll() is not None
    if not ended:
        os.killpg(run.pid, signal.SIGKILL)
    printed = run.stdout.read()
    run.wait()
    return None if ended else phase_after(printed)


def chain(story: Story, name: str, state: int, mode: str, measured: Measured, chance: random.Random) -> None:
    """Kill runs one after the other, then let one come to its end and compare everything."""
    settings = story.settings(name, state)
    home = Home(settings.home)
    was_published = state > 0
    number = 0

    def killed(phase: str | None) -> bool:
        if phase is None:
            return False
        measured.kills[phase] += 1
        measured.kills_by_start[mode] += 1
        say(f"  killed: {phase}")
        wrong = in_child(lambda: check_readers(home, was_published))
        measured.reads_after_kills += 1
        if wrong is not None:
            measured.lost_publications.append(f"{name}, {phase}: {wrong}")
            say(f"LOST {measured.lost_publications[-1]}")
        return True

    if mode == "resumed":
        # The last two phases are left out of some chains, so that the last run has something to do.
        last = len(PHASES) if measured.chains % 2 else chance.randrange(3, len(PHASES) - 1)
        lacking = measured.lacking()
        for phase in PHASES[:last] if len(lacking) > 3 or not lacking else lacking:
            for _ in range(2 if last == len(PHASES) else 3):
                start = start_whole if number == 0 else start_resumed
                run = start(settings, story.log)
                found = kill_in(run, phase, story, chance)
                if not killed(found):
                    run.ended()
                    break
                number += 1
    else:
        for _ in range(KILLS_ANYWHERE if mode == "whole" else 2):
            if mode == "command":
                killed(kill_command(settings, story, chance))
            else:
                run = start_whole(settings, story.log)
                if not killed(kill_anywhere(run, story, chance)):
                    run.ended()
    _recover(story, settings, name, state, measured)
    measured.chains += 1
    kills = sum(measured.kills.values())
    say(f"{name}, {STATES[state][0]}, {mode}: {kills} kills, {dict(measured.kills)}")


def _recover(story: Story, settings: Settings, name: str, state: int, measured: Measured) -> None:
    home = Home(settings.home)
    started = time.monotonic()
    code = start_whole(settings, story.log).ended()
    measured.seconds.append(round(time.monotonic() - started, 1))
    if code != 0:
        measured.failed_recoveries.append(f"{name}, {STATES[state][0]}: exit code {code}")
        say(f"FAILED {measured.failed_recoveries[-1]}")
        return
    found, truth = in_child(lambda: contents(home)), story.truth[state]
    measured.compared += len(truth)
    differing = sorted(key for key in {*found, *truth} if found.get(key) != truth.get(key))
    if differing:
        measured.divergent.append(f"{name}, {STATES[state][0]}: {differing[:20]}")
        say(f"DIVERGENT {measured.divergent[-1]}")
    left = in_child(lambda: leftovers(home))
    if left:
        measured.left_behind.append(f"{name}, {STATES[state][0]}: {left[:20]}")
        say(f"LEFT {measured.left_behind[-1]}")


def measure(
    folder: Path, scale: float, seed: int, least: int, kept: Callable[[Measured, Story], None]
) -> tuple[Measured, Story]:
    """Kill until every phase has been killed often enough; what is known is kept after every home directory."""
    chance, measured = random.Random(seed), Measured()  # noqa: S311 (no secret)
    story = Story(folder, scale)
    homes = 0
    while sum(measured.kills.values()) < least or (least >= LEAST and measured.lacking()):
        name = f"killed_{homes}"
        reader = Reader(Home(folder / name))
        for state in range(len(STATES)):
            mode = MODES[measured.chains % len(MODES)]
            chain(story, name, state, mode, measured, chance)
        reads, wrong = reader.end()
        measured.reads += reads
        measured.lost_publications += [f"{name}, a reader: {found}" for found in wrong]
        if not (measured.divergent or measured.left_behind or measured.failed_recoveries):
            shutil.rmtree(folder / name)
        homes += 1
        kept(measured, story)
    return measured, story


def described(measured: Measured, story: Story) -> dict[str, Any]:
    """Return what was counted, as it is written down."""
    return {
        "measured_on": datetime.now(UTC).date().isoformat(),
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version(), "system": platform.system()},
        "versions": {name: version(name) for name in ("duckdb", "dagster", "dbt-core", "dbt-duckdb", "pyarrow")},
        "kills": sum(measured.kills.values()),
        "kills_by_phase": {phase: measured.kills[phase] for phase in (STARTING, *PHASES, BETWEEN)}
        | {phase: count for phase, count in sorted(measured.kills.items()) if phase.startswith("after ")},
        "kills_by_start": dict(measured.kills_by_start),
        "chains": measured.chains,
        "states_of_the_inbox": [name for name, _ in STATES],
        "lost_publications": len(measured.lost_publications),
        "divergent_hashes": len(measured.divergent),
        "failed_recoveries": len(measured.failed_recoveries),
        "left_behind": len(measured.left_behind),
        "details": measured.lost_publications + measured.divergent + measured.failed_recoveries + measured.left_behind,
        "reads_beside": measured.reads,
        "reads_after_kills": measured.reads_after_kills,
        "hashes_compared": measured.compared,
        "hashes_per_state": [len(hashes) for hashes in story.truth],
        "left_out_of_hashes": {place: list(columns) for place, columns in MOMENTS.items()},
        "recovery_seconds": {"median": statistics.median(measured.seconds), "most": max(measured.seconds)},
        "undisturbed_seconds_by_phase": {phase: round(seconds, 2) for phase, seconds in story.seconds.items()},
    }


def main() -> None:
    """Measure and write the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=float, default=0.02)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--kills", type=int, default=LEAST)
    parser.add_argument("--folder", type=Path, default=None, help="Where the home directories lie [a memory disk].")
    parser.add_argument("--result", type=Path, default=RESULT)
    options = parser.parse_args()
    memory = Path("/dev/shm")  # noqa: S108 (a folder of our own is made in it)
    folder = options.folder or Path(tempfile.mkdtemp(prefix="kill-", dir=memory if memory.is_dir() else None))
    folder.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()

    def kept(measured: Measured, story: Story) -> None:
        result = described(measured, story) | {"seed": options.seed, "scale": options.scale}
        result |= {"asked_for": options.kills, "seconds": round(time.monotonic() - started)}
        options.result.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    measured, story = measure(folder, options.scale, options.seed, options.kills, kept)
    result = described(measured, story)
    say(json.dumps({name: result[name] for name in ("kills", "lost_publications", "divergent_hashes")}))
    if not result["details"]:
        shutil.rmtree(folder, ignore_errors=True)
    raise SystemExit(1 if result["details"] else 0)


if __name__ == "__main__":
    main()
