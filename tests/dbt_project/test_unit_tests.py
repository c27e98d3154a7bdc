"""dbt's unit tests: each counting rule, verdict and bound on hand-made rows. A run of the pipeline leaves them out."""

from __future__ import annotations

import csv
import re

import yaml

from orchestration.dbt_runner import NodeOutcome
from orchestration.home import Home
from orchestration.settings import REPOSITORY
from profiles import DEFAULT_PROFILE
from tests.project_files import project_files

PROJECT = REPOSITORY / "dbt_project"


def declared_unit_tests() -> dict[str, str]:
    """Unit tests of the project, by name: the model that each is about."""
    return {
        test["name"]: test["model"]
        for file in project_files("models", "*__unit_tests.yml")
        for test in yaml.safe_load(file.read_text(encoding="utf-8"))["unit_tests"]
    }


def test_every_unit_test_passes(outcomes: list[NodeOutcome]) -> None:
    assert {outcome.unique_id.rsplit(".", 1)[1] for outcome in outcomes} == set(declared_unit_tests())
    assert {outcome.unique_id: outcome.message for outcome in outcomes if outcome.status != "pass"} == {}


def test_every_counting_rule_of_a_target_has_a_unit_test() -> None:
    with (DEFAULT_PROFILE / "seeds" / "targets.csv").open(encoding="utf-8", newline="") as file:
        indicators = {row["indicator_id"] for row in csv.DictReader(file)}
    assert {f"int_count__{indicator}" for indicator in indicators} <= set(declared_unit_tests().values())


def test_every_condition_of_a_rule_has_words_and_every_word_a_condition(
    home: Home, outcomes: list[NodeOutcome]
) -> None:
    compiled = home.dbt / "target" / "compiled" / "mokuhyo"
    sql = "\n".join(file.read_text(encoding="utf-8") for file in compiled.glob("**/counting/**/*.sql"))
    listed = {name for names in re.findall(r"'([a-z_0-9,]+)' as conditions", sql) for name in names.split(",")}
    tested = {
        standing: set(re.findall(rf"is {value} then '([a-z_0-9]+)' end", sql))
        for standing, value in (("failed", "false"), ("open", "null"), ("doubted", "true"))
    }
    with (DEFAULT_PROFILE / "seeds" / "count_reasons.csv").open(encoding="utf-8", newline="") as file:
        words = {(row["condition"], row["standing"]): row for row in csv.DictReader(file)}
    assert listed
    # A condition may be unable to fail, or to stay open; it holds or it does not in one way at least.
    told = {name: {standing for condition, standing in words if condition == name} for name, _ in words}
    assert {name for name in listed if "met" not in told.get(name, ()) or not told[name] & {"failed", "open"}} == {
        "with_partner",  # Rows without a partner are not considered.
        "answered_yes",  # Nor are answers of no.
    }
    assert tested["doubted"] == {name for name in told if "doubted" in told[name]}
    assert set(told) - {"speaks_for_its_unit"} == tested["open"] | tested["doubted"]
    assert all(row["text_ja"] and row["text_en"] for row in words.values())
    assert {standing for (_, standing), row in words.items() if not row["reason"]} == {"met"}
    texts = {(row["reason"], row["text_ja"], row["text_en"]) for row in words.values() if row["reason"]}
    assert len({reason for reason, _, _ in texts}) == len(texts), "a reason has the same words wherever it stands"
