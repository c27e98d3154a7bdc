"""What stands in for dbt when models are linted: each stand-in lets a model that needs it be rendered."""

from __future__ import annotations

from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("intermediate/surveys/int_survey_answers.sql", "cast("),  # adapter.dispatch
        ("intermediate/counting/int_count_outcomes.sql", "int_count_records"),  # target
        ("marts/facts/fct_cases.sql", "fiscal_year"),  # model
    ],
)
def test_a_model_is_rendered_without_dbt(model: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlfluff.core import FluffConfig, Linter

    monkeypatch.chdir(PROJECT)
    config = FluffConfig.from_path(str(PROJECT))
    rendered = Linter(config=config).render_file(str(PROJECT / "models" / model), config)
    assert rendered.templater_violations == []
    assert expected in str(rendered.templated_variants[0])
