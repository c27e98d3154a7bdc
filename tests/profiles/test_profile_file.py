"""`profile.yml`: every field that is wrong is named at once, and its calendar holds together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from orchestration.settings import REPOSITORY
from profiles import DEFAULT_PROFILE
from profiles.profile import FILE, Profile, ProfileError, load_profile

SAID = {
    "profile": "bay",
    "title_ja": "湾岸",
    "title_en": "Bay",
    "calendar": {
        "period_start": "2024-01-01",
        "period_end": "2026-12-31",
        "fiscal_year_start_month": 1,
    },
    "pillars": ["1", "2"],
}
Written = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """A profile with other fields than those that are sound."""

    def write(**fields: object) -> Path:
        content = {name: value for name, value in {**SAID, **fields}.items() if value is not None}
        (tmp_path / FILE).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        return tmp_path

    return write


def problems_of(directory: Path) -> dict[str, str]:
    """Problems by field."""
    with pytest.raises(ProfileError) as refused:
        load_profile(directory)
    assert " Remedy: " in str(refused.value)
    assert all(problem in str(refused.value) for _, problem in refused.value.problems)
    return dict(refused.value.problems)


def test_a_sound_file_is_read(written: Written) -> None:
    profile = load_profile(written(variables={"in_time_days": 30}))
    assert profile.variables == {
        "in_time_days": 30,
        "period_start": "2024-01-01",
        "period_end": "2026-12-31",
        "fiscal_year_start_month": 1,
        "pillars": ["1", "2"],
    }
    assert profile.sample_inbox is None


def test_every_field_is_named_at_once(written: Written) -> None:
    found = problems_of(written(title_ja=None, pillars=["0"], colour="red", variables={"Days": 3}, sample="none"))
    assert {field.split(".")[0] for field in found} == {"title_ja", "pillars", "colour", "variables", "sample"}


@pytest.mark.parametrize(
    ("calendar", "field", "problem"),
    [
        ({"fiscal_year_start_month": 4}, "calendar", "is not the first day of a fiscal year that begins in month 4"),
        ({"period_start": "2024-01-02"}, "calendar", "period_start 2024-01-02 is not the first day"),
        ({"period_end": "2024-01-01"}, "calendar", "period_end 2024-01-01 is not after period_start"),
        ({"fiscal_year_start_month": 13}, "calendar.fiscal_year_start_month", "less than or equal to 12"),
        ({"period_start": "January"}, "calendar.period_start", "valid date"),
    ],
)
def test_a_calendar_holds_together(written: Written, calendar: dict[str, object], field: str, problem: str) -> None:
    (found,) = problems_of(written(calendar={**SAID["calendar"], **calendar})).items()  # type: ignore[dict-item]
    assert found[0] == field
    assert problem in found[1]


def test_a_pillar_is_named_once(written: Written) -> None:
    assert problems_of(written(pillars=["1", "1"])) == {"pillars": "a pillar is named twice"}


@pytest.mark.parametrize(
    ("content", "problem"), [(None, "cannot be read"), (b"pillars: [", "is no YAML"), (b"\xff\xfe", "cannot be read")]
)
def test_a_file_that_cannot_be_read_is_one_problem(tmp_path: Path, content: bytes | None, problem: str) -> None:
    if content is not None:
        (tmp_path / FILE).write_bytes(content)
    (found,) = problems_of(tmp_path).items()
    assert found[0] == "file"
    assert found[1].startswith(problem)


def test_a_file_without_fields_lacks_each(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("{}\n", encoding="utf-8")
    assert set(problems_of(tmp_path)) == set(SAID)


def test_a_sample_of_its_own_lies_in_the_profile(written: Written) -> None:
    profile = load_profile(written(sample={"inbox": "exports", "as_of": "2026-09-30"}))
    assert profile.sample_inbox == profile.directory / "exports"


def test_the_shared_project_by_itself_counts_as_the_default_profile() -> None:
    content = yaml.safe_load((REPOSITORY / "dbt_project" / "dbt_project.yml").read_text(encoding="utf-8"))
    default: Profile = load_profile(DEFAULT_PROFILE)
    assert {name: content["vars"].get(name) for name in default.variables} == default.variables
