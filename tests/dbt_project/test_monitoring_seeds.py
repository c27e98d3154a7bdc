"""What the document says of monitored figures, sections and goals of the government, against the seeds."""

from __future__ import annotations

import csv

import pytest

from profiles import DEFAULT_PROFILE

SEEDS = DEFAULT_PROFILE / "seeds"


def seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_survey_figure_has_the_items_whose_rate_belongs_beside_it() -> None:
    items: dict[str, set[tuple[str, str]]] = {}
    for row in seed("indicator_items"):
        items.setdefault(row["indicator_id"], set()).add((row["subject"], row["item"]))
    money_and_jobs = {
        ("fdi", "investment_amount"),
        ("fdi", "new_jobs"),
        ("collaboration", "equity_amount"),
        ("collaboration", "new_jobs"),
    }
    assert items == {
        "fdi_amount": {("fdi", "investment_amount")},
        "equity_amount": {("collaboration", "equity_amount")},
        "new_jobs": {("fdi", "new_jobs"), ("collaboration", "new_jobs")},
        "response_rate_money_jobs": money_and_jobs,
        "enterprise_value": {("startup", "enterprise_value")},
        "impact_companies": {("overseas", item) for item in ("sales_change", "is_novel", "behaviour_change")},
        "behaviour_change": {("overseas", "behaviour_change")},
    }
    asked = {(row["subject"], row["item"]) for row in seed("survey_items")}
    assert set().union(*items.values()) == asked


def test_every_figure_counted_from_the_survey_has_its_items() -> None:
    counted = {row["indicator_id"] for row in seed("indicator_sources") if row["source"] == "outcome_survey"}
    assert counted == {row["indicator_id"] for row in seed("indicator_items")}


def test_every_indicator_is_fed_by_something_and_texts_feed_those_told_in_words() -> None:
    narrative = {row["indicator_id"] for row in seed("indicators") if row["value_type"] == "narrative"}
    sources = seed("indicator_sources")
    assert {row["indicator_id"] for row in sources} == {row["indicator_id"] for row in seed("indicators")}
    assert {row["indicator_id"] for row in sources if row["source"] == "narratives"} == narrative
    assert narrative == {"agency_coop_status", "partner_trials"}


def test_breaks_are_those_between_the_texts() -> None:
    since_revision = {
        row["indicator_id"]: (row["kind"], row["is_comparable"])
        for row in seed("series_breaks")
        if row["target_version"] == "revised"
    }
    assert since_revision == {
        "gov_liaison_count": ("scope_widened", "false"),
        "pr_events": ("new", "false"),
        "coercion_consultations": ("new", "false"),
        "web_views": ("label_corrected", "true"),
    }
    only_revised = {
        row["indicator_id"]
        for row in seed("version_indicators")
        if (row["target_version"], row["change"]) == ("revised", "added")
    }
    assert only_revised == {name for name, (kind, _) in since_revision.items() if kind == "new"}


def test_every_break_is_told_in_both_languages_with_its_place() -> None:
    assert all(row["note_ja"] and row["note_en"] and row["source"] for row in seed("series_breaks"))


def test_every_section_of_the_document_is_there() -> None:
    given = {row["section"]: row["has_figures_in_document"] for row in seed("sections")}
    assert given == {"1-1": "true", "1-2": "true", "1-3": "false", "2": "false", "3": "true", "4": "false"}
    assert all(row["note_ja"] and row["note_en"] for row in seed("sections") if given[row["section"]] == "false")


def test_goals_of_the_government_are_those_of_the_document() -> None:
    first: dict[str, tuple[float, str, str]] = {}
    for row in sorted(seed("government_goals"), key=lambda row: row["known_from"]):
        first.setdefault(row["goal_id"], (float(row["goal"]), row["unit"], row["due_year"]))
    assert first == {
        "fdi_stock": (80, "兆円", "2030"),
        "sme_exports": (35.5, "兆円", "2030"),
        "entrepreneurs_abroad": (1000, "人", ""),
        "unicorns": (100, "社", ""),
        "startups": (100_000, "社", ""),
    }


def test_the_growth_that_the_document_rounds_up_follows_from_the_seeds() -> None:
    (base,) = (
        row
        for row in seed("government_figures")
        if (row["goal_id"], row["year"], row["known_from"]) == ("sme_exports", "2020", "2023-04-01")
    )
    goal = next(row for row in seed("government_goals") if row["goal_id"] == "sme_exports")
    years = int(goal["due_year"]) - int(base["year"])
    assert (float(goal["goal"]) / float(base["value"])) ** (1 / years) - 1 == pytest.approx(0.0534, abs=0.00005)
