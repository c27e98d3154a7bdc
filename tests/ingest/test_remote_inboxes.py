"""Inboxes on real servers: what lands is what a local inbox would land, whatever the connection does."""

from __future__ import annotations

import dataclasses
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ingest.delivery import Delivery
from ingest.inbox import InboxUnreachableError
from ingest.land import land_inbox
from ingest.receipts import read_receipts

from .conftest import ACTIVITY_HEADER, FX_HEADER
from .remote import Remote

RATES = "fx_rates/fx_rates_FY2024_20250410.csv"
OTHER_RATES = "fx_rates/fx_rates_FY2025_20260410.csv"
ACTIVITIES = "activities/activities_FY2024_20250410.csv"
GOOD = f"{FX_HEADER}\n2024/4,USD,150\n".encode()
# Larger than anything else that goes over the wire, so that the proxy can tell it by its size.
LARGE = "\n".join(
    [ACTIVITY_HEADER, *(f"AC-{n},2024/4/1,1-1,政府連携,{n},経済産業省" for n in range(12_000)), ""]
).encode()
CUT_AFTER = 200_000
EVER = 10_000
REPOSITORY = Path(__file__).resolve().parents[2]


def fill(remote: Remote) -> None:
    for file, content in ((RATES, GOOD), (OTHER_RATES, GOOD), (ACTIVITIES, LARGE)):
        remote.put(file, content)


def landed_bytes(landing: Path) -> dict[str, bytes]:
    return {str(path.relative_to(landing)): path.read_bytes() for path in landing.rglob("*.parquet")}


def test_a_remote_inbox_lands_what_a_local_one_does(remote: Remote, tmp_path: Path) -> None:
    fill(remote)
    local = tmp_path / "local"
    for file, content in ((RATES, GOOD), (OTHER_RATES, GOOD), (ACTIVITIES, LARGE)):
        (local / file).parent.mkdir(parents=True, exist_ok=True)
        (local / file).write_bytes(content)
    receipts = remote.land()
    assert {receipt.outcome for receipt in receipts.values()} == {"accepted"}
    for receipt in land_inbox(local, tmp_path / "local_landing", tmp_path / "local_receipts"):
        remotely = receipts[receipt.file]
        assert dataclasses.replace(remotely, attempted_at=receipt.attempted_at, mark=None) == receipt
    assert landed_bytes(remote.landing) == landed_bytes(tmp_path / "local_landing")
    assert len(landed_bytes(remote.landing)) == 3


def test_an_unchanged_file_is_not_fetched_again(remote: Remote) -> None:
    fill(remote)
    remote.put("fx_rates/fx_rates_FY2023_20240410.csv", b"")
    first = remote.land()
    # Whoever fetches the large file now will see the connection break.
    remote.cut(ACTIVITIES, times=EVER, after=CUT_AFTER)
    again = remote.land()
    assert remote.proxy.cuts_made == 0
    assert {file: receipt.outcome for file, receipt in again.items()} == {
        file: "quarantined" if receipt.outcome == "quarantined" else "already_landed" for file, receipt in first.items()
    }
    assert len(read_receipts(remote.receipts)) == len(first) == 4


def test_a_corrected_file_is_fetched_and_the_same_content_sent_again_is_known(remote: Remote) -> None:
    remote.put(RATES, GOOD)
    remote.land()
    remote.put(RATES, GOOD.replace(b"150", b"151"), days_ago=2)
    assert remote.land()[RATES].outcome == "accepted"
    remote.put(RATES, GOOD.replace(b"150", b"151"), days_ago=1)
    assert remote.land()[RATES].outcome == "already_landed"
    assert len(landed_bytes(remote.landing)) == 2


def test_a_connection_dropped_once_is_taken_up_again(remote: Remote) -> None:
    fill(remote)
    remote.cut(ACTIVITIES, times=1, after=CUT_AFTER)
    receipts = remote.land()
    assert remote.proxy.cuts_made == 1
    assert {receipt.outcome for receipt in receipts.values()} == {"accepted"}
    assert receipts[ACTIVITIES].rows == 12_000


def test_a_connection_that_always_drops_leaves_one_file_unreachable(remote: Remote) -> None:
    fill(remote)
    remote.cut(ACTIVITIES, times=EVER, after=CUT_AFTER)
    receipts = remote.land()
    assert remote.proxy.cuts_made >= 3
    assert {file: receipt.outcome for file, receipt in receipts.items()} == {
        ACTIVITIES: "unreachable",
        RATES: "accepted",
        OTHER_RATES: "accepted",
    }
    error = receipts[ACTIVITIES].error
    assert error is not None
    assert error.startswith(ACTIVITIES)
    assert "Remedy: " in error
    assert not [name for name in landed_bytes(remote.landing) if name.startswith("activities")]
    assert [receipt for receipt in read_receipts(remote.receipts) if receipt.file == ACTIVITIES]
    remote.proxy.cuts_left = 0
    assert remote.land()[ACTIVITIES].outcome == "accepted"


