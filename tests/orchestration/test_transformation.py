"""What dbt is asked for, and what its failures do to a run."""

from __future__ import annotations

from datetime import date

import dagster as dg
import pytest

from orchestration.assets.transformation import AFTER_GAPS_SELECTION, Group, dbt_arguments, raise_failures
from orchestration.dbt_runner import NodeOutcome

AS_OF = date(2026, 10, 31)
GROUP = Group(select="fqn:*", exclude=AFTER_GAPS_SELECTION)


def outcome(name: str, status: str, kind: str = "model") -> NodeOutcome:
    return NodeOutcome(f"{kind}.mokuhyo.{name}", kind, status, f"{name} says why", 0.1, None)


def test_a_whole_run_builds_its_group_without_unit_tests_and_exposures() -> None:
    arguments = dbt_arguments(GROUP, AS_OF)
    assert arguments[:3] == ["build", "--vars", '{"as_of_date": "2026-10-31"}']
    excluded = arguments[arguments.index("--exclude") + 1 :]
    assert excluded == ["resource_type:unit_test", "resource_type:exposure", AFTER_GAPS_SELECTION]


def test_a_subset_builds_exactly_what_was_chosen() -> None:
    arguments = dbt_arguments(GROUP, AS_OF, only=["int_b", "int_a"])
    chosen = arguments[arguments.index("--select") + 1 : arguments.index("--exclude")]
    assert chosen == ["int_a", "int_b"]
    assert arguments[arguments.index("--indirect-selection") + 1] == "empty"


def test_a_failed_node_stops_the_run_and_is_named() -> None:
    with pytest.raises(dg.Failure) as failure:
        raise_failures([outcome("int_a", "success"), outcome("sums_hold", "fail", "test"), outcome("x", "skipped")])
    assert failure.value.description == "dbt: 1 of 3 nodes failed. test sums_hold: sums_hold says why"
    assert failure.value.allow_retries is False


def test_many_failures_are_bounded() -> None:
    with pytest.raises(dg.Failure) as failure:
        raise_failures([outcome(f"m{number}", "error") for number in range(8)])
    assert "m4 says why" in (failure.value.description or "")
    assert (failure.value.description or "").endswith("; and 3 more")


def test_warnings_stop_nothing() -> None:
    raise_failures([outcome("int_a", "success"), outcome("t", "warn", "test")])
