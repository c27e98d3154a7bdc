"""A source nobody coded for: one contract and one staging model make it land, typed and visible in Dagster.

What a newcomer writes is all in this file: the contract `trade_fairs.yml`, the model `stg_trade_fairs.sql` and its
YAML, which also names the landed table as a dbt source (a source may be described in several files). Rows in the seed
`codes` are needed only for a vocabulary that no list has yet; here one list is used again and one is added.
"""

from __future__ import annotations

import datetime as dt
import shutil
from decimal import Decimal
from typing import Any

import dagster as dg
import duckdb
import pytest

from ingest.contracts import load_contracts
from orchestration.build import build_definitions
from orchestration.dbt_manifest import parsed_project
from orchestration.dbt_project import project_of
from orchestration.dbt_runner import run_dbt
from orchestration.home import Home
from orchestration.settings import Settings
from profiles import DEFAULT_PROFILE

CONTRACT = """
source: trade_fairs
version: 1
title_ja: 見本市
title_en: Trade fairs
owner: fairs
cadence_days: 35
monthly_by: opening_date
key: fair_id
header_levels: 2
columns:
  - {name: fair_id, header: 見本市番号}
  - {name: opening_date, header: 開幕日, aliases: [初日], type: date}
  - {name: venue_type, header: 会場, type: code, codes: venue_type}
  - {name: turnover, header: 商談額, type: amount, unit_column: unit, currency_column: currency}
  - {name: unit, header: 単位, type: code, codes: unit}
  - {name: currency, header: 通貨, type: code, codes: currency, required: false}
  - {name: is_online, header: オンライン, type: flag, required: false}
  - {name: contact, header: 担当者, personal: true, required: false}
"""
MODEL = """
with

comparable as (
    select
        {{ half_width('fair_id') }} as fair_id,
        {{ day_text('opening_date') }} as opening_date,
        opening_date as opening_date_text,
        {{ clean_text('venue_type') }} as venue_type_text,
        {{ half_width('turnover') }} as turnover,
        {{ clean_text('unit') }} as unit_text,
        {{ clean_text('is_online') }} as is_online,
        {{ lineage_columns() }}
    from {{ source('landing', 'trade_fairs') }}
)

select
    fair_id,
    {{ to_date('opening_date') }} as opening_date,
    opening_date_text,
    {{ to_code('venue_type_text', 'venue_type') }} as venue_type,
    {{ to_number('turnover') }} as turnover,
    {{ to_code('unit_text', 'unit') }} as unit,
    {{ to_flag('is_online') }} as is_online,
    {{ lineage_columns() }}
from comparable
"""
MODEL_YAML = """
version: 2
sources:
  - name: landing
    schema: landing
    tables: [{name: trade_fairs}]
models:
  - name: stg_trade_fairs
    description: "Grain: one row of the trade fair export."
    columns:
      - name: source_file
        data_tests: [not_null]
"""
CODES = "venue_type,自国,home\nvenue_type,海外会場,abroad\n"
ROWS = """見本市番号,開幕日,会場,商談額,単位,通貨,オンライン,備考
TF-1,令和6年4月1日,自国,"1,200",百万円,円,○,
TF-2,2024/5/3,海外会場,△３,千円,,,初回
TF-3,R1.4.30,月面,多額,円,円,×,
"""
FILE = "trade_fairs/trade_fairs_FY2024_20240531.csv"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    root = tmp_path_factory.mktemp("new_source")
    profile = shutil.copytree(DEFAULT_PROFILE, root / "profile")
    staging = profile / "models" / "staging"
    (profile / "contracts" / "trade_fairs.yml").write_text(CONTRACT, encoding="utf-8")
    (staging / "stg_trade_fairs.sql").write_text(MODEL, encoding="utf-8")
    (staging / "stg_trade_fairs.yml").write_text(MODEL_YAML, encoding="utf-8")
    with (profile / "seeds" / "codes.csv").open("a", encoding="utf-8") as codes:
        codes.write(CODES)
    file = root / "inbox" / FILE
    file.parent.mkdir(parents=True)
    file.write_bytes(ROWS.encode("cp932"))
    return Settings(
        home=root / "home",
        inbox=root / "inbox",
        as_of=dt.date(2024, 5, 31),
        profile=profile,
    )


@pytest.fixture(scope="module")
def definitions(settings: Settings) -> dg.Definitions:
    return build_definitions(settings)


@pytest.fixture(scope="module")
def landed(settings: Settings, definitions: dg.Definitions) -> dg.ExecuteInProcessResult:
    """The landing steps of a run, then the new model and what watches the months, as dbt builds them."""
    graph = definitions.resolve_asset_graph()
    sources = [key for key in graph.materializable_asset_keys if key.path[0] in ("landing", "history")]
    job = dg.define_asset_job("land_only", selection=dg.AssetSelection.assets(*sources))
    only = dg.Definitions.merge(definitions, dg.Definitions(jobs=[job]))
    with dg.DagsterInstance.ephemeral() as instance:
        result = only.resolve_job_def("land_only").execute_in_process(instance=instance)
    home = Home(settings.home)
    models = ["codes", "stg_trade_fairs", "int_source_fiscal_years", "int_source_months"]
    run_dbt(
        ["build", "--vars", '{"as_of_date": "2024-05-31"}', "--select", *models],
        project=project_of(settings),
        target=home.dbt / "target",
        home=home,
    )
    return result


def rows(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(Home(settings.home).warehouse)) as connection:
        return connection.execute(query).fetchall()


def test_it_is_an_asset_before_its_model(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    source, model = dg.AssetKey(["landing", "trade_fairs"]), dg.AssetKey(["staging", "stg_trade_fairs"])
    assert graph.get(source).group_name == "source"
    assert graph.get(source).owners == ["team:fairs"]
    assert source in graph.get(model).parent_keys


def test_its_values_are_typed(settings: Settings, landed: dg.ExecuteInProcessResult) -> None:
    assert landed.success
    query = (
        "select fair_id, opening_date, venue_type, turnover, unit, is_online from staging.stg_trade_fairs order by 1"
    )
    assert rows(settings, query) == [
        ("TF-1", dt.date(2024, 4, 1), "home", Decimal(1200), "1000000", True),
        ("TF-2", dt.date(2024, 5, 3), "abroad", Decimal(-3), "1000", False),
        ("TF-3", None, None, None, "1", False),
    ]


def test_its_checks_say_what_drifted(landed: dg.ExecuteInProcessResult) -> None:
    checks = {
        check.check_name: check
        for check in landed.get_asset_check_evaluations()
        if check.asset_key == dg.AssetKey(["landing", "trade_fairs"])
    }
    assert checks["files_readable"].passed
    known = checks["headers_known"]
    assert (known.passed, known.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert known.metadata[FILE].value == f"{FILE}: 備考"


def test_its_months_are_watched(settings: Settings, landed: dg.ExecuteInProcessResult) -> None:
    query = (
        "select month, rows from intermediate.int_source_months where source = 'trade_fairs' and rows > 0 order by 1"
    )
    assert rows(settings, query) == [(dt.date(2024, 4, 1), 1), (dt.date(2024, 5, 1), 1)]


def test_the_shipped_contracts_do_not_know_it() -> None:
    assert "trade_fairs" not in load_contracts()


def test_the_manifest_and_contracts_can_be_given(settings: Settings) -> None:
    contracts = load_contracts(settings.contracts)
    definitions = build_definitions(settings, contracts=contracts, manifest=parsed_project(settings).manifest())
    assert dg.AssetKey(["landing", "trade_fairs"]) in definitions.resolve_asset_graph().get_all_asset_keys()
