"""`mokuhyo report` on a publication with made-up documents."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from orchestration.command_line.application import run_application
from tests.reporting.conftest import publish_marts


def write_book(connection: duckdb.DuckDBPyConnection, directory: Path) -> None:
    (directory / "実績報告.xlsx").write_bytes(b"book")


def write_lists(connection: duckdb.DuckDBPyConnection, directory: Path) -> None:
    for encoding in ("utf-8", "cp932"):
        (directory / "tables" / encoding).mkdir(parents=True)
        (directory / "tables" / encoding / "overview.csv").write_text(encoding, encoding="utf-8")


def fail(connection: duckdb.DuckDBPyConnection, directory: Path) -> None:
    raise OSError("[red]no room")


BUILDERS = {"workbook": write_book, "tables": write_lists}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    publish_marts(tmp_path, documents=BUILDERS)
    return tmp_path


def test_it_says_where_the_documents_are(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_application(["report", "--home", str(home)]) == 0
    told = capfd.readouterr().out
    assert f"workbook        {home}/published/実績報告.xlsx\n" in told
    assert f"tables          {home}/published/tables\n" in told


def test_copies_lie_at_the_same_relative_paths(home: Path, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "copies"
    (out / "tables" / "utf-8").mkdir(parents=True)
    (out / "tables" / "utf-8" / "overview.csv").write_text("old", encoding="utf-8")
    (out / "mine.txt").write_text("mine", encoding="utf-8")
    assert run_application(["report", "--home", str(home), "--out", str(out)]) == 0
    assert f"{out}/実績報告.xlsx" in capfd.readouterr().out
    files = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert files == {
        "実績報告.xlsx": b"book",
        "tables/utf-8/overview.csv": b"utf-8",
        "tables/cp932/overview.csv": b"cp932",
        "mine.txt": b"mine",
    }


def test_as_json(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_application(["report", "--json", "--home", str(home)]) == 0
    told = json.loads(capfd.readouterr().out)
    assert told["as_of_date"] == "2026-10-31"
    assert told["documents"]["workbook"] == {"files": [f"{home}/published/実績報告.xlsx"], "error": None}


def test_a_document_that_lacks_is_told_and_the_others_are_copied(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    publish_marts(tmp_path, documents={**BUILDERS, "pages": fail})
    assert run_application(["report", "--home", str(tmp_path), "--out", str(tmp_path / "copies")]) == 1
    assert "not built: OSError: [red]no room" in capfd.readouterr().out
    assert (tmp_path / "copies" / "実績報告.xlsx").exists()


def test_copies_into_the_publication_are_wrong_usage(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inside = home / "published" / "copies"
    assert run_application(["report", "--home", str(home), "--out", str(inside)]) == 2
    assert "Remedy: " in capsys.readouterr().err
    assert not inside.exists()


@pytest.mark.parametrize("is_published", [True, False])
def test_without_documents_it_fails_with_a_remedy(
    is_published: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if is_published:
        publish_marts(tmp_path)
    assert run_application(["report", "--home", str(tmp_path)]) == 1
    assert "Remedy: `mokuhyo run" in capsys.readouterr().err
