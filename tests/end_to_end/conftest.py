"""The stories: what happens to a home directory, run by run. Two are run at a time, each once per session.

A story is a function that makes its inbox, runs the pipeline and returns what was published after each run; the tests
only compare. Only the stories that the chosen tests ask for are run.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.disclosure.planting import Plants, plant_personal_data
from tests.end_to_end.pipeline import AS_OF, Published, run, write_sample
from tests.end_to_end.recount import read_day

SMALL = 0.05
GARBAGE = b"PK\x03\x04 this is no workbook"
LATER = AS_OF + timedelta(days=30)


@dataclass(frozen=True)
class Sample:
    """A synthetic inbox and what is true about it."""

    inbox: Path
    published: Published

    @property
    def truth(self) -> dict[str, Any]:
        """The generator's ground truth."""
        content: dict[str, Any] = json.loads((self.inbox / "ground_truth.json").read_text(encoding="utf-8"))
        return content


@dataclass(frozen=True)
class PlantedStory(Sample):
    """A small sample with planted gaps, run, then built again although nothing is new."""

    rebuilt: Published


@dataclass(frozen=True)
class RepairStory(Sample):
    """A clean sample whose newest FDI file arrives unreadable, is repaired, then nothing new, then two files again.

    Attributes:
        broken: After the run with the unreadable file; `published` is after its repair.
        unchanged: After a run without new files.
        corrected_inbox: The inbox with one success withdrawn and one file sent again, unreadable.
        corrected: After the run over it.
        rebuilt: After building everything again over the same.
        later: After a run over the same as of a later day.
    """

    broken: Published
    unchanged: Published
    corrected_inbox: Path
    corrected: Published
    rebuilt: Published
    later: Published


@dataclass(frozen=True)
class PersonalStory(Sample):
    """A small clean sample with names, phone numbers and e-mail addresses planted into it.

    Attributes:
        plants: What was planted.
        home: Home directory of its run.
    """

    plants: Plants
    home: Path


def full_story(folder: Path) -> Sample:
    inbox = write_sample(folder / "inbox")
    return Sample(inbox, run(inbox, folder / "home"))


def planted_story(folder: Path) -> PlantedStory:
    inbox = write_sample(folder / "inbox", seed=1, scale=SMALL)
    published = run(inbox, folder / "home")
    return PlantedStory(inbox, published, rebuilt=run(inbox, folder / "home", "--force"))


def personal_story(folder: Path) -> PersonalStory:
    inbox, home = write_sample(folder / "inbox", seed=3, scale=SMALL, clean=True), folder / "home"
    plants = plant_personal_data(inbox)
    return PersonalStory(inbox, run(inbox, home), plants, home)


def repair_story(folder: Path) -> RepairStory:
    inbox, home = write_sample(folder / "inbox", seed=2, scale=SMALL, clean=True), folder / "home"
    fdi_file = inbox / "fdi_cases" / "fdi_cases_FY2026_20261031.xlsx"
    intact = fdi_file.read_bytes()
    fdi_file.write_bytes(GARBAGE)
    broken = run(inbox, home)
    fdi_file.write_bytes(intact)
    published = run(inbox, home)
    unchanged = run(inbox, home)
    corrected_inbox = shutil.copytree(inbox, folder / "corrected_inbox")
    withdraw_one_success(corrected_inbox / "overseas_success" / "overseas_success_FY2026_20261031.csv")
    (corrected_inbox / "coercion_consultations" / "coercion_consultations_FY2026_20261031.csv").write_bytes(GARBAGE)
    corrected = run(corrected_inbox, home)
    rebuilt = run(corrected_inbox, home, "--force")
    # In a copy: a further publication would push the first out of the last three.
    later = run(corrected_inbox, shutil.copytree(home, folder / "later_home", symlinks=True), as_of=LATER)
    return RepairStory(inbox, published, broken, unchanged, corrected_inbox, corrected, rebuilt, later)


def empty_story(folder: Path) -> Published:
    inbox = folder / "inbox"
    inbox.mkdir()
    # After the period, when a shortfall would be a missed target if the empty inbox were taken for zeros.
    return run(inbox, folder / "home", as_of=date(2027, 6, 30))


def withdraw_one_success(path: Path) -> None:
    """Withdraw the first confirmed success of a file; the sample writes initial budget as 当初予算."""
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode("cp932"), newline="")))
    column = {heading: place for place, heading in enumerate(rows[0])}
    chosen = next(
        row
        for row in rows[1:]
        if row[column["確度"]] == "確定"
        and row[column["財源"]] == "当初予算"
        and read_day(row[column["成約日"]]) is not None
        and row[column["事業名"]] == "海外商談会"
    )
    chosen[column["確度"]] = "取下げ"
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    path.write_bytes(written.getvalue().encode("cp932"))


# The longest first, so that the two workers end at about the same time.
STORIES: dict[str, Callable[[Path], Any]] = {
    "repaired": repair_story,
    "full": full_story,
    "planted": planted_story,
    "personal": personal_story,
    "empty": empty_story,
}


@pytest.fixture(scope="session")
def stories(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[Any]]]:
    wanted = {name for item in request.session.items for name in getattr(item, "fixturenames", ())}
    with ThreadPoolExecutor(max_workers=2) as workers:
        yield {
            name: workers.submit(story, tmp_path_factory.mktemp(name))
            for name, story in STORIES.items()
            if name in wanted
        }


@pytest.fixture(scope="session")
def full(stories: dict[str, Future[Any]]) -> Sample:
    sample: Sample = stories["full"].result()
    return sample


@pytest.fixture(scope="session")
def planted(stories: dict[str, Future[Any]]) -> PlantedStory:
    story: PlantedStory = stories["planted"].result()
    return story


@pytest.fixture(scope="session")
def personal(stories: dict[str, Future[Any]]) -> PersonalStory:
    story: PersonalStory = stories["personal"].result()
    return story


@pytest.fixture(scope="session")
def repaired(stories: dict[str, Future[Any]]) -> RepairStory:
    story: RepairStory = stories["repaired"].result()
    return story


@pytest.fixture(scope="session")
def empty(stories: dict[str, Future[Any]]) -> Published:
    published: Published = stories["empty"].result()
    return published
