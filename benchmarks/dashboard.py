"""The site of a publication: seconds to build, bytes, and how soon a browser paints each page.

    python -m benchmarks.dashboard --marts .mokuhyo/published/marts.duckdb   # after a run of the default sample

Writes benchmarks/results/dashboard.json and fails beyond the limits. A build is a process of its own, its imports
included; of three the fastest counts, because others only add what else the machine did. Seconds of the processor
tell of it on a busy machine too. The paint is the browser's
own `first-contentful-paint` of a page that it has not seen before; of five loads the median counts.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from reporting.pages.navigation import PAGES

BUILDS, LOADS = 3, 5
LIMITS = {"bytes": 3_000_000, "first_paint_ms": 1_000}
RESULT = Path(__file__).with_name("results") / "dashboard.json"
BUILD = """
import sys
from pathlib import Path

import duckdb

from reporting.pages.site import write_pages

with duckdb.connect(":memory:") as connection:
    connection.execute(f"attach '{sys.argv[1]}' as publication (read_only)")
    connection.execute("use publication")
    write_pages(connection, Path(sys.argv[2]))
"""
FIRST_PAINT = """
() => new Promise(resolve => new PerformanceObserver(list => {
    const paint = list.getEntriesByName('first-contentful-paint')[0];
    if (paint) resolve(paint.startTime);
}).observe({type: 'paint', buffered: true}))
"""


def build(marts: Path, directory: Path) -> tuple[float, float]:
    """Build the site in a process of its own.

    Args:
        marts: Database of a publication.
        directory: Where the folder of the pages shall lie.

    Returns:
        Seconds that it took, by the clock and of the processor.
    """
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", BUILD, str(marts), str(directory)], check=True)  # noqa: S603
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    return round(time.perf_counter() - started, 2), round(processor, 2)


def first_paints(pages: Path) -> dict[str, dict[str, float]]:
    """Load every page in a browser.

    Args:
        pages: Folder of the pages.

    Returns:
        Median and longest milliseconds to the first paint, by page.
    """
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    painted: dict[str, list[float]] = {page.file: [] for page in PAGES}
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=arguments)
        for _ in range(LOADS):
            for file, times in painted.items():
                # A context of its own holds nothing of an earlier load.
                context = browser.new_context(viewport={"width": 1280, "height": 900})
                opened = context.new_page()
                opened.goto((pages / file).as_uri())
                times.append(opened.evaluate(FIRST_PAINT))
                context.close()
        browser.close()
    return {
        file: {"median_ms": round(median(times)), "longest_ms": round(max(times))} for file, times in painted.items()
    }


def measure(marts: Path) -> dict[str, Any]:
    """Build and load the site.

    Args:
        marts: Database of a publication.
    """
    with tempfile.TemporaryDirectory() as folder:
        builds = [build(marts, Path(folder)) for _ in range(BUILDS)]
        pages = Path(folder) / "pages"
        sizes = {page.file: (pages / page.file).stat().st_size for page in PAGES}
        return {
            "notice": "合成データ / synthetic: every company and every case is made up.",
            "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
            "versions": {name: version(name) for name in ("altair", "vl-convert-python", "duckdb", "playwright")},
            "limits": LIMITS,
            "build_seconds": {"fastest": min(builds)[0], "all": [clock for clock, _ in builds]},
            "build_processor_seconds": min(processor for _, processor in builds),
            "bytes": sum(sizes.values()),
            "bytes_by_page": sizes,
            "first_paint": first_paints(pages),
        }


def main() -> None:
    """Measure, write the result, fail beyond the limits."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--marts", type=Path, default=Path(".mokuhyo/published/marts.duckdb"))
    parser.add_argument("--out", type=Path, default=RESULT)
    options = parser.parse_args()
    result = measure(options.marts)
    text = json.dumps(result, ensure_ascii=False, indent=1)
    options.out.write_text(text + "\n", encoding="utf-8")
    print(text)
    assert result["bytes"] <= LIMITS["bytes"], f"{result['bytes']} bytes"
    for file, paint in result["first_paint"].items():
        assert paint["median_ms"] <= LIMITS["first_paint_ms"], f"{file}: {paint['median_ms']} ms"


if __name__ == "__main__":
    main()
