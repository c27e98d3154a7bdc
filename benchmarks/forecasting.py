"""Backtest of the forecasts: how often the 80 % interval holds, and how far the forecast is off, beside simpler ways.

    python -m benchmarks.forecasting          # measures and writes benchmarks/results/forecasting.json

A period has 48 months, like the objective period. From each of eight origins in it the sum of the months to its end is
forecast, which is what is published, and each month for itself. Errors are divided by the mean absolute difference of
the period's months from the same months a year before, the scale of MASE, so that series of all sizes weigh the same.
The floors are asserted over the public series and the synthetic ones with chance. The weights of the model were chosen
on these; `held_out` in the result says how it does on periods and seeds that were not looked at.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
import zlib
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.forecast_candidates import CANDIDATES, YEAR
from benchmarks.forecast_series import Case, cases
from forecasting.structural import FloatArray

SHIPPED, NAIVE = "structural", "seasonal_naive"
OVERALL = ("public", "synthetic")
COVERAGE = (0.75, 0.85)
PARTS = 8
RESULT = Path(__file__).with_name("results") / "forecasting.json"


def score(case: Case, drawn: FloatArray) -> dict[str, float]:
    """Compare futures that were drawn with what came.

    Args:
        case: The forecast to make.
        drawn: One row per future, one column per month.
    """
    period = np.concatenate([case.history, case.future])
    scale = max(float(np.abs(period[YEAR:] - period[:-YEAR]).mean()), 0.5)
    months = len(case.future)
    sums, came = drawn.sum(axis=1), float(case.future.sum())
    low, middle, high = np.quantile(sums, (0.1, 0.5, 0.9), method="inverted_cdf").tolist()
    beyond = max(low - came, 0) + max(came - high, 0)
    return {
        "covered": float(low <= came <= high),
        "below": float(came < low),
        "above": float(came > high),
        "width": (high - low) / scale / months,
        # Width, and ten times what lies outside: lower is better, and neither a wide nor a bold interval wins.
        "interval_score": (high - low + 10 * beyond) / scale / months,
        "mase_of_sum": abs(middle - came) / scale / months,
        "mase": float(np.abs(np.median(drawn, axis=0) - case.future).mean()) / scale,
    }


def measure(name: str, every_case: Sequence[Case]) -> list[tuple[Case, dict[str, float]]]:
    """Make forecasts one way.

    Args:
        name: Name of the candidate.
        every_case: Forecasts to make.

    Returns:
        Each with its scores and the milliseconds it took.
    """
    measured = []
    for case in every_case:
        seed = zlib.crc32(f"{case.group}|{case.series}|{case.period}|{len(case.history)}".encode())
        started = time.process_time()
        drawn = CANDIDATES[name](case.history, len(case.future), np.random.default_rng(seed))
        taken = (time.process_time() - started) * 1000
        measured.append((case, {**score(case, drawn), "milliseconds": taken}))
    return measured


def summary(name: str, measured: Sequence[tuple[Case, dict[str, float]]]) -> dict[str, Any]:
    """Average scores overall and by group, months of history and series.

    Args:
        name: Name of the candidate.
        measured: What `measure` returned.
    """
    groups: dict[str, list[dict[str, float]]] = defaultdict(list)
    months: dict[str, list[dict[str, float]]] = defaultdict(list)
    series: dict[str, list[dict[str, float]]] = defaultdict(list)
    for case, scores in measured:
        groups[case.group].append(scores)
        if case.group in OVERALL:
            groups["overall"].append(scores)
            months[str(len(case.history))].append(scores)
            series[case.series].append(scores)
    return {
        "candidate": name,
        **{group: _summary(groups[group]) for group in ("overall", *OVERALL, "plan") if group in groups},
        "by_months_of_history": {key: _summary(scores) for key, scores in months.items()},
        "by_series": {key: _summary(scores) for key, scores in series.items()},
    }


def _summary(scores: Sequence[dict[str, float]]) -> dict[str, float]:
    means = {name: round(float(np.mean([one[name] for one in scores])), 3) for name in scores[0]}
    return {"forecasts": len(scores), **means}


def main() -> None:
    """Measure every candidate, write the result, fail when the shipped one misses its floors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=RESULT)
    parser.add_argument("--only", choices=CANDIDATES, action="append", help="Measure only these; writes nothing.")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    options = parser.parse_args()
    with ProcessPoolExecutor(options.workers, mp_context=get_context("spawn")) as pool:
        measured = _measure_all(pool, options.only or list(CANDIDATES), held_out=False)
        held_out = [] if options.only else _measure_all(pool, [SHIPPED, NAIVE], held_out=True)
    for one in measured:
        print(json.dumps({key: value for key, value in one.items() if not key.startswith("by_")}, indent=1))
    if options.only:
        return
    result = {
        "notice": "合成データを含む / includes synthetic data. Public series: benchmarks/data/README.md.",
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "versions": {name: version(name) for name in ("statsmodels", "numpy", "scipy")},
        "shipped": SHIPPED,
        "floors": {"coverage": COVERAGE, "mase": f"below that of {NAIVE}"},
        "candidates": measured,
        "held_out": held_out,
    }
    options.out.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    _assert_floors(measured)


def _measure_all(pool: ProcessPoolExecutor, names: Sequence[str], *, held_out: bool) -> list[dict[str, Any]]:
    every_case = list(cases(held_out=held_out))
    parts = {name: [pool.submit(measure, name, every_case[at::PARTS]) for at in range(PARTS)] for name in names}
    return [summary(name, [one for part in parts[name] for one in part.result()]) for name in names]


def _assert_floors(measured: Sequence[dict[str, Any]]) -> None:
    by_name = {one["candidate"]: one for one in measured}
    shipped, naive = by_name[SHIPPED], by_name[NAIVE]
    low, high = COVERAGE
    assert low <= shipped["overall"]["covered"] <= high, f"coverage {shipped['overall']['covered']}"
    for group in ("overall", *OVERALL):
        for figure in ("mase", "mase_of_sum"):
            assert shipped[group][figure] < naive[group][figure], f"{group}: {figure} {shipped[group][figure]}"
    best = min(measured, key=lambda one: one["overall"]["interval_score"])
    assert best is shipped, f"{best['candidate']} has the better interval score"


if __name__ == "__main__":
    main()
