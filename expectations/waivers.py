"""Waivers: gaps that a desk has accepted until a day, as `gap_waivers.yml` says.

Belongs here: the schema of the file and how it is loaded. Not here: what a waiver does. It never touches the bounds of
an indicator: accepting a gap does not make a figure certain, it only ends the alarm.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from expectations.suites import ExpectationId, Name, Text
from expectations.yaml_files import YamlError, field_path, one_line, read_yaml, remedy_for

# Findings about waivers and thresholds themselves.
DECISIONS_PREFIX = "decisions__"

GapId = Annotated[str, StringConstraints(pattern=r"^gap-[0-9a-f]{10}$")]


class WaiverFileError(YamlError):
    """The file of waivers cannot be used; the message names file, field and remedy."""


class Waiver(BaseModel):
    """A gap, or every gap of an expectation, that a desk accepts until a day."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    expectation_id: ExpectationId | None = None
    gap_id: GapId | None = None
    source: Name | None = None  # null: of any source
    fiscal_year: int | None = Field(default=None, ge=2000, le=2100)  # null: of any fiscal year
    accepted_until: date  # the last day on which it is accepted
    reason: Text
    accepted_by: Name  # a desk, no person

    @model_validator(mode="after")
    def _names_what_it_accepts(self) -> Waiver:
        if (self.expectation_id is None) == (self.gap_id is None):
            raise ValueError("give either expectation_id or gap_id")
        if self.gap_id is not None and (self.source is not None or self.fiscal_year is not None):
            raise ValueError("gap_id already names one source and fiscal year: leave out source and fiscal_year")
        if self.expectation_id is not None and self.expectation_id.startswith(DECISIONS_PREFIX):
            raise ValueError("a finding about a waiver or threshold cannot be accepted; renew or remove what it names")
        return self


class _WaiverFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    waivers: list[Waiver]


def load_waivers(file: Path, *, required: bool = False) -> list[Waiver]:
    """Load the waivers of a home directory.

    Args:
        file: `gap_waivers.yml`.
        required: Whether the file must exist; otherwise none means that nothing is accepted.

    Returns:
        The waivers, expired ones included, in the order of the file.

    Raises:
        WaiverFileError: The file is missing though required, unreadable or breaks the schema, or says a thing twice.
    """
    if not file.exists():
        if required:
            raise WaiverFileError(file, "file", f"does not exist at {file}", "write it, or unset MOKUHYO_WAIVERS")
        return []
    try:
        content = read_yaml(file)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise WaiverFileError(file, "file", one_line(error), "write valid YAML in UTF-8") from None
    if not isinstance(content, dict):
        raise WaiverFileError(file, "file", "is not a mapping", "begin with 'waivers:' and list the waivers below it")
    try:
        waivers = _WaiverFile.model_validate(content).waivers
    except ValidationError as error:
        # Without the cause: a run that fails shows the innermost one, and this message says more than pydantic's.
        first = error.errors(include_url=False, include_input=False)[0]
        remedy = remedy_for(first["type"], "correct the value; dates are written 2027-03-31, without quotation marks")
        message = str(first["msg"]).removeprefix("Value error, ")
        raise WaiverFileError(file, field_path(first["loc"]), message, remedy) from None
    seen: dict[tuple[object, ...], int] = {}
    for place, waiver in enumerate(waivers):
        key = (waiver.expectation_id, waiver.gap_id, waiver.source, waiver.fiscal_year)
        if key in seen:
            problem = f"accepts the same as waivers[{seen[key]}]"
            raise WaiverFileError(file, f"waivers[{place}]", problem, "keep one of the two")
        seen[key] = place
    return waivers


def waivers_as_text(waivers: list[Waiver]) -> str:
    """The waivers as text that is the same for the same waivers, whatever their order and layout."""
    return json.dumps(sorted(waiver.model_dump_json() for waiver in waivers), ensure_ascii=False)
