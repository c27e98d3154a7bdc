"""The dashboard that we ship fits the published tables; these tests need no Superset."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy.engine import make_url

from deploy.superset.bundle import DASHBOARD, write_bundle

INTERFACE = Path(__file__).resolve().parents[2] / "dbt_project" / "interface" / "version_1.csv"


def read(pattern: str) -> list[dict[str, Any]]:
    """Files of the dashboard that match a pattern."""
    found = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(DASHBOARD.glob(pattern))]
    assert found
    return found


def published(table: str) -> list[str]:
    """Columns that the interface promises of a table, in their order."""
    with INTERFACE.open(encoding="utf-8", newline="") as file:
        return [row["column"] for row in csv.DictReader(file) if row["table"] == table]


def test_datasets_know_the_published_columns() -> None:
    tables = [dataset for dataset in read("datasets/*/*.yaml") if dataset["sql"] is None]
    assert len(tables) >= 3
    for dataset in tables:
        assert [column["column_name"] for column in dataset["columns"]] == published(dataset["table_name"])


def test_everything_that_is_pointed_to_is_there() -> None:
    (database,) = read("databases/*.yaml")
    datasets, charts, (dashboard,) = read("datasets/*/*.yaml"), read("charts/*.yaml"), read("dashboards/*.yaml")
    assert {dataset["database_uuid"] for dataset in datasets} == {database["uuid"]}
    assert {chart["dataset_uuid"] for chart in charts} == {dataset["uuid"] for dataset in datasets}
    items = [item for item in dashboard["position"].values() if isinstance(item, dict)]
    placed = [item["meta"]["uuid"] for item in items if item["type"] == "CHART"]
    assert sorted(placed) == sorted(chart["uuid"] for chart in charts)


def test_the_database_is_opened_read_only_and_nothing_may_be_written() -> None:
    (database,) = read("databases/*.yaml")
    assert database["sqlalchemy_uri"].endswith("?access_mode=read_only")
    assert not any(database[f"allow_{right}"] for right in ("dml", "ctas", "cvas", "csv_upload"))


@pytest.mark.parametrize("folder", ["plain", "with space", "目標"])
def test_the_bundle_names_the_database_through_the_link(tmp_path: Path, folder: str) -> None:
    home = tmp_path / folder
    (home / "publications" / "one").mkdir(parents=True)
    (home / "published").symlink_to("publications/one")
    out = tmp_path / "bundle.zip"
    write_bundle(home / "published" / "mokuhyo.duckdb", out)
    with zipfile.ZipFile(out) as bundle:
        names = bundle.namelist()
        assert len(names) == len(list(DASHBOARD.rglob("*.yaml")))
        assert {name.partition("/")[0] for name in names} == {"mokuhyo"}
        database = yaml.safe_load(bundle.read("mokuhyo/databases/mokuhyo.yaml"))
    url = make_url(database["sqlalchemy_uri"])
    assert (url.drivername, url.database) == ("duckdb", str(home / "published" / "mokuhyo.duckdb"))
    assert url.query == {"access_mode": "read_only"}


def test_a_path_that_would_be_read_as_options_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Remedy"):
        write_bundle(tmp_path / "what?" / "mokuhyo.duckdb", tmp_path / "bundle.zip")
