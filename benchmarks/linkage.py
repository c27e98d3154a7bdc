"""Precision, recall and time of company linkage on labelled synthetic mentions that the model was not trained on.

    python benchmarks/linkage.py            # measures and writes benchmarks/results/linkage.json

A pair of rows counts as found when both rows have the same company key. Rows of an ambiguous name keep one key, so
what is wrong among them counts against precision; pairs left to a person count against recall.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from ingest.companies.linkage import load_model
from ingest.companies.links import Links, link_mentions
from synthetic.labelled_companies import labelled_mentions, pairwise

ROWS = 50_000
SEEDS = (7, 8, 9)
FLOORS = {"precision": 0.995, "recall": 0.97}
SECONDS = 60
RESULT = Path(__file__).with_name("results") / "linkage.json"


def measure(rows: int, seed: int) -> dict[str, Any]:
    """Link one labelled set and compare with the truth.

    Args:
        rows: Rows of the set.
        seed: Its seed.
    """
    mentions = labelled_mentions(rows, seed)
    started = time.perf_counter()
    found = link_mentions(mentions)
    seconds = time.perf_counter() - started
    by_row = companies_by_row(mentions, found)
    truth = by_row["company"].to_pylist()
    without_number = [not valid for valid in by_row["corporate_number_is_valid"].to_pylist()]
    return {
        "seed": seed,
        "rows": rows,
        "identities": found.links.num_rows,
        "companies": len(set(truth)),
        "seconds": round(seconds, 2),
        "linkage": _scores(truth, by_row["company_key"].to_pylist()),
        "exact_rules_alone": _scores(truth, by_row["group_key"].to_pylist()),
        # Without the pairs of two rows that both show a valid number, which need no linkage.
        "pairs_with_a_row_without_number": _scores(truth, by_row["company_key"].to_pylist(), without_number),
        "pending_pairs": sum(row.state == "pending" for row in found.review),
        "identities_by_match": dict(sorted(Counter(found.links["company_match"].to_pylist()).items())),
    }


def companies_by_row(mentions: pa.Table, found: Links) -> pa.Table:
    """Return the rows with the company they are about and the one they were linked to."""
    with duckdb.connect() as connection:
        connection.register("mentions", mentions)
        connection.register("links", found.links)
        return connection.execute(
            """
            select mentions.company, links.company_key, links.group_key, links.corporate_number_is_valid
            from mentions
            inner join links
                on mentions.company_name is not distinct from links.company_name
                    and mentions.corporate_number_text is not distinct from links.corporate_number_text
                    and mentions.prefecture_text is not distinct from links.prefecture_text
            """
        ).to_arrow_table()


def _scores(truth: list[int], found: list[object], wanted: list[bool] | None = None) -> dict[str, float]:
    right, put_together, belong = pairwise(truth, found)
    if wanted is not None:
        numbered = [at for at, is_wanted in enumerate(wanted) if not is_wanted]
        less = pairwise([truth[at] for at in numbered], [found[at] for at in numbered])
        right, put_together, belong = right - less[0], put_together - less[1], belong - less[2]
    return {"precision": round(right / put_together, 5), "recall": round(right / belong, 5), "true_pairs": belong}


def main() -> None:
    """Measure every seed, write the result, fail below the floors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--out", type=Path, default=RESULT)
    options = parser.parse_args()
    measured = [measure(options.rows, seed) for seed in SEEDS]
    model = load_model()
    result = {
        "notice": "合成データ / synthetic: every company is made up.",
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "versions": {name: version(name) for name in ("splink", "duckdb")},
        "thresholds": {"same": model.same_weight, "review": model.review_weight, "margin": model.margin},
        "floors": FLOORS | {"seconds": SECONDS},
        "sets": measured,
    }
    text = json.dumps(result, ensure_ascii=False, indent=1)
    options.out.write_text(text + "\n", encoding="utf-8")
    print(text)
    for one in measured:
        for name, floor in FLOORS.items():
            assert one["linkage"][name] >= floor, f"seed {one['seed']}: {name} {one['linkage'][name]} < {floor}"
        assert one["seconds"] <= SECONDS, f"seed {one['seed']}: {one['seconds']} s"


if __name__ == "__main__":
    main()
