"""One load of one CSV with dlt; runs in the environment that `landing.py` makes for it.

python landing_with_dlt.py READER FILE FOLDER [filesystem|duckdb]
"""

from __future__ import annotations

import csv
import json
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import dlt
import pyarrow as pa
import pyarrow.csv as arrow_csv
from dlt.sources.filesystem import filesystem, read_csv

ENCODING = "cp932"
ROWS_AT_A_TIME = 10_000
# Given to every reader: dlt makes ASCII of column names, and fourteen Japanese ones would all become `x`.
NAMES = [
    "case_id",
    "company_name",
    "corporate_number",
    "phone",
    "prefecture",
    "support_date",
    "programme",
    "budget_source",
    "partner_agency",
    "is_market_entry",
    "is_follow_up",
    "is_digital_meeting",
    "is_first_timer",
    "is_novel",
]


def by_read_csv(file: Path) -> Any:
    """The reader that dlt ships, larger chunks than its default, every column text."""
    found = filesystem(bucket_url=file.parent.as_uri(), file_glob=file.name)
    return found | read_csv(
        chunksize=ROWS_AT_A_TIME * 5, encoding=ENCODING, dtype=str, keep_default_na=False, header=0, names=NAMES
    )


def by_rows(file: Path) -> Any:
    """Dicts of the standard library's reader."""

    def rows() -> Iterator[list[dict[str, str]]]:
        with file.open(encoding=ENCODING, newline="") as stream:
            next(stream)
            reader = csv.DictReader(stream, NAMES)
            while some := list(islice(reader, ROWS_AT_A_TIME)):
                yield some

    return dlt.resource(rows(), name="rows")


def by_arrow(file: Path) -> Any:
    """Arrow's own batches; dlt only passes them on."""

    def batches() -> Iterator[pa.Table]:
        reader = arrow_csv.open_csv(
            file,
            read_options=arrow_csv.ReadOptions(
                encoding=ENCODING, block_size=8 * 1024 * 1024, column_names=NAMES, skip_rows=1
            ),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(column_types=dict.fromkeys(NAMES, pa.string())),
        )
        for batch in reader:
            yield pa.Table.from_batches([batch])

    return dlt.resource(batches(), name="rows")


READERS = {"read_csv": by_read_csv, "rows": by_rows, "arrow": by_arrow}


def main() -> None:
    """Load once and print the seconds."""
    reader, file, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    to_duckdb = sys.argv[4:] == ["duckdb"]
    folder.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    pipeline = dlt.pipeline(
        "landing",
        destination=dlt.destinations.duckdb(str(folder / "landed.duckdb"))
        if to_duckdb
        else dlt.destinations.filesystem(bucket_url=(folder / "landed").as_uri()),
        dataset_name="landing",
        pipelines_dir=str(folder / "pipelines"),
    )
    pipeline.run(READERS[reader](file), loader_file_format="parquet", table_name="rows")
    seconds = time.perf_counter() - started
    counts = pipeline.last_trace.last_normalize_info.row_counts
    print(json.dumps({"seconds": round(seconds, 2), "rows": counts["rows"]}))


if __name__ == "__main__":
    main()
