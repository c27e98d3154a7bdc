"""At full scale the world has the size and the standing that the sample promises on the reference date."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from synthetic.dates import ordinal_of
from synthetic.ground_truth import TrueCount
from synthetic.schedule import REFERENCE_DATE, fiscal_years_of
from synthetic.surveys import survey_files
from synthetic.world import World, build_world

SEEDS = (20231, 7)


@pytest.fixture(scope="module", params=SEEDS)
def world(request: pytest.FixtureRequest) -> World:
    return build_world(request.param, 1.0, REFERENCE_DATE)


def test_targets_stand_where_the_sample_wants_them(world: World) -> None:
    counts = world.true_counts(REFERENCE_DATE)
    companies = counts.pop("ovs_support_companies")
    assert counts == {
        "fdi_success": TrueCount(346, 8, 354),
        "fdi_support": TrueCount(3440, 60, 3500),
        "collab_success": TrueCount(65, 2, 67),
        "collab_support": TrueCount(584, 16, 600),
        "su_success": TrueCount(168, 13, 181),
        "su_support": TrueCount(1760, 100, 1860),
        "ovs_success": TrueCount(51_197, 900, 52_097),
    }
    assert (companies.initial, companies.supplementary) == (14_640, 260)
    assert 14_795 <= companies.total <= 14_805


def test_rows_by_the_reference_date(world: World) -> None:
    day = REFERENCE_DATE.toordinal()
    assert (world.supports.day <= day).sum() == 120_000
    registered = int((world.successes.registered_day <= day).sum())
    assert 53_000 < registered < 53_500
    files = survey_files(np.random.default_rng(0), world.surveys, REFERENCE_DATE)
    assert 19_500 < sum(export.rows for export in files if export.is_newest) < 20_700


def test_a_success_follows_its_support(world: World) -> None:
    assert (world.supports.day[world.successes.support] <= world.successes.registered_day).all()
    assert (world.successes.registered_day <= world.successes.day).all()
    for register in (world.fdi, world.collaboration, world.startup):
        won = register.success_day > 0
        assert (register.success_day[won] - register.support_day[won] >= 20).all()


def test_companies_come_back_and_grow_by_six_percent(world: World) -> None:
    years = fiscal_years_of(world.supports.day)
    main = world.supports.segment == 0
    companies = [set(world.supports.company[main & (years == year)].tolist()) for year in range(2023, 2027)]
    growth = [len(later) / len(earlier) for earlier, later in pairwise(companies)]
    assert growth == pytest.approx([1.06] * 3, abs=0.001)
    assert len(companies[0] & companies[1]) / len(companies[1]) == pytest.approx(0.55, abs=0.01)


def test_supplementary_cases_begin_in_2024(world: World) -> None:
    for register in (world.fdi, world.collaboration, world.startup):
        supplementary = np.array([source != "当初予算" for source in register.budget_sources])
        assert supplementary.any()
        assert fiscal_years_of(register.support_day[supplementary]).min() == 2024


@pytest.mark.parametrize("scale", [0.005, 0.03, 0.3, 1.0])
def test_no_group_of_surveys_falls_under_the_threshold_at_any_scale(scale: float) -> None:
    asked = {"fdi": "投資金額", "collaboration": "新規雇用者数", "startup": "企業価値", "overseas": "行動変容"}
    surveys = build_world(11, scale, REFERENCE_DATE).surveys
    due: Counter[tuple[str, int]] = Counter()
    valid: Counter[tuple[str, int]] = Counter()
    for export in survey_files(np.random.default_rng(0), surveys, REFERENCE_DATE):
        columns = export.columns
        for position, subject in enumerate(columns["対象"]):
            day = ordinal_of(columns["回答期限"][position])
            if day is not None and day <= REFERENCE_DATE.toordinal():
                group = str(subject), int(fiscal_years_of(np.array([day]))[0])
                due[group] += 1
                valid[group] += columns[asked[str(subject)]][position] not in ("", "-9999")
    assert all(valid[group] / due[group] >= 0.55 for group in due)
