"""`mokuhyo metrics`: what it needs and answers, and that it neither calls out nor writes into the home directory."""

from __future__ import annotations

import csv
import socket
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.command_line.application import run_application
from orchestration.settings import REPOSITORY

needs_metric_flow = pytest.mark.skipif(
    find_spec("dbt_metricflow") is None,
    reason="MetricFlow is not installed (make setup-semantic)",
)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Hosts that this process looked up."""
    seen: list[Any] = []

    def refuse(host: object, *_: object, **__: object) -> None:
        seen.append(host)
        raise OSError("no network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return seen


def test_without_metric_flow_the_remedy_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "dbt_metricflow", None)
    assert run_application(["metrics", "list", "metrics", "--home", str(tmp_path)]) == 1
    assert "Remedy: `make setup-semantic`." in capsys.readouterr().err


@needs_metric_flow
def test_before_the_first_run_the_remedy_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run_application(["metrics", "list", "metrics", "--home", str(tmp_path)]) == 1
    assert "Remedy: `mokuhyo run` first." in capsys.readouterr().err


@needs_metric_flow
def test_a_query_answers_without_calling_out_or_writing(home: Path, tmp_path: Path, calls: list[Any]) -> None:
    before = contents(home) | contents(REPOSITORY / "dbt_project")
    table = tmp_path / "table.csv"
    query = ["--metrics", "fdi_success,ovs_success", "--group-by", "fiscal_year", "--order", "-fiscal_year"]
    assert run_application(["metrics", "query", *query, "--quiet", "--csv", str(table), "--home", str(home)]) == 0
    assert calls == []
    assert contents(home) | contents(REPOSITORY / "dbt_project") == before
    with table.open(encoding="utf-8", newline="") as file:
        rows = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
    with duckdb.connect(str(home / "published" / "marts.duckdb"), read_only=True) as connection:
        years = connection.execute(
            "select fiscal_year, sum(value) from marts.marts.kpi_pillar_1 where indicator_id = 'fdi_success' "
            "group by all order by fiscal_year desc"
        ).fetchall()
    assert [(row["fiscal_year"], row["fdi_success"]) for row in rows] == years


@needs_metric_flow
def test_an_unknown_metric_fails(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        run_application(["metrics", "query", "--metrics", "fdi_succes", "--quiet", "--home", str(home)])
    assert exit_.value.code == 1
    assert "fdi_success" in capsys.readouterr().out


def contents(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
