"""Hostile files: a clear error or the right rows, within bounded memory and time, and good neighbours land."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from .conftest import FX_HEADER, Workplace
from .hostile_files import LANDED, REFUSED_CSV, REFUSED_WORKBOOKS

GOOD = "fx_rates/fx_rates_FY2024_20250410.csv"
BAD = "activities/activities_FY2024_20250410"
REFUSED = {name: ("csv", *case) for name, case in REFUSED_CSV.items()} | {
    name: ("xlsx", *case) for name, case in REFUSED_WORKBOOKS.items()
}
MEGABYTE = 1024 * 1024


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_a_reason_beside_a_good_neighbour(workplace: Workplace, name: str) -> None:
    suffix, content, said = REFUSED[name]
    workplace.put(GOOD, f"{FX_HEADER}\n2024/4,USD,150\n")
    workplace.put(f"{BAD}.{suffix}", content)
    receipts = workplace.land()
    bad = receipts[f"{BAD}.{suffix}"]
    assert (bad.outcome, bad.rows, bad.landed_as) == ("quarantined", 0, None)
    assert bad.error is not None
    assert said in bad.error
    assert bad.error.startswith(BAD)
    assert "Remedy: " in bad.error
    assert len(bad.error) < 2000
    assert receipts[GOOD].outcome == "accepted"
    assert [path.parent.parent.name for path in workplace.landing.rglob("*.*")] == ["fx_rates"]


@pytest.mark.parametrize("name", LANDED)
def test_strange_but_readable(workplace: Workplace, name: str) -> None:
    suffix, content = LANDED[name]
    workplace.put(f"{BAD}.{suffix}", content)
    receipt = workplace.land()[f"{BAD}.{suffix}"]
    assert (receipt.outcome, receipt.error, receipt.rows) == ("accepted", None, 1)


def test_formulas_give_their_value_and_text_stays_text(workplace: Workplace) -> None:
    _, content = LANDED["formulas_external_links_and_a_lying_dimension"]
    workplace.put(f"{BAD}.xlsx", content)
    landed_as = workplace.land()[f"{BAD}.xlsx"].landed_as
    assert landed_as is not None
    (row,) = pq.read_table(workplace.landing / landed_as).to_pylist()
    assert [row[name] for name in ("activity_id", "activity_type", "count", "counterpart")] == [
        "=cmd|'/c calc'!A1",
        "+政府連携",
        "3",
        "@経済産業省",
    ]


MEASURE = """
import json, resource, sys
from pathlib import Path
from ingest.land import land_inbox

def peak(who):
    return resource.getrusage(who).ru_maxrss

inbox, home = Path(sys.argv[1]), Path(sys.argv[2])
land_inbox(inbox, home / "landing", home / "receipts", ["fx_rates"])
before = peak(resource.RUSAGE_SELF)
outcomes = [receipt.outcome for receipt in land_inbox(inbox, home / "landing", home / "receipts", ["activities"])]
print(json.dumps([outcomes, peak(resource.RUSAGE_SELF) - before, peak(resource.RUSAGE_CHILDREN)]))
"""


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_memory_stays_bounded_over_all_of_them(workplace: Workplace, suffix: str, tmp_path: Path) -> None:
    workplace.put(GOOD, f"{FX_HEADER}\n2024/4,USD,150\n")
    refused = [content for kind, content, _ in REFUSED.values() if kind == suffix]
    for day, content in enumerate(refused):
        workplace.put(f"activities/activities_FY2024_2025{day // 28 + 1:02}{day % 28 + 1:02}.{suffix}", content)
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE, str(workplace.inbox), str(tmp_path / "home")],
        check=True,
        capture_output=True,
        text=True,
        timeout=600,
        cwd=Path(__file__).parents[2],
    )
    outcomes, grown_kilobytes, children_kilobytes = json.loads(measured.stdout)
    assert outcomes == ["quarantined"] * len(refused)
    # One file of forty megabytes is among them; what is read of it at a time is bounded.
    assert grown_kilobytes * 1024 < 500 * MEGABYTE
    assert children_kilobytes * 1024 < 3 * 1024 * MEGABYTE
