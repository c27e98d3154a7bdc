"""Contracts: the shipped ones load, wrong ones say where."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from ingest.contract_problems import ContractError
from ingest.contracts import CONTRACTS_DIRECTORY, contract_json_schema, load_contracts, parse_contract
from profiles import DEFAULT_PROFILE

SOURCES = {
    "fdi_cases",
    "collaboration_cases",
    "startup_cases",
    "entrepreneur_programme",
    "overseas_support",
    "overseas_success",
    "agrifood_cases",
    "coercion_consultations",
    "activities",
    "web_analytics",
    "outcome_survey",
    "fx_rates",
}


def test_every_source_has_a_contract() -> None:
    assert set(load_contracts()) == SOURCES


def test_personal_columns_are_marked() -> None:
    personal = {
        f"{contract.source}.{column.name}"
        for contract in load_contracts().values()
        for column in contract.columns
        if column.personal
    }
    assert personal == {"overseas_support.phone"}


CONTRACT = """
source: letters
version: 1
title_ja: 手紙
title_en: Letters
owner: planning
cadence_days: 30
key: letter_id
columns:
  - {name: letter_id, header: 番号}
  - {name: sent_date, header: 日付, type: date}
"""


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("key: letter_id", "key: letter", "key: there is no column 'letter'"),
        ("header: 日付", "header: 番 号", "headers that lead to two columns"),
        ("name: sent_date", "name: letter_id", "columns named twice"),
        ("type: date", "type: day", "columns[1] (sent_date).type"),
        ("source: letters", "source: mail", "describes source 'mail'"),
        ("version: 1", "version: 1\nsurprise: 2", "surprise"),
    ],
)
def test_wrong_contract_says_what_is_wrong(tmp_path: Path, before: str, after: str, said: str) -> None:
    assert before in CONTRACT
    (tmp_path / "letters.yml").write_text(CONTRACT.replace(before, after), encoding="utf-8")
    with pytest.raises(ContractError, match=r"letters\.yml") as raised:
        load_contracts(tmp_path)
    assert said in str(raised.value)


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    wrong = CONTRACT.replace("type: date", "type: code, unit: 円").replace("key: letter_id", "key: [letter, mail]")
    (tmp_path / "letters.yml").write_text(wrong.replace("version: 1\n", ""), encoding="utf-8")
    (tmp_path / "bills.yml").write_text("source: [", encoding="utf-8")
    (tmp_path / "notes.yml").write_text("- a list", encoding="utf-8")
    (tmp_path / "twice.yml").write_text(CONTRACT + "version: 2\n", encoding="utf-8")
    with pytest.raises(ContractError) as raised:
        load_contracts(tmp_path)
    problems = "\n".join(raised.value.problems)
    assert [problem.split(":")[0] for problem in raised.value.problems] == [
        "bills.yml", "letters.yml", "letters.yml", "notes.yml", "twice.yml",
    ]  # fmt: skip
    assert "letters.yml: version: Field required. Remedy: add the key." in problems
    assert "letters.yml: columns[1] (sent_date): codes: a column of type code names its code list" in problems
    assert "twice.yml: key given twice: version" in problems
    assert all("Remedy: " in problem for problem in raised.value.problems)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("monthly_by: letter_id", "monthly_by: column 'letter_id' is neither a date nor a month"),
        ("key: [letter_id, mail]", "key: there is no column 'mail'"),
        ("drift: {unreadable_share: 1.5}", "drift.unreadable_share: Input should be less than 1"),
        (
            "layouts: [{name: tool, recognised_by: [Q9], columns: [{column: letter_id, header: Q1}]}]",
            "header 'Q9' is in",
        ),
        ("layouts: [{name: tool, recognised_by: [Q1], columns: [{column: sent_date, header: Q1}]}]", "key column"),
        ("layouts: [{name: tool, recognised_by: [Q1], columns: [{column: mail, header: Q1}]}]", "no column 'mail'"),
        (
            "layouts: [{name: tool, recognised_by: [Q1], columns: [{column: letter_id, header: Q1, options: {A: x}}]}]",
            "separator: say what the options are joined by",
        ),
        (
            "layouts: [{name: tool, recognised_by: [Q1], columns: "
            "[{column: letter_id, header: Q1, values: {A: x}, formats: ['%Y']}]}]",
            "layouts[0] (tool).columns[0]: give one of values",
        ),
    ],
)
def test_fields_that_do_not_fit_are_said(field: str, said: str) -> None:
    name = field.split(":")[0]
    kept = [line for line in CONTRACT.splitlines() if not line.startswith(f"{name}:")]
    with pytest.raises(ContractError) as raised:
        parse_contract("letters.yml", "\n".join([*kept, field]).encode())
    assert said in str(raised.value)


def test_yaml_that_grows_is_refused() -> None:
    with pytest.raises(ContractError, match="aliases"):
        parse_contract("letters.yml", b"source: &a [x, x]\nversion: [*a, *a]\n")


def staged(source: str) -> dict[str, list[str]]:
    """Kind of each column that a staging model lists, and the list of its codes."""
    text = (DEFAULT_PROFILE / "models" / "staging" / f"stg_{source}.sql").read_text(encoding="utf-8")
    listed = re.findall(r"\('(\w+)', '([a-z_ ]+)'(?:, '(\w+)')?\)", text)
    return {name: [kind.removeprefix("surveyed "), codes] for name, kind, codes in listed}


def test_staging_maps_each_code_column_by_the_list_of_its_contract() -> None:
    for contract in load_contracts().values():
        by_name = {"unit": "unit", "currency": "currency"}
        mapped = {
            name: codes or by_name[kind]
            for name, (kind, codes) in staged(contract.source).items()
            if kind in {"code", *by_name}
        }
        assert mapped == {column.name: column.codes for column in contract.columns if column.codes}, contract.source


def test_staging_reads_each_column_as_the_type_of_its_contract() -> None:
    for contract in load_contracts().values():
        kinds = {name: kind for name, (kind, _) in staged(contract.source).items()}
        for column in contract.columns:
            if column.type not in ("text", "code"):
                # A rate is an amount without a unit of its row.
                assert kinds[column.name] in {column.type, "number" if column.type == "amount" else column.type}, (
                    f"{contract.source}.{column.name}"
                )


def shipped() -> list[Path]:
    return sorted(CONTRACTS_DIRECTORY.glob("*.yml"))


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_the_schema_for_editors_accepts_the_shipped_contracts(path: Path) -> None:
    jsonschema.validate(yaml.safe_load(path.read_text(encoding="utf-8")), contract_json_schema())


@pytest.mark.parametrize(
    "change", [{"colour": "red"}, {"version": 0}, {"key": []}, {"columns": []}, {"layouts": [{"name": "tool"}]}]
)
def test_the_schema_for_editors_refuses_what_loading_refuses(change: dict[str, Any]) -> None:
    values = yaml.safe_load(CONTRACT) | change
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(values, contract_json_schema())
    with pytest.raises(ContractError):
        parse_contract("letters.yml", json.dumps(values).encode())


def test_the_schema_in_the_documentation_is_this_one() -> None:
    kept = Path(__file__).parents[2] / "docs" / "reference" / "contract.schema.json"
    assert json.loads(kept.read_text(encoding="utf-8")) == contract_json_schema()
