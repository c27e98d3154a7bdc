"""The story of an indicator: figures, the gaps and how they add up, in two languages, from published marts only."""

from pathlib import Path
from typing import Any

import pytest

from reporting.explanation import SHOWN_RECORDS, UnknownVersionError, explain
from reporting.language import Language, language_of
from reporting.published import read_gaps
from reporting.runbook import runbook_in
from reporting.stories import tell_gap, tell_indicator


def story(published: Path, language: Language, version: str | None = None) -> str:
    return "\n".join(line.plain for line in tell_indicator(explain(published, "fdi_success", version), language))


def test_the_effects_add_up_to_the_bounds(published: Path) -> None:
    told = explain(published, "fdi_success")
    assert told["target_version"] == "revised"
    assert (told["sum_low"], told["sum_high"]) == (-12, 5)
    assert told["actual"] + told["sum_low"] == told["actual_low"]
    assert told["actual"] + told["sum_high"] == told["actual_high"]
    moves = {gap["gap_id"]: (gap["effect_low"], gap["effect_high"]) for gap in told["gaps"]}
    assert moves == {"gap-1": (-12, 1), "gap-2": (0, 4), "gap-3": (0, 0)}


def test_an_unbounded_gap_leaves_the_sum_unbounded(published: Path) -> None:
    told = explain(published, "fdi_success", "current")
    assert (told["sum_low"], told["sum_high"]) == (-1, None)
    assert "actual 340 + effects (unbounded) = high unbounded" in story(published, Language.ENGLISH, "current")


def test_an_unknown_version_names_the_known(published: Path) -> None:
    with pytest.raises(UnknownVersionError, match=r"'next'\. Remedy: use one of current, revised"):
        explain(published, "fdi_success", "next")


@pytest.mark.parametrize(
    "line",
    [
        "FDI attraction successes [fdi_success]",
        "Version revised (in force), all in-scope cases, as of 2026-10-31",
        "Rule: Once per case number.",
        "Target: 370 + 6 = 376 (base + supplement)",
        "Actual: 342 (91.0 %)",
        "Bounds: 330 to 347",
        "Pace: 337.1",
        "Left out, shown beside: 3",
        "Status: not_assessable",
        "  Because.",
        "  at the low bound of 330: at_risk",
        "  at the high bound of 347: on_track",
        "  actual 342 + effects (-12) = low 330",
        "  actual 342 + effects (+5) = high 347",
        "gap-1 error fdi_cases FY2024 a__b__1: low -12, high +1",
        "gap-2 warning accepted fdi_cases FY2024 a__b__2: low 0, high +4",
        "  [red]Detail of gap-1",
        "  owner invest_japan · runbook docs/runbook.md#unknown-code · first seen 2026-08-31",
        "  accepted until 2026-12-31 (planning): Small.",
        "    fdi_cases/fdi_cases_FY2024_20250415.xlsx row 11 [F-1]",
        "    and 2 more",
    ],
)
def test_the_story_in_english(line: str, published: Path) -> None:
    assert line in story(published, Language.ENGLISH).splitlines()


@pytest.mark.parametrize(
    "line",
    [
        "対日投資誘致成功件数 [fdi_success]",
        "版 revised（適用中）、対象案件すべて、基準日 2026-10-31",
        "数え方: 案件番号ごとに一度。",
        "目標: 370 + 6 = 376件 （当初 + 補正）",
        "判定: 判定不能",
        "  下限 330 なら: 遅れ",
        "  上限 347 なら: 順調",
        "  実績 342 + 影響の合計 (-12) = 下限 330",
        "  担当 invest_japan · 手順 docs/runbook.ja.md#unknown-code · 初出 2026-08-31",
        "    fdi_cases/fdi_cases_FY2024_20250415.xlsx 11行目 [F-1]",
        "    ほか2件",
        "  2026-12-31まで受容 (planning): Small.",
    ],
)
def test_the_story_in_japanese(line: str, published: Path) -> None:
    assert line in story(published, Language.JAPANESE).splitlines()


def test_what_programs_read_does_not_depend_on_a_language(published: Path) -> None:
    assert {gap["runbook"] for gap in explain(published, "fdi_success")["gaps"]} == {"docs/runbook.md#unknown-code"}


@pytest.mark.parametrize(
    ("place", "japanese"),
    [
        ("docs/runbook.md", "docs/runbook.ja.md"),
        ("docs/runbook.md#unknown-code", "docs/runbook.ja.md#unknown-code"),
        (
            "https://wiki.example.jp/docs/runbook.md#unknown-code",
            "https://wiki.example.jp/docs/runbook.md#unknown-code",
        ),
    ],
)
def test_the_runbook_is_shown_in_the_language_of_the_reader(place: str, japanese: str) -> None:
    assert runbook_in(Language.JAPANESE, place) == japanese
    assert runbook_in(Language.ENGLISH, place) == place


def test_records_are_bounded(published: Path) -> None:
    shown = [gap["shown_records"] for gap in explain(published, "fdi_success")["gaps"]]
    assert [len(records) for records in shown] == [SHOWN_RECORDS, 0, 0]


def test_open_gaps_are_not_resolved_ones(published: Path) -> None:
    assert [gap["gap_id"] for gap in read_gaps(published)] == ["gap-1", "gap-2", "gap-3"]
    assert [gap["gap_id"] for gap in read_gaps(published, resolved=True)] == ["gap-4"]
    assert read_gaps(published, "ovs_success") == []


def test_a_resolved_gap_says_since_when(published: Path) -> None:
    (gap,) = read_gaps(published, resolved=True)
    told = "\n".join(line.plain for line in tell_gap({**gap, "runbook": None}, Language.ENGLISH))
    assert "resolved fdi_cases FY2024" in told
    assert "first seen 2026-08-31, resolved 2026-10-31" in told


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": ""}, "ja"),
        ({}, "en"),
    ],
)
def test_the_locale_chooses_the_language(environment: dict[str, Any], language: str) -> None:
    assert language_of(environment) == language
