"""Is there room, and is it one disk?"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from orchestration.doctor.findings import Finding, Subject, failed, ok, warning
from reporting.internal_marts import internal_folder

# What a first run needs at least.
LEAST_BYTES = 500 * 10**6
LEAST_INODES, FEW_INODES = 1_000, 10_000


def space(subject: Subject) -> Finding:
    """Does the next run fit?"""
    home = subject.home
    # A run writes the warehouse anew and adds a publication, with the whole marts beside it.
    need = max(LEAST_BYTES, size_of(home.warehouse.parent) + size_of(home.published.resolve()) * 2)
    free = shutil.disk_usage(existing(home.root)).free
    ja, en = f"空き {_gb(free)}、次の実行に約 {_gb(need)}", f"{_gb(free)} free, the next run needs about {_gb(need)}"
    remedy = "空きを作る", "free space, or move the home directory with `mokuhyo backup` and `restore`."
    if free < need:
        return failed(ja, en, *remedy)
    return warning(ja, en, *remedy) if free < 3 * need else ok(ja, en)


def inodes(subject: Subject) -> Finding:
    """Are there names left for files?"""
    status = os.statvfs(existing(subject.home.root))
    if status.f_files == 0:
        return ok("ファイル数に上限なし", "this file system has no limit of files")
    ja, en = f"あと {status.f_favail:,} ファイル", f"room for {status.f_favail:,} more files"
    remedy = "不要なファイルを除く", "remove files nobody needs."
    if status.f_favail < LEAST_INODES:
        return failed(ja, en, *remedy)
    return warning(ja, en, *remedy) if status.f_favail < FEW_INODES else ok(ja, en)


def writable(subject: Subject) -> Finding:
    """May this account write to the home directory?"""
    root = subject.home.root
    if root.exists() and not root.is_dir():
        return failed(
            f"{root} はフォルダーでない", f"{root} is no folder", "別の --home を使う", "name another --home."
        )
    home = subject.home
    places = [place for place in (home.root, home.landing, home.receipts, home.publications) if place.is_dir()]
    locked = [str(place) for place in places or [existing(root)] if not os.access(place, os.W_OK | os.X_OK)]
    read_only = os.statvfs(existing(root)).f_flag & os.ST_RDONLY
    if locked or read_only:
        listed = ", ".join(locked) or str(existing(root))
        return failed(
            f"書けない: {listed}",
            f"cannot be written: {listed}",
            "パイプラインのアカウントで、書けるディスクを使う",
            "use the account that runs the pipeline, and a disk that is mounted for writing.",
        )
    return ok("書ける", "can be written")


def one_file_system(subject: Subject) -> Finding:
    """Can a publication come into force in one rename?"""
    home = subject.home
    places = [home.root, home.publications, internal_folder(home.published), home.landing, home.history]
    devices = {place: place.stat().st_dev for place in places if place.is_dir()}
    other = [str(place) for place, device in devices.items() if device != devices.get(home.root)]
    if other:
        listed = ", ".join(other)
        return failed(
            f"別のディスク: {listed}",
            f"on another disk: {listed}",
            "ホーム全体を一つのディスクに置く",
            "keep the whole home directory on one disk: a rename between two is not atomic.",
        )
    return ok("一つのディスク上", "on one disk")


def existing(path: Path) -> Path:
    """Return a path, or the nearest folder above it that exists."""
    return path if path.exists() else existing(path.parent)


def size_of(folder: Path) -> int:
    """Return the size of the files in a folder, a file of two names counted once; 0 when there is none."""
    sizes = {}
    for path in folder.rglob("*") if folder.is_dir() else ():
        status = path.lstat()
        sizes[status.st_ino] = status.st_blocks * 512
    return sum(sizes.values())


def _gb(size: int) -> str:
    return f"{size / 1e9:.1f} GB"
