"""Writing a sample: the same arguments give the same bytes, and real exports are never mixed with made-up ones."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from synthetic.exports import SOURCES
from synthetic.generate import write_sample
from synthetic.world import build_world

if TYPE_CHECKING:
    from tests.synthetic.conftest import Sample

SMALL = 0.01


def digests(out: Path) -> dict[str, str]:
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


def test_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    write_sample(tmp_path / "once", scale=SMALL)
    write_sample(tmp_path / "again", scale=SMALL)
    assert digests(tmp_path / "once") == digests(tmp_path / "again")


def test_another_seed_gives_other_cases_in_the_same_files(tmp_path: Path) -> None:
    write_sample(tmp_path / "one", scale=SMALL, seed=1, plant_gaps=False)
    write_sample(tmp_path / "two", scale=SMALL, seed=2, plant_gaps=False)
    one, two = digests(tmp_path / "one"), digests(tmp_path / "two")
    assert one.keys() == two.keys()
    same = {file for file in one if one[file] == two[file]}
    assert same == {"SYNTHETIC.md"}


def test_an_earlier_date_shows_the_same_world_earlier(tmp_path: Path) -> None:
    earlier = date(2025, 3, 31)
    write_sample(tmp_path / "then", scale=SMALL, as_of=earlier, plant_gaps=False)
    write_sample(tmp_path / "now", scale=SMALL, plant_gaps=False)
    then, now = digests(tmp_path / "then"), digests(tmp_path / "now")
    closed = "overseas_support/overseas_support_FY2023_20240430.csv"
    assert then[closed] == now[closed]
    assert not any("FY2025" in file or "FY2026" in file for file in then)
    at_close, today = build_world(1, SMALL, earlier), build_world(1, SMALL, date(2026, 10, 31))
    assert np.array_equal(at_close.successes.day, today.successes.day)


def test_every_source_has_a_file_per_year_and_a_name_by_the_rule(planted: Sample) -> None:
    for source in SOURCES:
        years = {2024, 2025, 2026} if source == "coercion_consultations" else {2023, 2024, 2025, 2026}
        assert set(planted.newest(source)) == years
        for path in planted.paths(source):
            stem, year, day = path.stem.rsplit("_", 2)
            assert stem == source
            assert 2023 <= int(year.removeprefix("FY")) <= 2026
            assert date(int(day[:4]), int(day[4:6]), int(day[6:])) <= date(2026, 10, 31)


def test_three_sources_carry_a_superseded_snapshot_of_the_current_year(planted: Sample) -> None:
    superseded = {source for source in SOURCES if any("FY2026_20260930" in path.name for path in planted.paths(source))}
    assert superseded == {"fdi_cases", "startup_cases", "overseas_success"}


def test_a_success_may_fall_in_a_later_year_than_its_file(clean: Sample) -> None:
    late = [
        row
        for row in clean.rows_of("fdi_cases", 2023)
        if (day := clean.read_day(row["成功日"])) is not None and clean.fiscal_year(day) > 2023
    ]
    assert late


def test_a_superseded_snapshot_was_corrected_since(clean: Sample) -> None:
    old, new = [path for path in clean.paths("overseas_success") if "FY2026" in path.name]
    before = clean.rows_by_key(f"overseas_success/{old.name}", "成功番号")
    after = clean.rows_by_key(f"overseas_success/{new.name}", "成功番号")
    assert before.keys() < after.keys()
    assert any(before[number] != after[number] for number in before)


def test_rows_reported_are_those_in_the_newest_files(planted: Sample) -> None:
    assert {source: len(planted.rows(source)) for source in SOURCES} == planted.report.rows


def test_everything_says_that_it_is_made_up(planted: Sample) -> None:
    notice = (planted.out / "SYNTHETIC.md").read_text(encoding="utf-8")
    assert "合成データ" in notice
    assert "synthetic" in notice.lower()
    assert "synthetic" in planted.truth["notice"]
    for source, key in (("overseas_support", "支援番号"), ("outcome_survey", "調査番号"), ("fdi_cases", "案件番号")):
        assert all(row[key].startswith("SMP-") for row in planted.rows(source))


def test_a_former_sample_is_replaced(tmp_path: Path) -> None:
    write_sample(tmp_path, scale=SMALL)
    write_sample(tmp_path, scale=SMALL, as_of=date(2024, 6, 30))
    assert not any("FY2026" in path.name for path in tmp_path.rglob("*.csv"))


def test_a_folder_with_other_exports_is_refused(tmp_path: Path) -> None:
    real = tmp_path / "fdi_cases" / "fdi_cases_FY2023_20240410.xlsx"
    real.parent.mkdir()
    real.write_bytes(b"real")
    with pytest.raises(FileExistsError, match="fdi_cases_FY2023_20240410"):
        write_sample(tmp_path, scale=SMALL)
    assert real.read_bytes() == b"real"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [real]


@pytest.mark.parametrize("scale", [0.0, -1.0])
def test_a_scale_that_is_not_positive_is_refused(tmp_path: Path, scale: float) -> None:
    with pytest.raises(ValueError, match="scale"):
        write_sample(tmp_path, scale=scale)


def test_a_date_before_the_period_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="2023-04-01"):
        write_sample(tmp_path, as_of=date(2023, 3, 31))


@pytest.mark.parametrize("as_of", [date(2023, 4, 20), date(2026, 4, 15), date(2027, 6, 30)])
def test_any_date_of_the_period_and_after_it_works(tmp_path: Path, as_of: date) -> None:
    report = write_sample(tmp_path, scale=0.001, as_of=as_of)
    assert report.files
    assert all(path.exists() for path in report.files)
