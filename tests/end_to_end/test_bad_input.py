"""Files that cannot be read among files that can, and no files at all."""

from __future__ import annotations

from typing import Any

from tests.end_to_end.pipeline import AS_OF, Published
from tests.end_to_end.recount import recount

QUARANTINED = "source_files__file__quarantined"
FDI = {"fdi_success", "fdi_support"}


def test_an_unreadable_file_is_named_with_a_remedy(repaired: Any) -> None:
    (line,) = [line for line in repaired.broken.output.splitlines() if "quarantined " in line and "xlsx" in line]
    assert "fdi_cases/fdi_cases_FY2026_20261031.xlsx" in line
    assert "Remedy:" in line


def test_an_unreadable_file_is_a_gap(repaired: Any) -> None:
    gaps = [gap for gap in repaired.broken.gaps if gap["expectation_id"] == QUARANTINED]
    assert [(gap["source"], gap["fiscal_year"]) for gap in gaps] == [("fdi_cases", 2026)]
    assert set(gaps[0]["indicator_ids"]) >= FDI
    assert all(gap["source"] == "fdi_cases" for gap in repaired.broken.gaps), "another source was drawn in"


def test_the_gap_of_an_unreadable_file_names_it(repaired: Any) -> None:
    (gap,) = [gap for gap in repaired.broken.gaps if gap["expectation_id"] == QUARANTINED]
    assert "fdi_cases_FY2026_20261031.xlsx" in gap["detail_en"]
    assert "fdi_cases_FY2026_20261031.xlsx" in gap["detail_ja"]


def test_an_unreadable_file_opens_its_indicators_and_no_others(repaired: Any) -> None:
    intact, broken = recount(repaired.inbox, AS_OF), repaired.broken
    for (indicator, version), figures in intact.items():
        row = broken.status[indicator, version]
        if indicator in FDI:
            assert row["actual_low"] <= figures.actual
            assert row["actual_high"] is None or row["actual_high"] > figures.high, (indicator, version)
            assert row["status"] not in {"met", "missed"}
            assert row["gap_ids"]
        else:
            assert broken.figures[indicator, version] == figures


def test_repairing_the_file_closes_its_gap(repaired: Any) -> None:
    assert repaired.published.gaps == []
    assert repaired.published.directory != repaired.broken.directory


def test_a_closed_gap_is_remembered(repaired: Any) -> None:
    for published in (repaired.published, repaired.corrected):
        (gap,) = [gap for gap in published.resolved if gap["expectation_id"] == QUARANTINED]
        assert (gap["source"], gap["fiscal_year"]) == ("fdi_cases", 2026)
        assert (gap["first_seen"], gap["last_seen"], gap["resolved_on"]) == (AS_OF, AS_OF, AS_OF)
        assert (gap["effect_low"], gap["effect_high"]) == (0, 0)


def test_an_unreadable_new_version_of_a_file_is_a_gap_too(repaired: Any) -> None:
    keys = {(QUARANTINED, "coercion_consultations", 2026)}
    assert repaired.corrected.gap_keys == keys


def test_an_unreadable_new_version_loses_nothing(repaired: Any) -> None:
    former, latter = repaired.published, repaired.corrected
    assert former.stored_contents() == former.contents, "a former publication was changed"
    assert latter.contents["kpi_pillar_4"] == former.contents["kpi_pillar_4"]


def test_an_empty_inbox_says_that_nothing_is_known(empty: Published) -> None:
    assert len(empty.status) == 16
    assert {row["status"] for row in empty.status.values()} == {"not_assessable"}
    assert {(row["actual"], row["actual_low"], row["actual_high"]) for row in empty.status.values()} == {(0, 0, None)}


def test_an_empty_inbox_is_a_gap_in_every_year_of_every_counted_source(empty: Published) -> None:
    sources = ("fdi_cases", "collaboration_cases", "startup_cases", "overseas_support", "overseas_success")
    expected = {("source_files__fiscal_year__missing", s, year) for s in sources for year in range(2023, 2027)}
    assert expected <= empty.gap_keys
