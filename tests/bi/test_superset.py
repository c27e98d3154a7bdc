"""Apache Superset: it connects read-only, queries every mart, and shows the dashboard that we ship."""

from __future__ import annotations

import os
import shutil
import socket
import time
from collections.abc import Iterator
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

import duckdb
import pytest

from deploy.superset.bundle import DASHBOARD, database_uri, write_bundle
from reporting.publication import Publication
from reporting.table_copy import SCHEMA
from tests.bi.conftest import ENVIRONMENTS
from tests.bi.superset_server import USER, Superset

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
CHART_SECONDS = 180


@pytest.fixture(scope="module")
def superset(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Superset]:
    assert (ENVIRONMENTS / "superset" / "bin" / "superset").exists(), "no Superset. Remedy: make test-bi."
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = Superset(tmp_path_factory.mktemp("superset"), port)
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def connected(superset: Superset, database: Path) -> int:
    """Id of the published database in Superset."""
    content = {
        "database_name": "marts",
        "sqlalchemy_uri": database_uri(database),
        "expose_in_sqllab": True,
        "allow_dml": True,
    }
    return int(superset.post("/api/v1/database/", content)["id"])


def test_every_mart_is_listed_and_answers_a_chart_query(
    superset: Superset, connected: int, publication: Publication, measured: list[dict[str, Any]]
) -> None:
    started = time.perf_counter()
    query = f"(schema_name:{SCHEMA})"
    listed = superset.get(f"/api/v1/database/{connected}/tables/", q=query)["result"]
    assert {table["value"] for table in listed} == set(publication.tables)
    counted = {}
    for name in publication.tables:
        content = {"database": connected, "schema": SCHEMA, "table_name": name}
        dataset = superset.post("/api/v1/dataset/", content)["id"]
        chart = {
            "datasource": {"id": dataset, "type": "table"},
            "queries": [
                {
                    "metrics": [{"expressionType": "SQL", "sqlExpression": "count(*)", "label": "rows"}],
                    "columns": [],
                    "row_limit": 10,
                }
            ],
            "result_format": "json",
            "result_type": "full",
        }
        (answer,) = superset.post("/api/v1/chart/data", chart)["result"]
        assert answer["status"] == "success", name
        counted[name] = answer["data"][0]["rows"]
        # Metadata in SQLite knows a table's name once, whatever database it is in; the dashboard brings its own.
        superset.delete(f"/api/v1/dataset/{dataset}")
    assert counted == {name: table.rows for name, table in publication.tables.items()}
    measured.append(
        {
            "client": "Apache Superset",
            "version": installed("apache_superset"),
            "tables": len(listed),
            "queries": 2 * len(counted) + 1,
            "rows": sum(counted.values()),
            "seconds": round(time.perf_counter() - started, 2),
        }
    )


@pytest.mark.parametrize(
    "statement",
    [f"create table {SCHEMA}.x as select 1", f"delete from {SCHEMA}.data_gaps", f"drop table {SCHEMA}.data_gaps"],
)
def test_nothing_is_written_even_where_superset_would_allow_it(
    superset: Superset, connected: int, database: Path, statement: str
) -> None:
    before = database.read_bytes()
    content = {"database_id": connected, "schema": SCHEMA, "sql": statement, "runAsync": False}
    answer = superset.sent("/api/v1/sqllab/execute/", content)
    assert not answer.ok
    assert "read-only" in answer.text
    assert database.read_bytes() == before


def test_the_next_publication_is_seen_without_a_restart(superset: Superset, tmp_path: Path) -> None:
    for actual in (1, 2):
        (tmp_path / f"publication_{actual}").mkdir()
        with duckdb.connect(str(tmp_path / f"publication_{actual}" / "mokuhyo.duckdb")) as connection:
            connection.execute(f"create schema {SCHEMA}; create table {SCHEMA}.figures as select {actual} as actual")
    link = tmp_path / "published"
    link.symlink_to("publication_1")
    content = {"database_name": "moving", "sqlalchemy_uri": database_uri(link / "mokuhyo.duckdb")}
    moving = superset.post("/api/v1/database/", content)["id"]
    query = {"database_id": moving, "schema": SCHEMA, "sql": f"select actual from {SCHEMA}.figures", "runAsync": False}
    assert superset.post("/api/v1/sqllab/execute/", query)["data"] == [{"actual": 1}]
    following = tmp_path / "following"
    following.symlink_to("publication_2")
    following.replace(link)
    assert superset.post("/api/v1/sqllab/execute/", query)["data"] == [{"actual": 2}]


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_every_chart_of_the_shipped_dashboard_shows_data(
    superset: Superset, database: Path, tmp_path: Path, measured: list[dict[str, Any]]
) -> None:
    bundle = tmp_path / "mokuhyo_superset.zip"
    write_bundle(database, bundle)
    superset.upload("/api/v1/dashboard/import/", "formData", bundle, overwrite="true")
    charts = superset.get("/api/v1/dashboard/mokuhyo/charts")["result"]
    assert len(charts) == len(list((DASHBOARD / "charts").glob("*.yaml")))
    started = time.perf_counter()
    answers, complaints = shown(superset, len(charts))
    assert len(answers) == len(charts)
    for answer in answers:
        assert answer["status"] == "success"
        assert answer["rowcount"] > 0
    assert complaints == []
    measured.append(
        {
            "client": "Apache Superset, shipped dashboard in Chromium",
            "version": installed("apache_superset"),
            "queries": len(answers),
            "seconds": round(time.perf_counter() - started, 2),
        }
    )


def shown(superset: Superset, charts: int) -> tuple[list[dict[str, Any]], list[str]]:
    """Open the dashboard as a person does; return what its charts were answered, and what a chart complains of."""
    answers: list[dict[str, Any]] = []

    def keep(response: Any) -> None:
        if "/api/v1/chart/data" in response.url:
            answers.extend(response.json().get("result", [{"status": response.text()}]))

    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1440, "height": 2600}, locale="ja-JP")
        page.set_default_timeout(CHART_SECONDS * 1000)
        page.goto(f"{superset.url}/login/")
        page.fill("input[name=username], #username", USER)
        page.fill("input[name=password], #password", superset.password)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/login" not in url)
        page.on("response", keep)
        page.goto(f"{superset.url}/superset/dashboard/mokuhyo/?standalone=1")
        last = time.monotonic() + CHART_SECONDS
        while len(answers) < charts and time.monotonic() < last:
            page.wait_for_timeout(500)
        page.locator("[aria-label=Loading], .loading").first.wait_for(state="detached")
        page.wait_for_timeout(3000)
        complaints = page.locator(
            "[data-test=chart-container] .ant-alert, .chart-container .ant-alert"
        ).all_inner_texts()
        if picture := os.environ.get("MOKUHYO_BI_SCREENSHOT"):
            page.screenshot(path=picture, full_page=True)
        browser.close()
    return answers, complaints


def installed(package: str) -> str:
    """Version of a package in Superset's environment."""
    folders = list((ENVIRONMENTS / "superset").glob(f"lib/python*/site-packages/{package}-*.dist-info"))
    assert folders, package
    return Distribution.at(folders[0]).version
