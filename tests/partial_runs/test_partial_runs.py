"""A part of a run makes what a whole run would make: after a change of one source, and of one fiscal year.

Some fifteen runs, minutes each on a busy machine; without MOKUHYO_PARTIAL_RUNS they are skipped.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import dagster as dg
import pytest

from tests.end_to_end.conftest import withdraw_one_success
from tests.end_to_end.pipeline import write_sample
from tests.partial_runs.runs import Server

pytestmark = pytest.mark.skipif(
    "MOKUHYO_PARTIAL_RUNS" not in os.environ, reason="no MOKUHYO_PARTIAL_RUNS: `make test-partial` runs these tests"
)
PUBLISHED = dg.AssetKey(["published", "marts"])
FACTS = {dg.AssetKey(["marts", "fct_cases"]), dg.AssetKey(["marts", "fct_survey_responses"])}
SUCCESSES = dg.AssetKey(["landing", "overseas_success"])


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an inbox and a home directory after its first whole run."""
    folder = tmp_path_factory.mktemp("begun")
    write_sample(folder / "inbox", seed=2, scale=0.05, clean=True)
    Server(folder / "home", folder / "inbox").refresh()
    return folder


@pytest.fixture
def pair(begun: Path, tmp_path: Path) -> tuple[Server, Server]:
    """The same home directory twice over one inbox: one is refreshed in part, the other as a whole."""
    inbox = shutil.copytree(begun / "inbox", tmp_path / "inbox")
    homes = [shutil.copytree(begun / "home", tmp_path / name, symlinks=True) for name in ("part", "whole")]
    for home in homes:
        # Written by the first run with the place it had.
        (home / "dagster" / "dagster.yaml").unlink()
    return Server(homes[0], inbox), Server(homes[1], inbox)


def test_a_change_of_one_source_rebuilds_what_descends_from_it(pair: tuple[Server, Server]) -> None:
    part, whole = pair
    assert part.tick() == set(), "nothing has changed yet"
    withdraw_one_success(part.inbox / "overseas_success" / "overseas_success_FY2026_20261031.csv")
    before = part.contents()
    part.materialize({SUCCESSES})
    part.built.clear()
    asked = part.settle()
    whole.refresh()
    assert [bool(keys & FACTS) for keys in asked] == [False, True, False], "the facts in a run of their own"
    assert [PUBLISHED in keys for keys in asked] == [False, False, True], "published once, at the end"
    assert part.contents() == whole.contents() != before
    assert len(part.built) == len(set(part.built)) < len(set(whole.built))
    assert "stg_activities" not in part.built
    assert part.tick() == set()


def test_the_next_whole_run_does_not_take_a_partial_publication_for_its_own(pair: tuple[Server, Server]) -> None:
    part, _ = pair
    withdraw_one_success(part.inbox / "overseas_success" / "overseas_success_FY2026_20261031.csv")
    part.tick()
    part.materialize({SUCCESSES})
    part.settle()
    assert part.manifest()["fingerprint"].startswith("partial:")
    part.built.clear()
    part.refresh()
    assert part.built
    assert not part.manifest()["fingerprint"].startswith("partial:")


def test_a_backfill_of_one_fiscal_year_lands_and_rebuilds_that_year(pair: tuple[Server, Server]) -> None:
    part, whole = pair
    folder = part.inbox / "overseas_success"
    withdraw_one_success(folder / "overseas_success_FY2024_20250417.csv")
    later = folder / "overseas_success_FY2026_20261031.csv"
    kept = later.read_bytes()
    withdraw_one_success(later)
    part.refresh("FY2024")
    landed = {path.parent.name for path in (part.home / "landing" / "overseas_success").glob("fy=*/*.parquet")}
    assert len(list((part.home / "landing" / "overseas_success" / "fy=2024").glob("*.parquet"))) == 2
    assert len(list((part.home / "landing" / "overseas_success" / "fy=2026").glob("*.parquet"))) == 2, landed
    later.write_bytes(kept)
    whole.refresh()
    assert part.contents() == whole.contents()


def test_publishing_what_is_older_than_its_sources_is_refused(pair: tuple[Server, Server]) -> None:
    part, _ = pair
    withdraw_one_success(part.inbox / "overseas_success" / "overseas_success_FY2026_20261031.csv")
    before = part.manifest()
    part.materialize({SUCCESSES})
    with pytest.raises(Exception, match=r"is older than landing/overseas_success.*Remedy: run the whole job"):
        part.materialize({PUBLISHED})
    assert part.manifest() == before
