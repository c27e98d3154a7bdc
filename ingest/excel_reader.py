"""XLSX to text cells: a process of its own reads the workbook, with bounded memory and time.

Workbooks are hostile until proven otherwise, and a few bytes can declare billions of cells. The process has no
secrets in its environment, executes nothing and fetches nothing; when it dies, the file is refused and the others go
on. One that has read a small workbook to its end reads the next, since starting costs more than reading. What it does
is in `workbook_process`.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO

import numpy as np
import pyarrow as pa

from ingest.errors import FileRefusedError
from ingest.header_matching import SEARCHED_ROWS
from ingest.raw_sheet import RawSheet, RowBatch, SetApart
from ingest.workbook_process import DONE, READY

PROCESS = "import sys; sys.path.insert(0, sys.argv[1]); from ingest.workbook_process import main; main()"
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
        self._worker = _worker_for(path, sheet)
        self._is_ready = False
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
        if self._is_ready:
            _keep(self._worker)
        else:
            self._worker.end()

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
            stream = pa.ipc.open_stream(self._worker.output)
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
            said = self._worker.output.read(1)
            self._is_ready = said == READY
            if said not in (READY, DONE):
                self._refuse_by_its_end()
            return None
        return block

    def _refuse_by_its_end(self) -> None:
        code, said = self._worker.last_words()
        try:
            refusal = json.loads(said.splitlines()[-1])
            problem, remedy = refusal["problem"], refusal["remedy"]
        except (ValueError, KeyError, IndexError, TypeError):
            problem, remedy = _unsaid(code, said)
        raise FileRefusedError(problem, remedy)


class _Worker:
    """A process that reads workbooks."""

    def __init__(self) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed in end
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-I", "-c", PROCESS, str(Path(__file__).resolve().parent.parent)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input: IO[bytes] = self._process.stdin
        self.output: IO[bytes] = self._process.stdout

    def ask(self, path: Path, sheet: str | None) -> bool:
        """Ask for a workbook; return False when the process is gone."""
        request = {"path": str(path.absolute()), "sheet": sheet, "header_rows": SEARCHED_ROWS}
        try:
            self._input.write(json.dumps(request).encode() + b"\n")
            self._input.flush()
        except OSError:
            return False
        return self._process.poll() is None

    def last_words(self) -> tuple[int, str]:
        """Wait for its end and return its exit code and what it said."""
        code = self._process.wait()
        self._said.seek(0)
        return code, self._said.read(64 * 1024).decode(errors="replace")

    def end(self) -> None:
        """End the process, whatever it does."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for file in (self._input, self.output, self._said):
            with contextlib.suppress(OSError):
                file.close()


# At most one process waits for a further workbook; a second thread that reads at the same time starts its own.
_waiting: list[_Worker] = []
_waiting_lock = threading.Lock()


def _worker_for(path: Path, sheet: str | None) -> _Worker:
    with _waiting_lock:
        waiting = _waiting.pop() if _waiting else None
    if waiting is not None:
        if waiting.ask(path, sheet):
            return waiting
        waiting.end()
    worker = _Worker()
    worker.ask(path, sheet)
    return worker


def _keep(worker: _Worker) -> None:
    with _waiting_lock:
        if not _waiting:
            _waiting.append(worker)
            return
    worker.end()


@contextmanager
def workbook_process() -> Iterator[None]:
    """Let the workbooks read inside share a process, and end it afterwards."""
    try:
        yield
    finally:
        _end_waiting()


@atexit.register
def _end_waiting() -> None:
    with _waiting_lock:
        waiting = _waiting.pop() if _waiting else None
    if waiting is not None:
        waiting.end()


def _unsaid(code: int, said: str) -> tuple[str, str]:
    """Why a process ended that could not say it itself."""
    if code < 0 or "Memory" in said or "memory" in said:
        return (
            "the workbook needs more memory or time to read than any export should.",
            "copy the table alone into a new workbook, without cells far away from it, and save it as .xlsx.",
        )
    return "the workbook cannot be read.", "open it in Excel and save it as .xlsx."
