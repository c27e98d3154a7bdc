"""With a secret in every variable, what fails says so in no log, event, receipt or file with the secret in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from ingest.contracts import load_contracts
from orchestration.assets.landing import build_landing, source_key
from orchestration.home import Home
from orchestration.instance import open_instance
from orchestration.resources import Warehouse
from orchestration.settings import Settings
from tests.deployment.secrets import SECRETS, told
from tests.ingest.remote import Remote, sftp_inbox
from tests.ingest.servers import cutting_proxy, sftp_server

FILE = "fx_rates/fx_rates_FY2024_20240410.csv"
RATES = "年月,通貨,円\n2024/4,USD,150\n".encode()


@pytest.fixture
def remote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Remote]:
    monkeypatch.setattr("ingest.retries.FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr("orchestration.assets.landing.INBOX_PAUSE_SECONDS", 0)
    for name, secret in SECRETS.items():
        monkeypatch.setenv(name, secret)
    with sftp_server(tmp_path, SECRETS["MOKUHYO_SFTP_PASSWORD"]) as server, cutting_proxy(server.port) as proxy:
        yield sftp_inbox(server, proxy, "inbox", tmp_path, monkeypatch)


def land(inbox: str, home: Home, *further: dg.AssetsDefinition) -> tuple[bool, str]:
    """Land through Dagster, recorded on the disk; whether it succeeded, and every event as text."""
    settings = Settings(home=home.root, inbox=inbox)
    landing = build_landing(settings, load_contracts())[0]
    warehouse = Warehouse(database=str(home.warehouse), run_lock=str(home.run_lock))
    with open_instance(home) as instance:
        result = dg.materialize(
            [landing, *further],
            selection=[source_key("fx_rates"), *(asset.key for asset in further)],
            instance=instance,
            resources={"warehouse": warehouse},
            raise_on_error=False,
        )
        return result.success, "\n".join(map(str, instance.all_logs(result.run_id)))


@pytest.mark.parametrize("failing", ["cut", "password", "bucket"])
def test_no_secret_is_told(
    failing: str, remote: Remote, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    remote.put(FILE, RATES + b"2024/5,USD,150\n" * 20_000)
    inbox, home = remote.url, Home(remote.home / "home")
    if failing == "cut":
        remote.cut(FILE, times=10_000, after=100_000)
    elif failing == "password":
        monkeypatch.setenv("MOKUHYO_SFTP_PASSWORD", SECRETS["MOKUHYO_SFTP_KEY_PASSPHRASE"])
    elif failing == "bucket":
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{remote.proxy.port}")
        inbox = "s3://exports/inbox"
    succeeded, events = land(inbox, home)
    assert succeeded == (failing == "cut")
    assert "Remedy: " in events
    assert told([home.root], [events, *capfd.readouterr()]) == []


def test_a_secret_that_is_told_is_found(remote: Remote, tmp_path: Path) -> None:
    @dg.asset(deps=[source_key("fx_rates")])
    def careless() -> dg.MaterializeResult:
        print(SECRETS["PGPASSWORD"])
        return dg.MaterializeResult(metadata={"token": SECRETS["MOKUHYO_SERVED_TOKEN"]})

    home = Home(tmp_path / "home")
    remote.put(FILE, RATES)
    land(remote.url, home, careless)
    found = told([home.root])
    assert {leak.planted for leak in found} == {SECRETS["PGPASSWORD"], SECRETS["MOKUHYO_SERVED_TOKEN"]}
