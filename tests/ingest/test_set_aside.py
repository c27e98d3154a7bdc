"""What is damaged goes out of the way, never in numbers that fill the disk; what lives is left alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from ingest.set_aside import KEPT, KEPT_OF_A_NAME, drop_leftovers, set_aside


def damaged(folder: Path, name: str, content: str = "x") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def test_it_is_kept_under_a_name_that_tells_when(tmp_path: Path) -> None:
    kept = set_aside(damaged(tmp_path, "warehouse.duckdb", "broken"), tmp_path / "corrupt")
    assert kept.name.startswith("warehouse.duckdb.corrupt-2")
    assert kept.read_text(encoding="utf-8") == "broken"
    assert not (tmp_path / "warehouse.duckdb").exists()


def test_the_last_few_of_a_name_and_in_all_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "corrupt"
    for content in range(KEPT_OF_A_NAME + 2):
        last = set_aside(damaged(tmp_path, "a", str(content)), folder)
    assert sorted(path.read_text(encoding="utf-8") for path in folder.iterdir()) == ["2", "3", "4"]
    assert last.exists()
    for number in range(2 * KEPT):
        last = set_aside(damaged(tmp_path, f"file_{number}"), folder)
    assert len(list(folder.iterdir())) == KEPT
    assert last.exists()


def test_the_newest_is_kept_whatever_the_clock_says(tmp_path: Path) -> None:
    folder = tmp_path / "corrupt"
    folder.mkdir()
    for number in range(1, KEPT_OF_A_NAME + 1):
        (folder / f"a.corrupt-2099010{number}T000000Z-{number}").touch()
    last = set_aside(damaged(tmp_path, "a"), folder)
    assert last.exists()
    assert not (folder / "a.corrupt-20990101T000000Z-1").exists()


def test_leftovers_of_processes_that_are_gone_are_removed(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (tmp_path / f".a.json.{gone.pid}.tmp").touch()
    (tmp_path / f".b.json.{os.getpid()}.tmp").touch()
    in_use = tmp_path / f".c.json.{os.getppid()}.tmp"
    in_use.touch()
    (tmp_path / "d.json").touch()
    assert drop_leftovers({tmp_path: ".*.tmp", tmp_path / "nowhere": "*"}) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([in_use.name, "d.json"])
