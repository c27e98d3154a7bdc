"""The arithmetic of the source document, against the seeds; see docs/source-document.md."""

from __future__ import annotations

import csv

import pytest

from profiles import DEFAULT_PROFILE

SEEDS = DEFAULT_PROFILE / "seeds"


def seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def targets(version: str) -> dict[str, tuple[int, int, int]]:
    return {
        row["indicator_id"]: (int(row["base"]), int(row["supplement"]), int(row["target"]))
        for row in seed("targets")
        if row["target_version"] == version
    }


def test_revised_targets_are_those_of_the_document() -> None:
    assert targets("revised") == {
        "fdi_success": (370, 6, 376),
        "collab_success": (70, 2, 72),
        "fdi_support": (3700, 60, 3760),
        "collab_support": (700, 16, 716),
        "su_success": (160, 13, 173),
        "su_support": (2000, 100, 2100),
        "ovs_success": (57000, 902, 57902),
        "ovs_support_companies": (16000, 251, 16251),
    }


def test_current_targets_are_the_base_of_the_revised_ones() -> None:
    assert targets("current") == {name: (base, 0, base) for name, (base, _, _) in targets("revised").items()}


def test_growth_that_the_document_rounds_up() -> None:
    yearly = (35.5 / 21.1) ** (1 / 10) - 1
    assert yearly == pytest.approx(0.0534, abs=0.00005)


def test_collaboration_success_rate() -> None:
    revised = targets("revised")
    assert revised["collab_success"][2] / revised["collab_support"][2] == pytest.approx(0.1006, abs=0.00005)
    assert revised["collab_success"][1] / revised["collab_support"][1] == 0.125


def test_five_hundred_a_year_fits_the_base_only() -> None:
    base, _, total = targets("revised")["su_support"]
    assert base / 4 == 500
    assert total / 4 == 525


def test_every_monitored_figure_and_every_indicator_has_a_rule_in_words() -> None:
    indicators = seed("indicators")
    assert sum(row["kind"] == "target" for row in indicators) == 8
    assert sum(row["kind"] == "monitoring" for row in indicators) == 23
    assert all(row["counting_rule"] and row["counting_rule_en"] for row in indicators)


def test_only_supports_paired_with_a_success_can_be_waived() -> None:
    pairs = {
        row["indicator_id"]: row["paired_indicator_id"] for row in seed("indicators") if row["paired_indicator_id"]
    }
    assert pairs == {"fdi_support": "fdi_success", "collab_support": "collab_success"}
