"""Exposures: who reads which mart is what the code that reads them says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from profiles import DEFAULT_PROFILE
from tests.project_files import project_files

ROOT = Path(__file__).parents[2]
EXPOSURES = yaml.safe_load((DEFAULT_PROFILE / "models" / "exposures.yml").read_text(encoding="utf-8"))["exposures"]
MARTS = {path.stem for path in project_files("models/marts", "*.sql")}
SUFFIXES = {".py", ".sql", ".yaml", ".j2"}


def files_of(packages: list[str]) -> Iterator[Path]:
    for package in packages:
        place = ROOT / package
        assert place.exists(), f"{package} is named by an exposure and is not there"
        yield from [place] if place.is_file() else (path for path in place.rglob("*") if path.suffix in SUFFIXES)


def marts_named_in(packages: list[str]) -> set[str]:
    text = "\n".join(path.read_text(encoding="utf-8") for path in files_of(packages))
    # The pages of the pillars are one piece of code for four tables.
    text = re.sub(r"kpi_pillar_\{\w+\}", "kpi_pillar_1 kpi_pillar_2 kpi_pillar_3 kpi_pillar_4", text)
    # An indicator may be called like a mart.
    text = re.sub(r"indicator_id = '\w+'", "", text)
    return MARTS & set(re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+\b|\bnarratives\b", text))


@pytest.mark.parametrize("exposure", EXPOSURES, ids=lambda exposure: exposure["name"])
def test_an_exposure_names_the_marts_that_its_code_reads(exposure: dict[str, Any]) -> None:
    declared = {reference.split("'")[1] for reference in exposure["depends_on"]}
    assert declared == marts_named_in(exposure["config"]["meta"]["packages"])


def test_exposures_have_an_owner_and_say_what_they_are() -> None:
    for exposure in EXPOSURES:
        assert exposure["owner"]["name"]
        assert exposure["description"]
