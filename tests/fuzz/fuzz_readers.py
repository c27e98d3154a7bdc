"""The readers under atheris, for hours instead of seconds; needs `pip install atheris` in an environment of its own.

    python -m tests.fuzz.fuzz_readers csv FOLDER_FOR_FINDINGS tests/fuzz/corpus/csv -max_total_time=3600
    python -m tests.fuzz.fuzz_readers xlsx FOLDER_FOR_FINDINGS tests/fuzz/corpus/xlsx -max_total_time=3600

A finding is written as `crash-…`; put it into the corpus together with the repair.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["ingest"]):
    from tests.fuzz.reading_target import check


def main() -> None:
    """Fuzz one of the readers."""
    suffix = sys.argv.pop(1)

    def one(content: bytes) -> None:
        check(content, suffix)

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
