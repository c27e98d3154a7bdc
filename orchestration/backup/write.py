"""Writing a backup: one moment of the home directory, while no run changes it."""

from __future__ import annotations

import json
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from platform import python_version

from ingest.atomic_write import flush, replace_atomically
from orchestration.backup.archive import SUFFIXES, add, written_archive
from orchestration.backup.contents import Contents, contents_of
from orchestration.backup.errors import BackupError
from orchestration.backup.manifest import MANIFEST, ROOT, BackedUpFile, Manifest
from orchestration.backup.postgresql import keeps_runs_in_postgresql
from orchestration.backup.sqlite import snapshot
from orchestration.home import Home
from orchestration.resources import RunInProgressError, hold
from reporting.publication import publication_in_force

ENGINES = ("mokuhyo", "dagster", "duckdb", "pyarrow")
POLL_SECONDS = 1.0


@dataclass(frozen=True)
class Backup:
    """A backup on the disk.

    Attributes:
        file: The archive.
        size_bytes: Its size.
        manifest: What it says of itself.
    """

    file: Path
    size_bytes: int
    manifest: Manifest


def write_backup(home: Home, file: Path, now: datetime, wait_seconds: float = 0) -> Backup:
    """Write the state of a home directory into an archive that only its owner may read.

    Readers of what is published are not disturbed, and neither is a server; a run waits or is refused meanwhile.

    Args:
        home: Home directory.
        file: The archive, `….tar.zst` or `….tar.gz`; nothing may lie there.
        now: Time, with time zone.
        wait_seconds: How long to wait for a run that is going on.

    Raises:
        BackupError: There is nothing to back up, or the archive cannot lie there.
        RunInProgressError: A run was still going on.
    """
    file = file.expanduser().absolute()
    _require_writable(home, file)
    with _held(home, wait_seconds):
        contents = contents_of(home)
        manifests: list[Manifest] = []
        try:
            replace_atomically(file, lambda draft: manifests.append(_write(home, contents, draft, file.name, now)))
        except OSError as error:
            raise BackupError(
                f"the backup {file} was not written: {error}. Remedy: see that there is space and that you may write."
            ) from error
    flush(file.parent)
    return Backup(file, file.stat().st_size, manifests[0])


def _require_writable(home: Home, file: Path) -> None:
    if not home.root.is_dir() or not any(home.root.iterdir()):
        raise BackupError(f"there is no home directory {home.root}. Remedy: name it with --home.")
    if not file.name.endswith(SUFFIXES):
        raise BackupError(f"{file.name} says no known compression. Remedy: end it in {' or '.join(SUFFIXES)}.")
    if file.exists():
        raise BackupError(f"{file} is there already. Remedy: name another file, for instance with the date.")
    if file.resolve().is_relative_to(home.root.resolve()):
        raise BackupError(f"{file} lies in the home directory itself. Remedy: name a file elsewhere.")


@contextmanager
def _held(home: Home, wait_seconds: float) -> Iterator[None]:
    """Keep runs away, after waiting for one that is going on."""
    until = time.monotonic() + wait_seconds
    while True:
        holding = hold(home.run_lock)
        try:
            holding.__enter__()
        except RunInProgressError:
            if time.monotonic() >= until:
                raise
            time.sleep(POLL_SECONDS)
            continue
        break
    try:
        yield
    finally:
        holding.__exit__(None, None, None)


def _write(home: Home, contents: Contents, draft: Path, name: str, now: datetime) -> Manifest:
    files: dict[str, BackedUpFile] = {}
    with written_archive(draft, name) as tar, tempfile.TemporaryDirectory(dir=draft.parent, prefix=".snapshot-") as at:
        for relative in contents.files:
            original = source = home.root / relative
            if relative in contents.databases:
                source = Path(at) / "database"
                snapshot(original, source)
            status, mode = source.stat(), stat.S_IMODE(original.stat().st_mode)
            with source.open("rb") as stream:
                digest = add(tar, f"{ROOT}/{relative}", stream, status.st_size, mode, status.st_mtime)
            files[relative] = BackedUpFile(sha256=digest, bytes=status.st_size, mode=mode)
            if source is not original:
                source.unlink()
        publication = publication_in_force(home.published)
        manifest = Manifest(
            format=1,
            made_at=now,
            home=str(home.root),
            versions={"python": python_version(), **{engine: version(engine) for engine in ENGINES}},
            publication_in_force=None if publication is None else publication.id,
            postgresql=keeps_runs_in_postgresql(home),
            left_out=contents.left_out,
            directories=contents.directories,
            files=files,
            hard_links=contents.hard_links,
        )
        content = json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False, indent=1).encode()
        # Last: a backup that was cut off has none.
        add(tar, MANIFEST, BytesIO(content), len(content), 0o600, now.timestamp())
    return manifest
