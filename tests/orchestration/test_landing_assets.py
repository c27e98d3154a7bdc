"""The landing assets in Dagster: what the UI shows of a remote inbox, and what it must not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from ingest.contracts import load_contracts
from orchestration.assets.landing import build_landing, source_key
from orchestration.assets.landing_metadata import SHOWN_RECEIPTS
from orchestration.automation.inbox_sensor import build_inbox_sensor
from orchestration.home import Home
from orchestration.jobs import build_refresh
from orchestration.resources import Warehouse
from orchestration.settings import Settings
from tests.ingest.remote import PLANTED, Remote, sftp_inbox
from tests.ingest.servers import cutting_proxy, sftp_server

RATES = "年月,通貨,円\n2024/4,USD,150\n".encode()
CUT = "fx_rates/fx_rates_FY2025_20260410.csv"


@pytest.fixture
def remote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Remote]:
    monkeypatch.setattr("ingest.retries.FIRST_PAUSE_SECONDS", 0.01)
    with sftp_server(tmp_path, PLANTED) as server, cutting_proxy(server.port) as proxy:
        yield sftp_inbox(server, proxy, "inbox", tmp_path, monkeypatch)


def test_the_ui_shows_receipts_and_no_secret(remote: Remote) -> None:
    for day in range(1, 23):
        remote.put(f"fx_rates/fx_rates_FY2024_202404{day:02}.csv", RATES)
    remote.put("fx_rates/fx_rates_FY2023_20240410.csv", b"")
    remote.put(CUT, RATES + b"2024/5,USD,150\n" * 20_000)
    remote.cut(CUT, times=10_000, after=100_000)
    settings = Settings(home=remote.home / "home", inbox=remote.url)
    home = Home(settings.home)
    landing = build_landing(settings, load_contracts())[0]
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(
            [landing],
            selection=[source_key("fx_rates")],
            instance=instance,
            resources={"warehouse": Warehouse(database=str(home.warehouse), run_lock=str(home.run_lock))},
        )
        logged = "\n".join(map(str, instance.all_logs(result.run_id)))
    passed = {check.check_name: check.passed for check in result.get_asset_check_evaluations()}
    assert passed == {"files_readable": False, "files_reachable": False, "headers_known": True}
    (materialization,) = result.asset_materializations_for_node(landing.op.name)
    table = materialization.metadata["receipts"]
    assert isinstance(table, dg.TableMetadataValue)
    assert len(table.records) == SHOWN_RECEIPTS
    newest = table.records[0].data
    assert (newest["file"], newest["outcome"]) == (CUT, "unreachable")
    times = [str(record.data["attempted_at"]) for record in table.records]
    assert times == sorted(times, reverse=True)
    assert materialization.metadata["files_unreachable"].value == 1
    assert CUT in logged
    assert PLANTED not in logged


def test_nothing_is_connected_when_definitions_are_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("connected")

    monkeypatch.setattr("ingest.inbox._connected", refuse)
    settings = Settings(home=tmp_path / "home", inbox="sftp://nowhere.invalid/inbox")
    contracts = load_contracts()
    build_landing(settings, contracts)
    build_inbox_sensor(settings, contracts.keys(), build_refresh())
    assert not settings.home.exists()
