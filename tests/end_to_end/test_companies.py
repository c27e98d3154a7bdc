"""A company that may be another one: it widens the bounds until a person decides, and is explained meanwhile."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.pipeline import AS_OF, Published, mokuhyo, read_table, run
from tests.end_to_end.recount import Figures, recount

INDICATOR = "ovs_support_companies"
UNRESOLVED = "overseas_support__company__unresolved"
HEADER = (
    "支援番号,企業名,法人番号,電話番号,都道府県,支援日,事業名,財源,連携機関,"
    "進出支援,フォローアップ,デジタル商談,未経験,新規性"
)
TOKYO, OSAKA, NAGOYA = "7000012050002", "8010401050387", "1180001017009"
# All names are made up. The second may be the first, moved; the sixth is the fourth or the fifth.
FY2024 = (
    ("見本高橋精密", TOKYO, "東京都"),
    ("見本高橋精密", "", "大阪府"),
    ("例示商事", "", "北海道"),
    ("架空渡辺工業", OSAKA, "愛知県"),
    ("架空渡辺工業", NAGOYA, "愛知県"),
    ("架空渡邊工業", "", "愛知県"),
)
# Alone in their year both count, whichever company they are.
FY2025 = (("㈱見本高橋精密", "", "大阪府"), ("架空渡邊工業", "", "愛知県"))
PHONE = "000-1234-5678"


@dataclass(frozen=True)
class Story:
    """The same inbox before and after a person decided one pair."""

    home: Path
    exact: Figures
    undecided: Published
    company: list[dict[str, Any]]
    unchanged: Published
    decided: Published


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder = tmp_path_factory.mktemp("companies")
    inbox, home = folder / "inbox", folder / "home"
    for year, rows in ((2024, FY2024), (2025, FY2025)):
        path = inbox / "overseas_support" / f"overseas_support_FY{year}_{year + 1}0410.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [
            f"S{year}-{at},{name},{number},{PHONE if at == 2 else ''},{where},{year}/6/1,海外商談会,当初予算,,,,,,"
            for at, (name, number, where) in enumerate(rows)
        ]
        path.write_text("\n".join([HEADER, *lines, ""]), encoding="utf-8")
    undecided = run(inbox, home)
    company = json.loads(mokuhyo("explain-company", "--home", home, "--json", "見本高橋精密"))
    unchanged = run(inbox, home)
    review = home / "review" / "company_pairs.csv"
    cells = list(csv.reader(io.StringIO(review.read_text(encoding="utf-8-sig"), newline="")))
    for row in cells[1:]:
        if "見本高橋精密" in row:
            row[0] = "同じ"
    written = io.StringIO(newline="")
    csv.writer(written).writerows(cells)
    review.write_text(written.getvalue(), encoding="utf-8-sig", newline="")
    exact = recount(inbox, AS_OF)[INDICATOR, "current"]
    return Story(home, exact, undecided, company, unchanged, run(inbox, home))


def actual(published: Published) -> int:
    return int(published.status[INDICATOR, "current"]["actual"])


def opened(published: Published) -> list[tuple[int, int, int]]:
    """What unresolved companies could take away and add, by fiscal year."""
    found = read_table(
        published.directory,
        f"""
        select gaps.fiscal_year, effects.effect_low, effects.effect_high
        from {{0}}.data_gap_effects as effects inner join {{0}}.data_gaps as gaps using (gap_id)
        where gaps.expectation_id = '{UNRESOLVED}' and effects.indicator_id = '{INDICATOR}'
            and effects.budget_reading = 'initial'
        """,
    )
    return sorted((row["fiscal_year"], int(row["effect_low"]), int(row["effect_high"])) for row in found)


def test_a_pair_opens_the_year_that_it_shares_and_no_other(story: Story) -> None:
    assert opened(story.undecided) == [(2024, 0, 2)]


def test_bounds_enclose_the_count_by_exact_agreement(story: Story) -> None:
    # What agrees exactly is apart at most; of the uncertain pair one counts, and the ambiguous row does in neither.
    assert story.exact.high == actual(story.undecided) + 2
    assert story.exact.actual == actual(story.undecided) + 1


def test_a_decision_closes_its_pair_and_leaves_the_other_open(story: Story) -> None:
    assert opened(story.decided) == [(2024, 0, 1)]
    assert actual(story.decided) == actual(story.undecided)


def test_a_decision_joins_both_companies(story: Story) -> None:
    query = "select company_key, corporate_number from {}.dim_company where company_name = '見本高橋精密'"
    assert read_table(story.decided.directory, query) == [{"company_key": f"C{TOKYO}", "corporate_number": TOKYO}]


def test_only_a_decision_makes_a_run_work_again(story: Story) -> None:
    assert story.unchanged.directory == story.undecided.directory
    assert "nothing new" in story.unchanged.output
    assert story.decided.directory != story.undecided.directory


def test_a_company_is_explained_with_what_is_pending(story: Story) -> None:
    by_number = {company["corporate_number"]: company for company in story.company}
    assert [row["company_match"] for row in by_number[None]["identities"]] == ["uncertain", "uncertain"]
    (pair,) = by_number[TOKYO]["pairs"]
    assert (pair["outcome"], pair["evidence"]["prefecture"]) == ("uncertain", "different")


def test_a_phone_is_neither_published_nor_shown(story: Story) -> None:
    digits = PHONE.replace("-", "")
    shown = [
        story.undecided.output,
        json.dumps(story.company),
        (story.home / "review" / "company_pairs.csv").read_text(),
    ]
    published = [path.read_bytes() for path in story.decided.directory.rglob("*") if path.is_file()]
    links = [path.read_bytes() for path in (story.home / "landing").glob("*.parquet")]
    for content in [*published, *links, *(text.encode() for text in shown)]:
        assert PHONE.encode() not in content
        assert digits.encode() not in content
