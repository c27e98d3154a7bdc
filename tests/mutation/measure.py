"""Measures what the expectations find, over more runs than the tests have time for.

    python -m tests.mutation.measure        # writes benchmarks/results/mutation.json

Every kind alone, random combinations, and clean samples of many seeds. Fails when a kind is missed, something else is
found, or a truth lies outside bounds that its records set.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from tests.mutation.catalogue import UNPLANTED, catalogue
from tests.mutation.exports import CleanSample, Exports
from tests.mutation.packing import at_random
from tests.mutation.pipeline import Outcome, Pipeline
from tests.mutation.replay import Project
from tests.mutation.trial import Trial, attempt

SCALE = 0.1
ALONE_SAMPLE = 7
RANDOM_SAMPLES = (101, 102, 103, 104)
CLEAN_SEEDS = range(1, 21)
RANDOM_RUNS = 40
SHOWN_EVERY = 50
RESULT = Path("benchmarks/results/mutation.json")

Job = tuple[str, int, str]


@dataclass(frozen=True)
class Ground:
    """What the processes share.

    Attributes:
        folder: Folder to work in.
        project: The dbt project, run once.
        quick: Whether runs do without dbt and Great Expectations.
    """

    folder: Path
    project: Project
    quick: bool


@cache
def ground(folder: Path, quick: bool) -> Ground:
    """Prepare it; made before the processes are forked, so each finds it made."""
    project = Project(folder)
    if quick:
        clean = CleanSample.build(ALONE_SAMPLE, SCALE)
        Pipeline(folder / "first", clean, project).record(Exports.of(clean, 0))
    return Ground(folder, project, quick)


@cache
def pipeline_of(shared: Ground, sample: int) -> Pipeline:
    """Return the pipeline over a sample; kept, because landing it takes longer than a run."""
    folder = Path(tempfile.mkdtemp(prefix=f"sample_{sample}_", dir=shared.folder))
    return Pipeline(folder, CleanSample.build(sample, SCALE), shared.project)


def perform(shared: Ground, job: Job) -> dict[str, Any]:
    """Do one job: `clean` of a seed, a kind `alone`, or a combination (`records`, `periods`) of a seed.

    Args:
        shared: What the processes share.
        job: What to do, the sample or seed, and the kind.
    """
    what, seed, kind = job
    if what == "clean":
        with tempfile.TemporaryDirectory(dir=shared.folder) as folder:
            clean = CleanSample.build(seed, SCALE)
            exports = Exports.of(clean, seed)
            # Reported before as they are now: a closed year that shows a change shows one that is none.
            exports.earlier.append(lambda _: None)
            outcome = Pipeline(Path(folder), clean, shared.project).run(exports, quick=shared.quick)
        truth = clean.true_counts()
        wrong = {
            "/".join(key): str(b) for key, b in outcome.bounds.items() if {b.actual, b.low, b.high} != {truth[key]}
        }
        alarms = _false_alarms(outcome.found, outcome)
        return {"what": what, "seed": seed, "bounds": "exact", "outside": wrong, **_widths(outcome), **alarms}
    kinds = catalogue()
    if what == "alone":
        sample, chosen = seed, [kinds[kind]]
    else:
        sample = RANDOM_SAMPLES[seed % len(RANDOM_SAMPLES)]
        chosen = at_random(kinds, seed, with_periods=what == "periods")
    trial = attempt(pipeline_of(shared, sample), chosen, seed, quick=shared.quick)
    return {"what": what, "seed": seed, **_described(trial)}


def _described(trial: Trial) -> dict[str, Any]:
    return {
        "kinds": [kind.id for kind in trial.planting.kinds],
        "bounds": "exact" if all(kind.bounds == "exact" for kind in trial.planting.kinds) else "historical",
        "records": sum(len(found) for found in trial.planting.found_by.values()),
        "missed": {kind: [str(one) for one in found] for kind, found in trial.missed.items()},
        "ripples": len(trial.planting.expected),
        "ripples_missed": [str(one) for one in sorted(trial.ripples_missed)][:5],
        "outside": {"/".join(key): str(value) for key, value in trial.outside.items()},
        **_widths(trial.outcome),
        **_false_alarms(trial.false_alarms, trial.outcome),
    }


def _widths(outcome: Outcome) -> dict[str, Any]:
    return {
        "seconds": round(outcome.seconds, 2),
        "widths": {
            "/".join(key): None if bounds.low is None or bounds.high is None else float(bounds.high - bounds.low)
            for key, bounds in outcome.bounds.items()
        },
        "actuals": {"/".join(key): float(bounds.actual) for key, bounds in outcome.bounds.items()},
    }


def _false_alarms(found: Iterable[Any], outcome: Outcome) -> dict[str, Any]:
    return {"false_alarms": [str(one) for one in sorted(found)][:5], "could_not_run": list(outcome.could_not_run)}


def summary(results: list[dict[str, Any]]) -> dict[str, Any]:
    """Sum up what was measured."""
    alone = [one for one in results if one["what"] == "alone"]
    clean = [one for one in results if one["what"] == "clean"]
    kinds = catalogue()
    return {
        "kinds": len(kinds),
        "expectations": len({kind.expectation_id for kind in kinds.values()}),
        "expectations_not_planted": UNPLANTED,
        "alone": {
            "runs": len(alone),
            "not_planted": sorted(set(kinds) - {kind for one in alone for kind in one["kinds"]}),
            **_recall(alone),
            "coverage": _coverage(alone)["coverage"],
        },
        "random_records": _recall(of(results, "records")) | _coverage(of(results, "records")),
        "random_with_periods": _recall(of(results, "periods")) | _coverage(of(results, "periods")),
        "clean": {"seeds": len(clean), "seeds_with_false_alarms": [o["seed"] for o in clean if o["false_alarms"]]},
        "failures": [one for one in results if _failed(one)],
        "kinds_alone": {
            kind: {"expectation": kinds[kind].expectation_id, "found": not one["missed"], "seconds": one["seconds"]}
            for one in alone
            for kind in one["kinds"]
        },
    }


def of(results: list[dict[str, Any]], what: str) -> list[dict[str, Any]]:
    """Return the results of one sort of job."""
    return [one for one in results if one["what"] == what]


def _recall(runs: list[dict[str, Any]]) -> dict[str, Any]:
    planted = sum(len(one["kinds"]) for one in runs)
    missed = sum(len(one["missed"]) for one in runs)
    return {
        "runs": len(runs),
        "planted": planted,
        "recall": None if not planted else round(1 - missed / planted, 4),
        "ripples_missed": sum(len(one["ripples_missed"]) for one in runs),
        "false_alarms": sum(len(one["false_alarms"]) for one in runs),
    }


def _coverage(runs: list[dict[str, Any]]) -> dict[str, Any]:
    widths: dict[str, list[float | None]] = defaultdict(list)
    actuals: dict[str, list[float]] = defaultdict(list)
    for one in runs:
        for key, width in one["widths"].items():
            widths[key].append(width)
            actuals[key].append(one["actuals"][key])
    by_indicator = {}
    for key, found in sorted(widths.items()):
        closed = [width for width in found if width is not None]
        inside = sum(key not in one["outside"] for one in runs)
        by_indicator[key] = {
            "coverage": round(inside / len(runs), 4),
            "mean_width": round(sum(closed) / len(closed), 2) if closed else None,
            "mean_width_pct_of_actual": round(100 * sum(closed) / max(sum(actuals[key]), 1), 2) if closed else None,
            "unbounded": len(found) - len(closed),
        }
    checks = sum(len(one["widths"]) for one in runs)
    outside = sum(len(one["outside"]) for one in runs)
    return {"coverage": None if not checks else round(1 - outside / checks, 5), "by_indicator": by_indicator}


def _failed(one: dict[str, Any]) -> bool:
    broken = one["false_alarms"] or one["could_not_run"] or one.get("missed") or one.get("ripples_missed")
    return bool(broken or one.get("outside"))


def main() -> None:
    """Measure, write the result, fail when something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="every run with dbt and Great Expectations; hours")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="processes")
    parser.add_argument("--only", nargs="*", choices=["alone", "records", "periods", "clean"])
    parser.add_argument("--random", type=int, default=RANDOM_RUNS, help="random combinations of each sort")
    parser.add_argument("--out", type=Path, default=RESULT)
    options = parser.parse_args()
    jobs: list[Job] = [("alone", ALONE_SAMPLE, kind) for kind in catalogue()]
    jobs += [("clean", seed, "") for seed in CLEAN_SEEDS]
    jobs += [(what, seed, "") for what in ("records", "periods") for seed in range(options.random)]
    jobs = [job for job in jobs if not options.only or job[0] in options.only]
    started = time.perf_counter()
    results = []
    with tempfile.TemporaryDirectory(prefix="mutation_") as folder:
        shared = ground(Path(folder), quick=not options.full)
        with ProcessPoolExecutor(max_workers=options.workers, mp_context=get_context("fork")) as pool:
            for result in pool.map(partial(perform, shared), jobs):
                results.append(result)
                if len(results) % SHOWN_EVERY == 0:
                    print(f"{len(results)} of {len(jobs)} runs", file=sys.stderr, flush=True)
                if _failed(result):
                    print(json.dumps(result, ensure_ascii=False), flush=True)
    measured = {
        "notice": "合成データ / synthetic: every company, case and figure is made up.",
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "versions": {name: version(name) for name in ("great-expectations", "duckdb", "dbt-duckdb")},
        "scale": SCALE,
        "runs_with": "dbt and Great Expectations" if options.full else "the SQL that dbt compiled, and the row rules",
        "seconds": round(time.perf_counter() - started),
        **summary(results),
    }
    options.out.write_text(json.dumps(measured, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({k: v for k, v in measured.items() if k not in ("kinds_alone", "failures")}, indent=1))
    wrong = [one for one in measured["failures"] if _unfound(one) or (one["outside"] and one["bounds"] == "exact")]
    assert not wrong, f"{len(wrong)} runs went wrong"


def _unfound(one: dict[str, Any]) -> bool:
    """Tell whether findings are wrong, not merely bounds."""
    return bool(one["false_alarms"] or one["could_not_run"] or one.get("missed") or one.get("ripples_missed"))


if __name__ == "__main__":
    main()
