"""The shipped suites are complete and consistent; a wrong suite is refused with file, field and remedy."""

import csv
from pathlib import Path

import pytest

from expectations.suites import Suite, SuiteError, load_suite, load_suites
from profiles import DEFAULT_PROFILE

ROOT = Path(__file__).parents[2]
PERSONAL_COLUMNS = {"company_name", "partner_name", "phone", "counterpart", "corporate_number"}


def test_shipped_suites_cover_every_source(suites: list[Suite]) -> None:
    sources = {path.stem for path in (DEFAULT_PROFILE / "contracts").glob("*.yml")}
    assert len(sources) == 12
    assert {suite.source for suite in suites if suite.source} == {*sources, "narratives"}


def test_ids_are_unique_and_orders_ascend(suites: list[Suite]) -> None:
    ids = [expectation.id for suite in suites for expectation in suite.expectations]
    assert len(ids) == len(set(ids))
    assert [suite.order for suite in suites] == sorted({suite.order for suite in suites})


def test_affected_indicators_exist(suites: list[Suite]) -> None:
    with (DEFAULT_PROFILE / "seeds" / "indicators.csv").open(encoding="utf-8") as file:
        known = {row["indicator_id"] for row in csv.DictReader(file)}
    named = {name for suite in suites for expectation in suite.expectations for name in expectation.indicator_ids}
    assert named - known == set()


def test_an_effect_needs_an_indicator(suites: list[Suite]) -> None:
    without = [
        expectation.id
        for suite in suites
        for expectation in suite.expectations
        if expectation.effect != "none" and not (expectation.by_source or expectation.indicator_ids)
    ]
    assert without == []


def test_no_sample_can_show_personal_data(suites: list[Suite]) -> None:
    for suite in suites:
        for expectation in suite.expectations:
            shown = {expectation.shown_column, *suite.examined(expectation).keys.record_id}
            assert not shown & PERSONAL_COLUMNS, expectation.id


def test_a_desk_answers_for_its_source(suites: list[Suite]) -> None:
    owners = {suite.suite: suite.owner for suite in suites}
    assert owners["fdi_cases"] == "invest_japan"
    assert owners["collaboration_cases"] == "j_bridge"
    assert owners["coercion_consultations"] == "trade_policy"


def broken(tmp_path: Path, old: str, new: str) -> Path:
    """The suite of exchange rates with one piece of text replaced."""
    text = (DEFAULT_PROFILE / "suites" / "fx_rates.yml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "fx_rates.yml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("severity: warning", "severity: fatal", r"expectations\[0\]\.severity: .*Remedy: use one of the values"),
        ("severity: warning", "severty: warning", r"expectations\[0\]\.(severity|severty): "),
        ("owner: planning", "owner: planning\ncolour: red", r"colour: .*Remedy: remove the key"),
        ("owner: planning", "", r"owner: Field required\. Remedy: add the key"),
        ("owner: planning", "owner: planning\nowner: startup", r"key given twice: owner"),
        ("blocking: false", 'blocking: "no"', r"expectations\[0\]\.blocking: "),
        ("id: fx_rates__rate__missing", "id: rate_missing", r"expectations\[0\]\.id: "),
        ("id: fx_rates__rate__missing", "id: rates__rate__missing", r"ids must begin with 'fx_rates__'"),
        ("staging.stg_fx_rates", "stg_fx_rates", r"table: "),
        ("to_be_null", "to_be_nul", r"unknown expectation type 'expect_column_values_to_be_nul'; known are "),
        ("column: unreadable_columns", "columns: unreadable_columns", r"missing arguments \['column'\]"),
        ("from {table}", "from staging.stg_fx_rates", r"unexpected_rows needs a query that reads \{table\}"),
        ("{records}件", "{rows}件", r"unknown fields \['rows'\]"),
        ("{records}件", "{threshold}件", r"detail uses \{threshold\}, but no threshold is given"),
        ("suite: fx_rates", "suite: [", r"Remedy: write valid YAML"),
        ("suite: fx_rates", "suite: rates", r"ids must begin with 'rates__'"),
    ],
)
def test_a_wrong_suite_is_refused(old: str, new: str, message: str, tmp_path: Path) -> None:
    path = broken(tmp_path, old, new)
    with pytest.raises(SuiteError, match=message) as refused:
        load_suite(path)
    assert str(refused.value).startswith("fx_rates.yml: ")
    assert "Remedy: " in str(refused.value)


def test_a_threshold_is_dated_and_reviewed(tmp_path: Path) -> None:
    text = (DEFAULT_PROFILE / "suites" / "survey_response.yml").read_text(encoding="utf-8")
    path = tmp_path / "survey_response.yml"
    path.write_text(text.replace("review_on: 2027-04-01", "review_on: 2026-03-31"), encoding="utf-8")
    with pytest.raises(SuiteError, match="review_on must be later than decided_on"):
        load_suite(path)


def test_an_order_used_twice_is_refused(tmp_path: Path) -> None:
    for name in ("fx_rates", "activities"):
        text = (DEFAULT_PROFILE / "suites" / f"{name}.yml").read_text(encoding="utf-8")
        (tmp_path / f"{name}.yml").write_text(text.replace("order: 140", "order: 100"), encoding="utf-8")
    with pytest.raises(SuiteError, match=r"order: '100' is also used in activities\.yml"):
        load_suites(tmp_path)


def test_a_folder_without_suites_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match="no suite found"):
        load_suites(tmp_path)
