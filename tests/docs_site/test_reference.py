"""The reference says what the code says: nothing is left out, and nothing in it is taken for markup."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from docs_site.commands import command_names, commands_page
from docs_site.contracts import contracts_page
from docs_site.counting_rules import counting_rules_page
from docs_site.expectations import expectations_page, with_expectations
from docs_site.hooks import RUNBOOKS
from docs_site.links import anchors_of
from docs_site.markdown import breakable, code, plain, table
from docs_site.marts import dictionary, marts_page
from docs_site.settings import other_variables, settings_page
from expectations.suites import load_suites
from ingest.contracts import load_contracts
from orchestration.settings import REPOSITORY, Settings
from reporting.language import Language

INDICATORS = "indicator_id,name_ja,name_en,counting_rule,counting_rule_en\nvisits,来訪,Visits,一度,Once\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a_b", r"a\_b"),
        ("<home> & *x*", r"&lt;home&gt; &amp; \*x\*"),
        ("one `a|b` two", "one <code>a&#124;b</code> two"),
        ("a|b\nc", r"a\|b c"),
        ("a ` b", r"a \` b"),
    ],
)
def test_text_is_no_markup(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_cells_stay_in_their_columns() -> None:
    rows = table(("a", "b"), [(code("x|y"), plain("x|y"))]).splitlines()
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {3}
    assert breakable("a__b") == "<code>a__<wbr>b</code>"


def test_every_command_and_option_is_there() -> None:
    text = commands_page()
    assert {"mokuhyo run", "mokuhyo contract check", "mokuhyo targets show"} <= set(command_names())
    assert [name for name in command_names() if f"## `{name}`" not in text] == []
    assert "--fail-on" in text
    assert "..." not in re.sub(r"```.*?```", "", text, flags=re.DOTALL), "a sentence is cut short"
    links = re.findall(r"\]\(#([^)]+)\)", text)
    assert set(links) <= set(anchors_of(text))


def test_every_setting_is_there_with_its_default_and_meaning() -> None:
    rows = [line.split(" | ") for line in settings_page().splitlines() if line.startswith("| <code>MOKUHYO_<wbr>")]
    cells = {re.sub(r"<.*?>|\| ", "", row[0]): row for row in rows if len(row) == 4}
    assert cells.keys() == {f"MOKUHYO_{name.upper()}" for name in Settings.model_fields}
    assert [name for name, row in cells.items() if len(row[3]) < 10] == []
    assert "Asia/Tokyo" in cells["MOKUHYO_TIMEZONE"][2]
    assert str(REPOSITORY) not in settings_page()


def test_variables_that_are_no_settings_are_found_where_they_are_read(tmp_path: Path) -> None:
    (tmp_path / "ingest").mkdir()
    (tmp_path / "ingest" / "a.py").write_text("os.environ['MOKUHYO_OTHER'], 'MOKUHYO_INBOX', 'MOKUHYO_…'")
    assert other_variables(tmp_path) == {"MOKUHYO_OTHER": ["ingest/a.py"]}


def test_every_contract_and_field_is_there() -> None:
    text = contracts_page()
    for contract in load_contracts().values():
        assert f"### {contract.source}\n" in text
        assert all(plain(column.header) in text for column in contract.columns)
    assert "<code>cadence_days</code>" in text


def test_every_expectation_has_an_anchor_and_leads_to_the_runbook() -> None:
    text = expectations_page()
    expectations = [expectation for suite in load_suites() for expectation in suite.expectations]
    anchors = set(anchors_of(text))
    assert [one.id for one in expectations if one.id not in anchors] == []
    assert all(f"(../runbook.md#{one.runbook})" in text for one in expectations)


@pytest.mark.parametrize(("place", "language"), RUNBOOKS.items())
def test_the_runbook_names_the_expectations_that_lead_there(place: str, language: Language) -> None:
    runbook = (REPOSITORY / "docs" / place).read_text(encoding="utf-8")
    text = with_expectations(runbook, language)
    assert f'note "{language.pick("検査（", "Expectations (")}' in text
    linked = re.findall(r"reference/expectations\.md#(\w+)\)", text)
    assert sorted(linked) == sorted(one.id for suite in load_suites() for one in suite.expectations)
    assert anchors_of(text) == anchors_of(runbook)


def test_marts_are_described_as_they_are_published(manifest: dict[str, Any]) -> None:
    (visits,) = dictionary(manifest)
    assert visits.description_en == "Grain: one row per visit. amount is withheld."
    assert visits.description_ja == "来訪ごとに1行。 amountは秘匿。"
    assert [(column.name, column.is_key) for column in visits.columns] == [
        ("visit_id", True),
        ("amount", False),
        ("is_suppressed", False),
    ]
    assert "## fct_visits" in marts_page(manifest)


def test_a_rule_is_told_in_words_as_sql_and_by_its_tests(manifest: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "indicators.csv").write_text(INDICATORS, encoding="utf-8")
    text = counting_rules_page(manifest, tmp_path / "indicators.csv")
    assert "一度<br>Once | [<code>int_<wbr>count__<wbr>visits</code>](#int_count__visits) |" in text
    assert "Twice is once." in text
    assert "counted_record('visits')" in text
    assert "A failing row is a visit that nobody made. |" in text
