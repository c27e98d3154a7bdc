"""`mokuhyo bench`: phases of steps, and inboxes that are as large as asked for."""

from __future__ import annotations

import json
from pathlib import Path

import dagster as dg
import duckdb
import pytest
import stdnum.jp.cn

from orchestration.benchmark import measured_run
from orchestration.benchmark.phases import PHASE_OF_STEP, Taken, by_phase
from orchestration.jobs import REFRESH
from synthetic import enlargement
from synthetic.enlargement import change_newest_supports, write_large_inbox


def test_every_step_belongs_to_a_phase(definitions: dg.Definitions) -> None:
    steps = {node.name for node in definitions.resolve_job_def(REFRESH).nodes}
    assert steps == PHASE_OF_STEP.keys()


def test_phases_add_up_to_the_whole() -> None:
    steps = [
        ("land_exports", Taken(3, 2, 100)),
        ("register_landing", Taken(1, 1, 120)),
        ("published__marts", Taken(5, 4, 300)),
    ]
    phases = by_phase(Taken(12, 9, 300), steps, Taken(2, 1, 200))
    assert phases == {
        "start": Taken(3, 2, 0),
        "land": Taken(4, 3, 120),
        "publish": Taken(3, 3, 300),
        "report": Taken(2, 1, 200),
    }
    assert sum(taken.seconds for taken in phases.values()) == 12


def test_notes_are_written_when_the_command_fails(tmp_path: Path) -> None:
    notes = tmp_path / "notes.json"
    assert measured_run.main([str(notes), "status"], run=lambda arguments: len(arguments)) == 1
    assert json.loads(notes.read_text(encoding="utf-8")) == {"steps": [], "documents": None, "nodes": {}}


def test_a_large_inbox_is_the_sample_about_other_companies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enlargement, "MOST_SUPPORTS", 1_000)
    made = write_large_inbox(tmp_path / "inbox", 3_000, plain=tmp_path / "plain")
    assert 2_900 <= made.rows["overseas_support"] <= 3_100
    with duckdb.connect() as connection:
        rows = connection.execute(
            "select 支援番号, 企業名, 法人番号 from read_csv(?, all_varchar = true)",
            [str(tmp_path / "plain" / "overseas_support" / "*.csv")],
        ).fetchall()
    assert len({number for number, _, _ in rows}) == len(rows) == made.rows["overseas_support"]
    shown = {number for _, _, number in rows if number and number.isascii()}
    assert all(stdnum.jp.cn.is_valid(number) for number in shown)
    # Three copies of about as many companies: none has the number or the name of another copy's.
    by_copy = [{row[2] for row in rows if row[0].endswith(f"-{copy}") and row[2]} for copy in (1, 2)]
    assert not by_copy[0] & by_copy[1]


def test_copies_hold_the_same_text_in_both_encodings(tmp_path: Path) -> None:
    made = write_large_inbox(tmp_path / "inbox", 1_000, plain=tmp_path / "plain")
    assert made.plain is not None
    for file in sorted((made.inbox / "overseas_success").glob("*.csv")):
        plain = made.plain / "overseas_success" / file.name
        if plain.exists():
            assert file.read_bytes().decode("cp932") == plain.read_bytes().decode("utf-8")


def test_one_row_in_so_many_changes(tmp_path: Path) -> None:
    made = write_large_inbox(tmp_path / "inbox", 1_000)
    newest = max((made.inbox / "overseas_support").glob("*.csv"))
    before = newest.read_bytes().decode("cp932").splitlines()
    changed = change_newest_supports(made.inbox, one_in=10)
    after = newest.read_bytes().decode("cp932").splitlines()
    different = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert len(different) == changed > 0
    assert all(new.removesuffix("○") == old.removesuffix("○") for old, new in different)
