"""The runbook has an entry for every expectation, each with the same four parts, and no entry that nobody needs.

Both languages have the same entries under the same anchors, and the same statements but for the language of texts.
"""

import re
from pathlib import Path

import duckdb
import pytest
import yaml

from docs_site.links import anchors_of
from expectations.suites import Suite
from reporting.language import Language
from reporting.runbook import runbook_in

ROOT = Path(__file__).parents[2]
MARTS = ROOT / "dbt_project" / "models" / "marts"
PARTS = {
    Language.ENGLISH: ("**Means.** ", "```", "**Do.** ", "**Who.** "),
    Language.JAPANESE: ("**意味** ", "```", "**対処** ", "**担当** "),
}
# The anchor of an entry is made by its heading in English and stands before it in Japanese.
ENTRY = re.compile(
    r"^(?:<a id=\"(?P<anchor>[^\"]+)\"></a>\n\n)?### (?P<heading>.+)\n(?P<text>(?:(?!^#|^<a ).*\n?)*)", re.MULTILINE
)
BLOCK = re.compile(r"^```\w+\n.+?\n```$", re.MULTILINE | re.DOTALL)


def page(language: Language) -> str:
    return (ROOT / runbook_in(language)).read_text(encoding="utf-8")


def entries(language: Language) -> dict[str, str]:
    """Text of each entry by its anchor."""
    found = [
        (match["anchor"] or match["heading"].lower().replace(" ", "-"), match["text"])
        for match in ENTRY.finditer(page(language))
    ]
    assert len(found) == len(dict(found)), "an anchor occurs twice"
    return dict(found)


EVERY_ENTRY = [
    pytest.param(language, anchor, id=f"{language}-{anchor}") for language in PARTS for anchor in entries(language)
]


@pytest.mark.parametrize("language", PARTS)
def test_every_anchor_exists_and_none_is_orphaned(language: Language, suites: list[Suite]) -> None:
    used = {expectation.runbook for suite in suites for expectation in suite.expectations}
    assert sorted(entries(language)) == sorted(used)


@pytest.mark.parametrize(("language", "anchor"), EVERY_ENTRY)
def test_an_entry_says_what_it_means_how_to_look_what_to_do_and_who(language: Language, anchor: str) -> None:
    text = entries(language)[anchor]
    parts = PARTS[language]
    assert [text.find(part) for part in parts] == sorted(text.find(part) for part in parts)
    assert all(part in text for part in parts)
    means, do, who = re.split("|".join(re.escape(part) for part in parts if part != "```"), BLOCK.sub("", text))[1:]
    assert all(said.strip() for said in (means, do, who))
    if language is Language.JAPANESE:
        assert all(re.search(r"[ぁ-んァ-ヶ一-龠]", said) for said in (means, do)), "not said in Japanese"


def test_both_languages_have_the_same_anchors_in_the_same_order() -> None:
    _title, *english = anchors_of(page(Language.ENGLISH))
    assert english == [anchor for anchor in anchors_of(page(Language.JAPANESE)) if anchor.isascii()]
    assert list(entries(Language.ENGLISH)) == list(entries(Language.JAPANESE))


def test_both_languages_have_the_same_statements_each_with_texts_in_its_language() -> None:
    english, japanese = ({anchor: BLOCK.findall(text) for anchor, text in entries(one).items()} for one in PARTS)
    assert {
        anchor: [block.replace("detail_en", "detail_ja") for block in blocks] for anchor, blocks in english.items()
    } == (japanese)
    assert "detail_ja" not in page(Language.ENGLISH)
    assert "detail_en" not in page(Language.JAPANESE)


@pytest.mark.parametrize("language", PARTS)
def test_each_page_leads_to_the_other(language: Language) -> None:
    other = Language.ENGLISH if language is Language.JAPANESE else Language.JAPANESE
    assert f"]({Path(runbook_in(other)).name})" in page(language).split("\n\n")[1]


@pytest.fixture(scope="module")
def empty_marts() -> duckdb.DuckDBPyConnection:
    """The published tables without rows, as their models declare them."""
    connection = duckdb.connect()
    connection.execute("create schema marts")
    for file in (MARTS / name for name in ("facts", "gaps", "surveys")):
        for path in file.glob("*.yml"):
            for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
                columns = ", ".join(f"{column['name']} {column['data_type']}" for column in model["columns"])
                connection.execute(f"create table marts.{model['name']} ({columns})")
    return connection


@pytest.mark.parametrize(("language", "anchor"), EVERY_ENTRY)
def test_statements_run_on_the_published_tables(
    language: Language, anchor: str, empty_marts: duckdb.DuckDBPyConnection
) -> None:
    for statement in re.findall(r"```sql\n(.+?)\n```", entries(language)[anchor], re.DOTALL):
        assert empty_marts.execute(statement).fetchall() == []