@pytest.mark.parametrize("remote", ["sftp"], indirect=True)
def test_only_the_noise_of_a_broken_connection_is_kept_quiet(remote: Remote) -> None:
    remote.put(RATES, GOOD)
    remote.land()
    from ingest.sftp import _without_prefetch_noise

    heard: list[type[BaseException]] = []
    hook = _without_prefetch_noise(lambda arguments: heard.append(arguments.exc_type))
    for name, error in (("Thread-1 (_prefetch_thread)", EOFError()), ("Thread-1 (_prefetch_thread)", KeyError())):
        hook(threading.ExceptHookArgs((type(error), error, None, threading.Thread(name=name))))
    hook(threading.ExceptHookArgs((EOFError, EOFError(), None, threading.Thread(name="Thread-1 (other)"))))
    hook(threading.ExceptHookArgs((EOFError, EOFError(), None, None)))
    assert heard == [KeyError, EOFError, EOFError]


def test_an_inbox_that_goes_away_ends_the_run(remote: Remote) -> None:
    fill(remote)
    remote.cut(ACTIVITIES, times=1, after=CUT_AFTER)
    remote.proxy.goes_down = True
    with pytest.raises(InboxUnreachableError, match=r"cannot be reached.*Remedy: "):
        remote.land()
    # Nothing is said of files that were never tried.
    assert not remote.receipts.exists()
    remote.proxy.goes_down = False
    assert {receipt.outcome for receipt in remote.land().values()} == {"accepted"}


def test_a_file_landed_before_is_not_lost_when_it_cannot_be_fetched_anew(remote: Remote) -> None:
    remote.put(ACTIVITIES, LARGE)
    first = remote.land()[ACTIVITIES]
    remote.put(ACTIVITIES, LARGE + "AC-N,2024/4/1,1-1,政府連携,1,\n".encode())
    remote.cut(ACTIVITIES, times=EVER, after=CUT_AFTER)
    assert remote.land()[ACTIVITIES].outcome == "unreachable"
    remote.proxy.cuts_left = 0
    remote.put(ACTIVITIES, LARGE)
    again = remote.land()[ACTIVITIES]
    assert (again.outcome, again.landed_as) == ("already_landed", first.landed_as)
    # The word `unreachable` must not be the last one about a file that is there.
    assert read_receipts(remote.receipts)[-1].outcome == "already_landed"


@pytest.mark.parametrize("remote", ["sftp"], indirect=True)
def test_the_spool_is_private_and_empty_afterwards(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    modes: list[tuple[int, int]] = []

    def watch(path: Path, sha256: str, size_bytes: int, mark: str | None = None) -> Delivery:
        modes.append((stat.S_IMODE(path.parent.stat().st_mode), stat.S_IMODE(path.stat().st_mode)))
        return Delivery(path, sha256, size_bytes, mark)

    monkeypatch.setattr("ingest.delivery.Delivery", watch)
    remote.put(RATES, GOOD)
    assert remote.land()[RATES].outcome == "accepted"
    assert modes == [(0o700, 0o600)]
    assert not (remote.home / "spool").exists()


@pytest.mark.parametrize("remote", ["sftp"], indirect=True)
def test_a_file_that_is_too_large_is_not_fetched(remote: Remote) -> None:
    fill(remote)
    remote.cut(ACTIVITIES, times=EVER, after=CUT_AFTER)
    receipts = remote.land(max_file_bytes=100_000)
    assert remote.proxy.cuts_made == 0
    assert receipts[ACTIVITIES].outcome == "quarantined"
    assert "MOKUHYO_MAX_FILE_BYTES" in (receipts[ACTIVITIES].error or "")
    assert receipts[RATES].outcome == "accepted"


@pytest.mark.parametrize("remote", ["sftp"], indirect=True)
def test_nested_folders_and_hidden_files_are_left_alone(remote: Remote) -> None:
    remote.put(RATES, GOOD)
    for file in ("fx_rates/old/fx_rates_FY2020_20210410.csv", "fx_rates/.hidden.csv", "elsewhere/fx_rates_FY2020.csv"):
        remote.put(file, GOOD)
    assert list(remote.land()) == [RATES]


def test_a_missing_folder_is_said(remote: Remote) -> None:
    with pytest.raises(InboxUnreachableError, match=r"there is no such folder.*Remedy: "):
        land_inbox(f"{remote.url}-nowhere", remote.landing, remote.receipts)


def test_a_server_that_is_down_is_said(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    url = remote.url.replace(str(remote.proxy.port), "9")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    with pytest.raises(InboxUnreachableError, match=r"cannot be reached.*Remedy: "):
        land_inbox(url, remote.landing, remote.receipts)


@pytest.mark.parametrize(("kind", "module"), [("s3", "s3fs"), ("sftp", "paramiko")])
def test_a_missing_extra_is_named(kind: str, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "none")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")
    # Another process, because this one has the library already.
    script = (
        f"import sys; sys.modules[{module!r}] = None\n"
        "from ingest.inbox import opened_inbox\n"
        f"with opened_inbox('{kind}://127.0.0.1/inbox'): pass"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert f"Remedy: install mokuhyo[{kind}]" in done.stderr
    assert done.returncode == 1
