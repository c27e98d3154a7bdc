"""Checking a backup, and putting it in the place of a home directory: as a whole or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from ingest.atomic_write import flush
from orchestration.backup.archive import WINDOW_BYTES, members
from orchestration.backup.errors import BackupError
from orchestration.backup.manifest import MANIFEST, MOST_BYTES, ROOT, Manifest
from orchestration.home import Home
from orchestration.resources import hold
from reporting.publication import put_in_force

# Nobody but the owner may write to what is restored, whatever an archive says.
ALLOWED_MODE = 0o755
# Left free on the disk, so that an archive that unpacks into more than there is breaks nothing else.
RESERVE_BYTES = 64 * 1024**2


@dataclass(frozen=True)
class Restored:
    """What a restore did.

    Attributes:
        home: The home directory.
        manifest: What the backup says of itself.
        set_aside: Where the home directory that was there before is now.
    """

    home: Path
    manifest: Manifest
    set_aside: Path | None


def verify_backup(archive: Path) -> Manifest:
    """Read a backup whole and compare every file with its hash.

    Args:
        archive: The backup.

    Raises:
        BackupError: It cannot be read, or is not what its manifest says.
    """
    return _unpack(archive, None)


def restore_backup(archive: Path, home: Home, now: datetime, *, force: bool = False) -> Restored:
    """Put a backup in the place of a home directory, after every file was compared with its hash.

    Args:
        archive: The backup.
        home: Home directory to make.
        now: Time, which names what is set aside.
        force: Set aside a home directory that is there; nothing is deleted.

    Raises:
        BackupError: The backup cannot be trusted, or the place is taken.
        RunInProgressError: A run uses the home directory that is there.
    """
    root = home.root
    is_taken = root.exists() and (not root.is_dir() or any(root.iterdir()))
    if is_taken and not force:
        raise BackupError(f"{root} is not empty. Remedy: name another --home, or --force to set the old one aside.")
    staging = root.with_name(f".{root.name}.restore.{os.getpid()}")
    try:
        root.parent.mkdir(parents=True, exist_ok=True)
        staging.mkdir(mode=0o700)
        manifest = _unpack(archive, staging)
        _complete(staging, manifest, root)
        set_aside = _swap(staging, home, now, is_taken=is_taken)
    except OSError as error:
        raise BackupError(
            f"{archive} was not restored to {root}: {error}. "
            "Remedy: see that there is space and that you may write; a mount point cannot be replaced, so name a "
            "folder below it."
        ) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return Restored(root, manifest, set_aside)


def _unpack(archive: Path, into: Path | None) -> Manifest:
    """Read every file of a backup, write it below a folder if one is given, and compare all with the manifest."""
    found: dict[str, tuple[str, int]] = {}
    manifest: Manifest | None = None
    for name, size, stream in members(archive):
        if manifest is not None:
            raise BackupError(_not_as_said(archive, f"{name} comes after the manifest"))
        if name == MANIFEST:
            manifest = _read_manifest(archive, stream, size)
            continue
        top, _, relative = name.partition("/")
        if top != ROOT or not relative or relative in found:
            raise BackupError(_not_as_said(archive, f"{name} is unknown, or there twice"))
        if into is not None and size > shutil.disk_usage(into).free - RESERVE_BYTES:
            raise BackupError(f"{archive}: {name} needs {size} bytes, more than is free. Remedy: free space.")
        found[relative] = _copy(stream, None if into is None else into / relative), size
    if manifest is None:
        raise BackupError(_not_as_said(archive, "it has no manifest, so it was cut off or is no backup"))
    said = {name: (file.sha256, file.bytes) for name, file in manifest.files.items()}
    differing = sorted(name for name in {*said, *found} if said.get(name) != found.get(name))
    if differing:
        shown = ", ".join(differing[:3])
        raise BackupError(_not_as_said(archive, f"{len(differing)} files are missing or differ, such as {shown}"))
    return manifest


def _read_manifest(archive: Path, stream: IO[bytes], size: int) -> Manifest:
    if size > MOST_BYTES:
        raise BackupError(_not_as_said(archive, f"its manifest has {size} bytes"))
    try:
        return Manifest.model_validate_json(stream.read())
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise BackupError(_not_as_said(archive, f"manifest {where}: {first['msg']}")) from error


def _copy(stream: IO[bytes], path: Path | None) -> str:
    digest = hashlib.sha256()
    with _opened(path) as target:
        while window := stream.read(WINDOW_BYTES):
            digest.update(window)
            if target is not None:
                target.write(window)
    return digest.hexdigest()


@contextmanager
def _opened(path: Path | None) -> Iterator[IO[bytes] | None]:
    if path is None:
        yield None
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Fails when something is there, whatever it is.
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        yield target


def _complete(staging: Path, manifest: Manifest, root: Path) -> None:
    """Add what an archive does not hold: second names, empty folders, permissions, the link, the new place."""
    for name in sorted(manifest.directories):
        (staging / name).mkdir(parents=True, exist_ok=True)
    for name, original in manifest.hard_links.items():
        (staging / name).parent.mkdir(parents=True, exist_ok=True)
        try:
            (staging / name).hardlink_to(staging / original)
        except OSError:
            shutil.copyfile(staging / original, staging / name)  # a file system without hard links
    configuration = staging / "dagster" / "dagster.yaml"
    if configuration.is_file():
        text = configuration.read_text(encoding="utf-8")
        configuration.write_text(text.replace(f"{manifest.home}/", f"{root}/"), encoding="utf-8")
    for name, file in manifest.files.items():
        (staging / name).chmod(file.mode & ALLOWED_MODE)
        flush(staging / name)
    for name, mode in sorted(manifest.directories.items(), reverse=True):
        flush(staging / name)
        (staging / name).chmod(mode & ALLOWED_MODE)
    if manifest.publication_in_force is not None:
        put_in_force(staging / "published", staging / "publications" / manifest.publication_in_force)
    staging.chmod(ALLOWED_MODE)
    flush(staging)


def _swap(staging: Path, home: Home, now: datetime, *, is_taken: bool) -> Path | None:
    if not is_taken:
        staging.rename(home.root)  # also over an empty folder
        flush(home.root.parent)
        return None
    aside = home.root.with_name(f"{home.root.name}.before_restore_{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    if aside.exists():
        raise BackupError(f"{aside} is there already. Remedy: move it away, or try again in a second.")
    if not home.root.is_dir():
        raise BackupError(f"{home.root} is no folder. Remedy: move it away.")
    with hold(home.run_lock):
        home.root.rename(aside)
        try:
            staging.rename(home.root)
        except OSError:
            aside.rename(home.root)
            raise
    flush(home.root.parent)
    return aside


def _not_as_said(archive: Path, what: str) -> str:
    return f"{archive} is not what it says: {what}. Remedy: use another backup; nothing was put in place."
