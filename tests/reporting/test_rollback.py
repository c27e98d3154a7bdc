"""Rollback: an earlier publication is in force again, and nothing else has changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration.command_line.application import run_application
from reporting.publication import InputFile, Publication, publication_in_force, publish
from reporting.rollback import RollbackError, kept_publications, roll_back
from tests.reporting.conftest import AS_OF, MARTS

Publish = Callable[..., Publication]


@pytest.fixture
def publish_files(tmp_path: Path) -> Publish:
    """Publishes the made-up marts with an actual, from input files by name and hash."""

    def run(actual: int, **files: str) -> Publication:
        with duckdb.connect(":memory:") as connection:
            connection.execute(MARTS.read_text(encoding="utf-8"))
            connection.execute("update marts.kpi_target_status set actual = ?", [actual])
            return publish(
                connection,
                tmp_path / "publications",
                tmp_path / "published",
                as_of=AS_OF,
                code_version="1",
                fingerprint=str(actual),
                input_files=[
                    InputFile("fdi_cases", 2026, AS_OF, f"{name}.csv", sha256, 1) for name, sha256 in files.items()
                ],
            )

    return run


def test_the_one_before_comes_into_force(publish_files: Publish, tmp_path: Path) -> None:
    first, second = publish_files(342, april="aa"), publish_files(999, april="bb", may="cc")
    done = roll_back(tmp_path / "publications", tmp_path / "published")
    assert (done.withdrawn, done.restored) == (second, first)
    assert publication_in_force(tmp_path / "published") == first
    assert done.files_gone == ("april.csv", "may.csv")
    assert done.files_back == ("april.csv",), "another content under the same name"
    assert done.tables_changed == ("kpi_target_status",)


def test_what_was_withdrawn_stays_and_can_come_back(publish_files: Publish, tmp_path: Path) -> None:
    first, second = publish_files(342), publish_files(343)
    publications, published = tmp_path / "publications", tmp_path / "published"
    roll_back(publications, published)
    assert [one.id for one in kept_publications(publications)] == [second.id, first.id]
    assert roll_back(publications, published, second.id).restored == second


def test_going_back_twice_goes_back_twice(publish_files: Publish, tmp_path: Path) -> None:
    first, _, _ = (publish_files(actual) for actual in (340, 341, 342))
    publications, published = tmp_path / "publications", tmp_path / "published"
    roll_back(publications, published)
    roll_back(publications, published)
    assert publication_in_force(published) == first
    with pytest.raises(RollbackError, match="no publication before"):
        roll_back(publications, published)


def test_a_reader_of_what_is_withdrawn_keeps_reading_it(publish_files: Publish, tmp_path: Path) -> None:
    publish_files(342)
    publish_files(999)
    with duckdb.connect(str(tmp_path / "published" / "marts.duckdb"), read_only=True) as reader:
        roll_back(tmp_path / "publications", tmp_path / "published")
        assert reader.execute("select max(actual) from marts.marts.kpi_target_status").fetchone() == (999,)


def test_without_an_earlier_one_it_says_what_to_do(publish_files: Publish, tmp_path: Path) -> None:
    publications, published = tmp_path / "publications", tmp_path / "published"
    with pytest.raises(RollbackError, match="Remedy: `mokuhyo run` first"):
        roll_back(publications, published)
    only = publish_files(342)
    with pytest.raises(RollbackError, match="Remedy: retract the file"):
        roll_back(publications, published)
    with pytest.raises(RollbackError, match="in force already"):
        roll_back(publications, published, only.id)
    other = publish_files(343)
    with pytest.raises(RollbackError, match=f"no publication nothing. Remedy: name one of {only.id}"):
        roll_back(publications, published, "nothing")
    assert publication_in_force(published) == other


def test_the_command_says_what_it_did(
    publish_files: Publish, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    first, second = publish_files(342, april="aa"), publish_files(999, may="cc")
    assert run_application(["rollback", "--list", "--json", "--home", str(tmp_path)]) == 0
    listed = json.loads(capfd.readouterr().out)
    assert {one["id"]: one["is_in_force"] for one in listed} == {first.id: False, second.id: True}
    assert run_application(["rollback", "--home", str(tmp_path), first.id]) == 0
    said = capfd.readouterr().out
    assert f"Withdrawn: {second.id}" in said
    assert "- may.csv" in said
    assert "+ april.csv" in said
    assert publication_in_force(tmp_path / "published") == first
