"""Trains the linkage model on labelled synthetic mentions and writes it where a run reads it.

    python benchmarks/train_linkage.py

Seeds of the benchmark and of the tests are others: nothing is measured on what was trained on.
"""

from __future__ import annotations

import json

from ingest.companies.linkage import MODEL_FILE
from ingest.companies.training import train
from synthetic.labelled_companies import labelled_mentions

SEED, ROWS = 101, 50_000
# Weights in bits. From SAME on, 15 of 16 such pairs at least are one company; below REVIEW, 1 of 16 at most, and a
# person would look at hundreds of neighbours' names in vain. MARGIN: a second candidate 32 times less likely.
SAME, REVIEW, MARGIN = 4.0, -4.0, 5.0


def main() -> None:
    """Train and write."""
    model = {
        "notice": "Trained on synthetic mentions by benchmarks/train_linkage.py; do not edit by hand.",
        "trained_on": {"generator": "synthetic.labelled_companies", "seed": SEED, "rows": ROWS},
        "same_weight": SAME,
        "review_weight": REVIEW,
        "margin": MARGIN,
        "settings": train(labelled_mentions(ROWS, SEED)),
    }
    MODEL_FILE.write_text(json.dumps(model, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
