"""The ledger of the history: which files are kept, with their hashes, and for which state of the inputs.

The files of the history are all that says what was reported; nothing can make them again. The ledger tells a damaged or
a missing one, and whether the history of a publication was kept to its end.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ingest.atomic_write import write_atomically
from ingest.file_hash import sha256_of

LEDGER = "kept.json"


class HistoryDamagedError(Exception):
    """A file of the history is damaged or gone."""


@dataclass(frozen=True)
class Ledger:
    """What is kept.

    Attributes:
        files: Hash by name relative to the history.
        fingerprint: Fingerprint of the publication whose history was kept last; None before the first.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    fingerprint: str | None = None


def read_ledger(history: Path) -> Ledger | None:
    """Return the ledger; None when the history is of a version that kept none.

    Args:
        history: Folder of the history; it need not exist.

    Raises:
        HistoryDamagedError: It cannot be read.
    """
    path = history / LEDGER
    try:
        content: dict[str, Any] = json.loads(path.read_bytes())
        return Ledger(dict(content["files"]), content["fingerprint"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise HistoryDamagedError(
            f"{path}: the ledger of the history is damaged. Remedy: restore it from a backup; or remove it, and the "
            "history counts as it lies there."
        ) from error


def begin_change(history: Path, files: Iterable[Path]) -> None:
    """Forget the hashes of files that are about to be replaced.

    Args:
        history: Folder of the history.
        files: The files.
    """
    ledger = read_ledger(history)
    names = {_name(history, file) for file in files}
    if ledger is not None and names & set(ledger.files):
        _write(history, replace(ledger, files={n: h for n, h in ledger.files.items() if n not in names}))


def end_change(history: Path, fingerprint: str | None) -> None:
    """Write down all files that are there now.

    Args:
        history: Folder of the history.
        fingerprint: Fingerprint of the publication whose history is kept now.
    """
    ledger = read_ledger(history) or Ledger()
    files = {_name(history, file): file for file in kept_files(history)}
    # What was written down before stays as it was: a change of it is damage.
    hashes = {name: ledger.files.get(name) or sha256_of(file) for name, file in files.items()}
    _write(history, Ledger({**ledger.files, **hashes}, fingerprint))


def verify_history(history: Path) -> None:
    """Refuse to count with a history that lacks something.

    Args:
        history: Folder of the history; it need not exist.

    Raises:
        HistoryDamagedError: Names the file and the remedy.
    """
    ledger = read_ledger(history)
    if ledger is None:
        return
    for name, sha256 in sorted(ledger.files.items()):
        file = history / name
        if file.is_file() and sha256_of(file) == sha256:
            continue
        state = "damaged" if file.is_file() else "gone"
        raise HistoryDamagedError(
            f"{file}: a kept report is {state}; it cannot be made again. Remedy: restore it from a backup; to go on "
            f"without it, remove the file and its line in {history / LEDGER}."
        )


def kept_files(history: Path) -> list[Path]:
    """Return all files of the history, in order of their names."""
    return sorted(history.glob("*/as_of=*.parquet"))


def _write(history: Path, ledger: Ledger) -> None:
    content = {"fingerprint": ledger.fingerprint, "files": dict(sorted(ledger.files.items()))}
    write_atomically(history / LEDGER, (json.dumps(content, indent=1) + "\n").encode())


def _name(history: Path, file: Path) -> str:
    return file.relative_to(history).as_posix()
