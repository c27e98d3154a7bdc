"""The texts of a sample: dated by the rule, made up and saying so, in what people's editors save."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.narratives import Narratives, clean_text
from synthetic.generate import write_sample

if TYPE_CHECKING:
    from tests.synthetic.conftest import Sample


def test_every_indicator_told_in_words_has_a_recent_text(clean: Sample) -> None:
    newest: dict[str, date] = {}
    for path in sorted((clean.out / "narratives").iterdir()):
        indicator, _, day = path.stem.rpartition("_")
        newest[indicator] = date(int(day[:4]), int(day[4:6]), int(day[6:]))
    assert newest.keys() == Narratives().indicators
    assert set(newest.values()) == {date(2026, 9, 30)}


def test_texts_say_that_they_are_made_up_and_are_accepted(planted: Sample) -> None:
    contents = [path.read_bytes() for path in planted.report.narratives]
    assert all("合成データ" in clean_text(content).text for content in contents)
    assert {clean_text(content).encoding for content in contents} == {"utf-8", "utf-8-sig", "cp932"}
    assert planted.truth["narratives"] == [
        path.relative_to(planted.out).as_posix() for path in planted.report.narratives
    ]


def test_an_earlier_date_has_fewer_texts_and_the_same_ones(tmp_path: Path, planted: Sample) -> None:
    report = write_sample(tmp_path, scale=0.001, as_of=date(2024, 3, 31))
    written = {path.name: path.read_bytes() for path in report.narratives}
    assert {name.rpartition("_")[2] for name in written} == {"20230401.txt", "20230930.txt", "20240331.txt"}
    assert written == {name: (planted.out / "narratives" / name).read_bytes() for name in written}


def test_texts_of_a_former_sample_are_replaced(tmp_path: Path) -> None:
    write_sample(tmp_path, scale=0.001)
    write_sample(tmp_path, scale=0.001, as_of=date(2023, 4, 1))
    assert {path.stem.rpartition("_")[2] for path in (tmp_path / "narratives").iterdir()} == {"20230401"}
