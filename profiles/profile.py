"""One profile as its folder says it: its names, its calendar, its pillars, and where its parts lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

FILE = "profile.yml"
WHOLE = "file"
Text = Annotated[str, Field(min_length=1)]


class ProfileError(Exception):
    """A profile's file cannot be used; the message names file, field and remedy.

    Attributes:
        problems: Field (`file` for the whole of it) and what is wrong with it, each.
    """

    def __init__(self, file: Path, problems: Sequence[tuple[str, str]], remedy: str) -> None:
        self.problems = tuple(problems)
        said = "; ".join(problem if field == WHOLE else f"{field}: {problem}" for field, problem in problems)
        super().__init__(f"{file}: {said}. Remedy: {remedy}")


class Calendar(BaseModel):
    """When the agency's years begin and which of them its objective covers.

    Attributes:
        period_start: First day of the objective period, the first of a fiscal year.
        period_end: Its last day.
        fiscal_year_start_month: Month that a fiscal year begins in, 1 to 12.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    period_start: date
    period_end: date
    fiscal_year_start_month: int = Field(ge=1, le=12)

    @model_validator(mode="after")
    def _whole_years(self) -> Self:
        first = (self.period_start.month, self.period_start.day)
        if first != (self.fiscal_year_start_month, 1):
            raise ValueError(
                f"period_start {self.period_start} is not the first day of a fiscal year that begins in month "
                f"{self.fiscal_year_start_month}"
            )
        if self.period_end <= self.period_start:
            raise ValueError(f"period_end {self.period_end} is not after period_start {self.period_start}")
        return self


class Sample(BaseModel):
    """A synthetic inbox that the profile ships, for a first run without any file of one's own.

    Attributes:
        inbox: Folder of the exports, relative to the profile.
        as_of: Day that it tells of.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    inbox: Text
    as_of: date


class ProfileFile(BaseModel):
    """What `profile.yml` says.

    Attributes:
        profile: Name, that of the folder.
        title_ja: The agency and its objective, in Japanese.
        title_en: The same in English.
        calendar: Fiscal years and objective period.
        pillars: Numbers of the pillars, each with a mart `kpi_pillar_<number>`.
        variables: Further variables of the dbt project, such as `closed_after_days`.
        sample: Synthetic inbox for a run that names none: one in the folder, or the one that `mokuhyo sample` writes;
            None where there is none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    profile: Text
    title_ja: Text
    title_en: Text
    calendar: Calendar
    pillars: Annotated[list[Annotated[str, Field(pattern=r"^[1-9]$")]], Field(min_length=1)]
    variables: dict[Annotated[str, Field(pattern=r"^[a-z_]+$")], int | float | str] = {}
    sample: Sample | Literal["written"] | None = None

    @field_validator("pillars")
    @classmethod
    def _each_once(cls, pillars: list[str]) -> list[str]:
        if len(set(pillars)) < len(pillars):
            raise ValueError("a pillar is named twice")
        return pillars


@dataclass(frozen=True)
class Profile:
    """A profile and where its parts lie.

    Attributes:
        directory: Its folder.
        said: What its file says.
    """

    directory: Path
    said: ProfileFile

    @property
    def variables(self) -> dict[str, Any]:
        """Variables of the dbt project that are this profile's."""
        calendar = self.said.calendar
        return {
            **self.said.variables,
            "period_start": calendar.period_start.isoformat(),
            "period_end": calendar.period_end.isoformat(),
            "fiscal_year_start_month": calendar.fiscal_year_start_month,
            "pillars": self.said.pillars,
        }

    @property
    def sample_inbox(self) -> Path | None:
        """Folder of the synthetic inbox that it ships."""
        return self.directory / self.said.sample.inbox if isinstance(self.said.sample, Sample) else None


def load_profile(directory: Path) -> Profile:
    """Read a profile's file.

    Args:
        directory: Folder of the profile.

    Raises:
        ProfileError: There is no such file, it is no YAML, or it breaks the schema; every field is named at once.
    """
    file = directory / FILE
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        remedy = f"name the folder of a profile, which holds {FILE}."
        raise ProfileError(file, [(WHOLE, f"cannot be read ({error})")], remedy) from error
    except yaml.YAMLError as error:
        raise ProfileError(file, [(WHOLE, f"is no YAML ({' '.join(str(error).split())})")], "correct it.") from error
    try:
        said = ProfileFile.model_validate(content)
    except ValidationError as error:
        problems = [
            (".".join(map(str, one["loc"])) or WHOLE, one["msg"].removeprefix("Value error, "))
            for one in error.errors(include_url=False)
        ]
        raise ProfileError(file, problems, f"correct it; profiles/jetro/{FILE} shows the form.") from error
    return Profile(directory, said)
