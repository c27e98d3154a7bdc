"""XLSX to text cells: a process of its own reads the workbook, with bounded memory and time.

Workbooks are hostile until proven otherwise, and a few bytes can declare billions of cells. The process has no
secrets in its environment, executes nothing and fetches nothing; when it dies, the file is refused and the others go
on. What it does is in `workbook_process`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa

from ingest.errors import FileRefusedError
from ingest.header_matching import SEARCHED_ROWS
from ingest.raw_sheet import RawSheet, RowBatch, SetApart

PROCESS = "import sys; sys.path.insert(0, sys.argv[1]); from ingest.workbook_process import main; main(sys.argv[2:])"
# What the linker and the interpreter need to start; everything else of the environment stays here.
PASSED_ON = ("LD_LIBRARY_PATH", "PATH", "SYSTEMROOT")


class ExcelReader:
    """One sheet of an XLSX; a context manager, because a process stands behind it.

    Args:
        path: The file.
        sheet: Name of the sheet; the first when None.

    Raises:
        FileRefusedError: It is no XLSX, needs too much memory or time, or lacks the sheet.
    """

    encoding = "xlsx"

    def __init__(self, path: Path, sheet: str | None = None) -> None:
        root = Path(__file__).resolve().parent.parent
        arguments = [str(root), str(path), json.dumps(sheet), str(SEARCHED_ROWS)]
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed in __exit__
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-I", "-c", PROCESS, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
        )
        try:
            self._stream, self._first = self._open()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        texts = self._first.slice(0, SEARCHED_ROWS).to_pylist() if self._first is not None else []
        self.top = RawSheet.of([list(row.values()) for row in texts])

    def __enter__(self) -> ExcelReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._said.close()

    def body(
        self, header_row: int, width: int, set_apart: SetApart, *, decode_first: bool = False
    ) -> Generator[RowBatch, None, None]:
        """Yield the rows under the header; in a sheet all rows fit.

        Args:
            header_row: Spreadsheet row (1-based) of the lowest header row.
            width: How many cells of a row to take.
            set_apart: Stays empty.
            decode_first: Makes no difference.

        Raises:
            FileRefusedError: The sheet cannot be read to its end.
        """
        next_row = 1
        block = self._first
        while block is not None:
            rows = np.arange(next_row, next_row + block.num_rows, dtype=np.int32)
            above = min(max(header_row + 1 - next_row, 0), block.num_rows)
            next_row += block.num_rows
            yield RowBatch(block.slice(above).select(block.schema.names[:width]), pa.array(rows[above:], pa.int32()))
            block = self._next()

    def _open(self) -> tuple[pa.RecordBatchReader, pa.RecordBatch | None]:
        try:
            stream = pa.ipc.open_stream(self._process.stdout)
        except pa.ArrowInvalid:
            self._refuse_by_its_end()
            raise
        self._stream = stream
        return stream, self._next()

    def _next(self) -> pa.RecordBatch | None:
        try:
            block: pa.RecordBatch = self._stream.read_next_batch()
        except (StopIteration, pa.ArrowInvalid, OSError):
            # A stream that breaks off looks like one that ends.
            self._refuse_by_its_end()
            return None
        return block

    def _refuse_by_its_end(self) -> None:
        code = self._process.wait()
        if code == 0:
            return
        self._said.seek(0)
        said = self._said.read(64 * 1024).decode(errors="replace")
        try:
            refusal = json.loads(said.splitlines()[-1])
            problem, remedy = refusal["problem"], refusal["remedy"]
        except (ValueError, KeyError, IndexError, TypeError):
            problem, remedy = _unsaid(code, said)
        raise FileRefusedError(problem, remedy)


def _unsaid(code: int, said: str) -> tuple[str, str]:
    """Why a process ended that could not say it itself."""
    if code < 0 or "Memory" in said or "memory" in said:
        return (
            "the workbook needs more memory or time to read than any export should.",
            "copy the table alone into a new workbook, without cells far away from it, and save it as .xlsx.",
        )
    return "the workbook cannot be read.", "open it in Excel and save it as .xlsx."
