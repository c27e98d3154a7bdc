"""The review file: what a person decides wins, stays, and is understood or refused with row, column and remedy."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ingest.companies.explain import CompanyNotFoundError, explain_company
from ingest.companies.links import COMPANY_PAIRS_FILE, LinkReport, write_company_links
from ingest.companies.review import ReviewFileError, ReviewRow, read_decisions, write_review

from .conftest import Workplace

HEADER = (
    "支援番号,企業名,法人番号,電話番号,都道府県,支援日,事業名,財源,連携機関,"
    "進出支援,フォローアップ,デジタル商談,未経験,新規性"
)
TOKYO, OSAKA = "7000012050002", "8010401050387"
NAME = "見本高橋精密"
KEY = "N0123456789abcdef"


def run(workplace: Workplace) -> LinkReport:
    return write_company_links(workplace.landing, workplace.receipts, dt.date(2025, 12, 31), workplace.review)


def deliver(workplace: Workplace, *rows: tuple[str, str, str], day: str = "20250410") -> LinkReport:
    lines = [f"S{i},{name},{number},,{where},2024/4/1,,,,,,,," for i, (name, number, where) in enumerate(rows)]
    workplace.put(f"overseas_support/overseas_support_FY2024_{day}.csv", "\n".join([HEADER, *lines, ""]))
    workplace.land()
    return run(workplace)


def decide(workplace: Workplace, word: str, row: int = 1) -> None:
    cells = list(csv.reader(io.StringIO(workplace.review.read_text(encoding="utf-8-sig"), newline="")))
    cells[row][0] = word
    written = io.StringIO(newline="")
    csv.writer(written).writerows(cells)
    # Excel may save it either way.
    workplace.review.write_bytes(written.getvalue().encode("cp932"))


def states(workplace: Workplace) -> list[tuple[str, str]]:
    cells = list(csv.reader(io.StringIO(workplace.review.read_text(encoding="utf-8-sig"), newline="")))
    return [(row[0], row[1]) for row in cells[1:]]


def keys(report: LinkReport) -> dict[str, tuple[str, str, bool]]:
    """Company, match and whether it is resolved, by prefecture."""
    rows = pq.read_table(report.path).to_pylist()
    return {row["prefecture"]: (row["company_key"], row["company_match"], row["is_resolved"]) for row in rows}


@pytest.fixture
def namesakes(workplace: Workplace) -> Workplace:
    """A company in Tokyo, and one of its name in Osaka without a number."""
    report = deliver(workplace, (NAME, TOKYO, "東京都"), (NAME, "", "大阪府"))
    assert (report.pending, report.decided, report.matches) == (1, 0, {"corporate_number": 1, "uncertain": 1})
    return workplace


def test_the_file_opens_in_excel_and_shows_both_names(namesakes: Workplace) -> None:
    content = namesakes.review.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").count(NAME) == 2
    assert states(namesakes) == [("", "pending")]


@pytest.mark.parametrize("word", ["same", "SAME ", "同じ", "ｓａｍｅ"])
def test_same_puts_both_together_from_then_on(namesakes: Workplace, word: str) -> None:
    decide(namesakes, word)
    for _ in range(2):
        report = run(namesakes)
        assert keys(report)["大阪府"] == (f"C{TOKYO}", "reviewed", True)
        assert (report.pending, report.decided) == (0, 1)
        assert states(namesakes) == [("same", "decided")]


def test_different_keeps_both_apart_from_then_on(namesakes: Workplace) -> None:
    decide(namesakes, "別")
    for _ in range(2):
        key, match, is_resolved = keys(run(namesakes))["大阪府"]
        assert (key[0], match, is_resolved) == ("N", "name_only", True)
        assert states(namesakes) == [("different", "decided")]


def test_a_blank_row_stays_pending(namesakes: Workplace) -> None:
    before = namesakes.review.read_bytes()
    run(namesakes)
    assert namesakes.review.read_bytes() == before


def test_numbers_overrule_a_decision_without_losing_it(namesakes: Workplace) -> None:
    decide(namesakes, "same")
    report = deliver(namesakes, (NAME, TOKYO, "東京都"), (NAME, "", "大阪府"), (NAME, OSAKA, "大阪府"), day="20250501")
    found = keys(report)
    assert (found["東京都"][0], found["大阪府"][0]) == (f"C{TOKYO}", f"C{OSAKA}")
    assert states(namesakes) == [("same", "overruled by corporate numbers")]


def test_a_decision_about_companies_that_are_gone_is_kept(namesakes: Workplace) -> None:
    decide(namesakes, "same")
    deliver(namesakes, ("例示商事", OSAKA, "大阪府"), day="20250501")
    assert states(namesakes) == [("same", "not in the data")]
    report = deliver(namesakes, (NAME, TOKYO, "東京都"), (NAME, "", "大阪府"), day="20250601")
    assert keys(report)["大阪府"][0] == f"C{TOKYO}"


def test_different_takes_a_name_away_from_a_number_that_the_rules_gave_it(workplace: Workplace) -> None:
    rows = (NAME, TOKYO, "東京都"), (NAME, "", "東京都")
    before = pq.read_table(deliver(workplace, *rows).path).to_pylist()
    assert {row["company_key"] for row in before} == {f"C{TOKYO}"}
    (name_key,) = {row["name_key"] for row in before}
    group = _name_group(name_key, "東京都")
    workplace.review.parent.mkdir()
    workplace.review.write_text(f"decision,key_a,key_b\ndifferent,C{TOKYO},{group}\n", encoding="utf-8")
    after = pq.read_table(run(workplace).path).to_pylist()
    assert {row["company_key"] for row in after} == {f"C{TOKYO}", group}
    assert all(row["is_resolved"] for row in after)


def test_a_company_torn_between_two_numbers_is_settled_by_a_person(workplace: Workplace) -> None:
    report = deliver(workplace, (NAME, TOKYO, "東京都"), (NAME, OSAKA, "東京都"), (f"㈱{NAME}", "", "東京都"))
    assert report.matches == {"ambiguous": 1, "corporate_number": 2}
    assert report.pending == 2
    decide(workplace, "same")
    report = run(workplace)
    assert report.pending == 0
    assert report.matches == {"corporate_number": 2, "reviewed": 1}


def _name_group(name_key: str, prefecture: str) -> str:
    import hashlib

    return "N" + hashlib.sha256(f"{name_key}|{prefecture}".encode()).hexdigest()[:16]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (f"decision,key_a,key_b\nsame,C{TOKYO},{KEY}\nperhaps,C{OSAKA},{KEY}\n", "row 3, column decision: 'perhaps'"),
        (f"decision,key_a,key_b\nsame,7.00001E+12,{KEY}\n", "row 2, column key_a: '7.00001E+12' is no company key"),
        (f"decision,key_a,key_b\nsame,{KEY},\n", "row 2, column key_b: '' is no company key"),
        (f"decision,key_a,key_b\nsame,{KEY},{KEY}\n", "row 2, column key_b: both keys are one"),
        (f"decision,key_a,key_b\nsame,C{TOKYO},{KEY}\n別,{KEY},C{TOKYO}\n", "row 3, column decision: row 2 says"),
        (f"decision,key_a\nsame,{KEY}\n", "row 1, column key_b: the column is missing"),
        ("", "the file is empty"),
        ("decision,key_a,key_b\n\0", "row 2: the file holds NUL bytes"),
        ('decision,key_a,key_b\n"same', "it is no CSV"),
    ],
)
def test_a_malformed_file_is_refused(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "company_pairs.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ReviewFileError) as refused:
        read_decisions(path)
    assert message in str(refused.value)
    assert str(path) in str(refused.value)
    assert "Remedy: " in str(refused.value)


def test_decisions_that_cannot_all_hold_name_the_row(workplace: Workplace) -> None:
    rows = (NAME, TOKYO, "東京都"), (NAME, "", "大阪府"), (NAME, "", "福岡県")
    deliver(workplace, *rows)
    osaka, fukuoka = (_name_group(NAME, where) for where in ("大阪府", "福岡県"))
    lines = [f"same,C{TOKYO},{osaka}", f"same,C{TOKYO},{fukuoka}", f"different,{osaka},{fukuoka}"]
    workplace.review.write_text("\n".join(["decision,key_a,key_b", *lines]), encoding="utf-8")
    with pytest.raises(ReviewFileError, match=r"row 4, column decision: .*other rows together.*Remedy: "):
        run(workplace)


@pytest.mark.parametrize("name", ['=HYPERLINK("x")', "+1", "-1+1", "@SUM(A1)", "＝1"])
def test_a_name_is_no_formula(tmp_path: Path, name: str) -> None:
    path = tmp_path / "company_pairs.csv"
    write_review(path, [ReviewRow(f"C{TOKYO}", KEY, "pending", name_a=name, name_b=name)])
    cells = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))[1]
    assert [cells[4], cells[7]] == [f"'{name}", f"'{name}"]


def test_no_file_is_made_when_nothing_is_uncertain(workplace: Workplace) -> None:
    deliver(workplace, (NAME, TOKYO, "東京都"))
    assert not workplace.review.exists()


@pytest.mark.parametrize("asked", [f"㈱{NAME}", NAME[:4], TOKYO, f"T{TOKYO}", f"C{TOKYO}"])
def test_a_company_is_explained_by_name_number_or_key(namesakes: Workplace, asked: str) -> None:
    (company,) = [c for c in explain_company(namesakes.landing, asked) if c.corporate_number]
    assert company.company_key == f"C{TOKYO}"
    assert [identity["company_match"] for identity in company.identities] == ["corporate_number"]
    (pair,) = company.pairs
    assert pair.outcome == "uncertain"
    assert pair.evidence["name"] == "equal"
    assert pair.evidence["prefecture"] == "different"
    assert pair.weight == pytest.approx(pair.prior + sum(pair.contributions.values()), abs=0.001)


def test_a_company_that_nobody_named_is_not_explained(namesakes: Workplace) -> None:
    with pytest.raises(CompanyNotFoundError, match=r"no company answers to '架空'. Remedy: "):
        explain_company(namesakes.landing, "架空")
    with pytest.raises(CompanyNotFoundError, match="Remedy: run `mokuhyo run`"):
        explain_company(namesakes.landing / "elsewhere", NAME)


def test_links_that_did_not_change_are_not_written_again(namesakes: Workplace) -> None:
    paths = [run(namesakes).path, namesakes.landing / COMPANY_PAIRS_FILE, namesakes.review]
    before = [path.stat().st_mtime_ns for path in paths]
    run(namesakes)
    assert [path.stat().st_mtime_ns for path in paths] == before
