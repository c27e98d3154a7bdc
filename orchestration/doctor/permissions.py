"""May only those read and write who should?"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from orchestration.doctor.findings import Finding, Subject, failed, first_few, ok
from reporting.internal_marts import internal_folder


def private(subject: Subject) -> Finding:
    """Are the whole marts, the token and the spool for their owner alone?"""
    home = subject.home
    folder = internal_folder(home.published)
    places = [folder, home.served_token, home.spool, *(folder.iterdir() if folder.is_dir() else ())]
    open_to_others = [str(place) for place in places if place.exists() and stat.S_IMODE(place.stat().st_mode) & 0o077]
    if open_to_others:
        listed = first_few(open_to_others)
        return failed(
            f"他人も読める: {listed}",
            f"others may read or write: {listed}",
            f"chmod -R go-rwx {folder} {home.served_token}",
            f"chmod -R go-rwx {folder} {home.served_token}",
        )
    return ok("内部の表と鍵は所有者のみ", "whole marts and token are for their owner alone")


def nothing_world_writable(subject: Subject) -> Finding:
    """Can nobody else change what is kept?"""
    found = _world_writable(subject.home.root)
    if found:
        listed = first_few(found)
        return failed(
            f"誰でも書ける: {listed}",
            f"anybody may write: {listed}",
            f"chmod -R o-w {subject.home.root}",
            f"chmod -R o-w {subject.home.root}",
        )
    return ok("誰でも書けるものはない", "nothing is writable for everybody")


def _world_writable(root: Path) -> list[str]:
    found = []
    for folder, _, files in os.walk(root):
        for path in [folder, *(os.path.join(folder, name) for name in files)]:  # noqa: PTH118 (many; Path is slow)
            mode = os.lstat(path).st_mode
            if not stat.S_ISLNK(mode) and mode & stat.S_IWOTH:
                found.append(path)
    return found
