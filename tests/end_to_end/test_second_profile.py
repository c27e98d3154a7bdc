"""Another agency: its profile runs from its own sources to verdicts and pages, and nothing of JETRO's is in it."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from orchestration.command_line.progress import Progress
from orchestration.command_line.run import execute
from orchestration.home import Home
from orchestration.settings import REPOSITORY, Settings
from reporting.published import read_gaps, read_rows, read_target_status

PROFILE = REPOSITORY / "examples" / "investment_agency"
AS_OF = date(2026, 9, 30)
FOREIGN = ("JETRO", "日本貿易", "supplementary_r5", "fdi_", "ovs_", "対日投資", "令和5年度補正")


@dataclass(frozen=True)
class Agency:
    """What its run published.

    Attributes:
        published: Link to the publication.
        status: Its target statuses by indicator and version.
    """

    published: Path
    status: dict[tuple[str, str], dict[str, Any]]


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Agency:
    settings = Settings(home=tmp_path_factory.mktemp("agency"), profile=PROFILE)
    execute(settings, Progress(Console(quiet=True)))
    published = Home(settings.home).published
    status = {(row["indicator_id"], row["target_version"]): row for row in read_target_status(published)}
    return Agency(published, status)


def exported(source: str) -> list[dict[str, str]]:
    """Rows of all years of a source, each number once."""
    rows: dict[str, dict[str, str]] = {}
    for path in sorted((PROFILE / "inbox" / source).glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                rows.setdefault(next(iter(row.values())), row)
    return list(rows.values())


def test_its_targets_are_counted_from_its_files(agency: Agency) -> None:
    projects, visits = exported("projects"), exported("trade_missions")
    counted = {
        "projects_supported": len(projects),
        "projects_landed": sum(
            row["Status"] == "Landed" and row["Certainty"] == "Confirmed" and row["Landed"] != "" for row in projects
        ),
        "enquiries_qualified": sum(row["Stage"] == "Qualified" for row in exported("enquiries")),
        "export_deals": sum(int(row["Deals"]) for row in visits if row["Deals"].isdigit()),
        "firms_abroad": len({(row["Company"], row["Date"][:4]) for row in visits}),
    }
    assert {indicator: agency.status[indicator, "revised"]["actual"] for indicator in counted} == counted


def test_a_verdict_is_only_given_where_no_gap_could_turn_it(agency: Agency) -> None:
    landed = agency.status["projects_landed", "plan"]
    assert (landed["status"], landed["actual_low"], landed["actual_high"]) == ("met", 70, 72)
    # The number of deals of one visit cannot be read: at the most it is what one visit ever brought.
    deals = agency.status["export_deals", "plan"]
    assert (deals["actual_low"], deals["actual_high"]) == (deals["actual"], deals["actual"] + 3)


def test_its_gaps_are_named(agency: Agency) -> None:
    found = Counter((gap["source"], gap["severity"]) for gap in read_gaps(agency.published))
    assert found == {
        ("enquiries", "error"): 1,  # a month that never arrived
        ("projects", "error"): 2,  # a status nobody knows; a landing without its date
        ("projects", "warning"): 1,  # a month with far more than usual
        ("trade_missions", "error"): 1,  # deals that are no number
        ("trade_missions", "warning"): 2,  # a visit entered twice; the missing deals
    }


def test_its_years_are_calendar_years(agency: Agency) -> None:
    years = read_rows(
        agency.published,
        "select fiscal_year, min(date) as first, max(date) as last from publication.marts.dim_date "
        "where is_in_period group by fiscal_year order by fiscal_year",
    )
    assert [tuple(row.values()) for row in years] == [
        (year, date(year, 1, 1), date(year, 12, 31)) for year in (2024, 2025, 2026)
    ]
    assert {row["as_of_date"] for row in agency.status.values()} == {AS_OF}


def test_its_answers_are_converted_and_withheld_like_any(agency: Agency) -> None:
    rows = read_rows(agency.published, "select indicator_id, actual from publication.marts.monitored_figures")
    figures = {row["indicator_id"]: row["actual"] for row in rows}
    assert figures.keys() == {"capital_invested", "jobs_created", "aftercare_response_rate"}
    answered = [row for row in exported("aftercare_survey") if row["Answered"]]
    assert figures["jobs_created"] == sum(int(row["Jobs created"]) for row in answered)


def test_it_has_a_page_and_a_mart_for_each_of_its_pillars(agency: Agency) -> None:
    pages = {path.name for path in (agency.published / "pages").iterdir()}
    assert {name for name in pages if name.startswith("pillar_")} == {f"pillar_{pillar}.html" for pillar in "123"}
    overview = (agency.published / "pages" / "index.html").read_text(encoding="utf-8")
    assert "Projects landed" in overview
    assert "Take firms abroad" in (agency.published / "pages" / "pillar_3.html").read_text(encoding="utf-8")
    tables = {path.stem for path in agency.published.glob("*.parquet")}
    assert {name for name in tables if name.startswith("kpi_pillar_")} == {f"kpi_pillar_{pillar}" for pillar in "123"}


def test_nothing_of_another_agency_is_in_it(agency: Agency) -> None:
    for path in sorted((agency.published / "pages").iterdir()):
        text = path.read_text(encoding="utf-8")
        assert [word for word in FOREIGN if word in text] == [], path.name
    indicators = read_rows(agency.published, "select indicator_id, pillar from publication.marts.dim_indicator")
    assert len(indicators) == 8
