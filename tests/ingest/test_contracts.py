"""Contracts: the shipped ones load, wrong ones say where."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.contracts import ContractError, load_contracts

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
