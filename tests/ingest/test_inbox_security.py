"""What an inbox's owner, its network or its administrator could try, and what must never be written down."""

from __future__ import annotations

import dataclasses
import logging
import os
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.discovery import RemoteFile, discover
from ingest.inbox import InboxLocationError, InboxUnreachableError, RemoteInbox, checked_location, opened_inbox
from ingest.redaction import SECRET_VARIABLES, without_secrets
from orchestration.settings import Settings

from .conftest import FX_HEADER
from .remote import BUCKET, PLANTED, Remote
from .servers import S3Server

RATES = "fx_rates/fx_rates_FY2024_20250410.csv"
GOOD = f"{FX_HEADER}\n2024/4,USD,150\n".encode()

Damage = Callable[[Remote, pytest.MonkeyPatch], None]


def wrong_credentials(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", f"{PLANTED}-wrong")
    monkeypatch.setenv("MOKUHYO_SFTP_PASSWORD", f"{PLANTED}-wrong")


def unknown_credentials(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", PLANTED)
    monkeypatch.setenv("AWS_SESSION_TOKEN", PLANTED)
    monkeypatch.setenv("MOKUHYO_SFTP_USERNAME", "somebody")


@pytest.mark.parametrize("damage", [wrong_credentials, unknown_credentials])
def test_wrong_credentials_are_said_and_not_shown(
    remote: Remote, damage: Damage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    remote.put(RATES, GOOD)
    damage(remote, monkeypatch)
    with pytest.raises(InboxUnreachableError, match=r"does not let us in.*Remedy: check ") as raised:
        remote.land()
    assert PLANTED not in "".join(traceback.format_exception(raised.value))
    assert PLANTED not in caplog.text
    assert not remote.receipts.exists()


def test_missing_credentials_are_said(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY" if remote.kind == "s3" else "MOKUHYO_SFTP_PASSWORD")
    with pytest.raises(InboxUnreachableError, match=r"set.*Remedy: "):
        remote.land()


def test_no_secret_is_written_down(remote: Remote, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    large = GOOD + b"2024/5,USD,150\n" * 20_000
    remote.put(RATES, GOOD)
    remote.put("fx_rates/fx_rates_FY2025_20260410.csv", large)
    remote.put("fx_rates/fx_rates_FY2026_20260410.csv", b"")
    remote.cut("FY2025", times=10_000, after=100_000)
    outcomes = {receipt.outcome for receipt in remote.land().values()}
    assert outcomes == {"accepted", "unreachable", "quarantined"}
    with opened_inbox(remote.url) as inbox:
        assert isinstance(inbox, RemoteInbox)
        files = list(discover(inbox, ["fx_rates"]))
        shown = f"{inbox!r} {inbox.filesystem.storage_options} {inbox.filesystem.to_json()} {files}"
    names = ["AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID"] if remote.kind == "s3" else ["MOKUHYO_SFTP_PASSWORD"]
    secrets = [os.environ[name] for name in names]
    written = [path.read_bytes().decode("utf-8", "replace") for path in remote.home.rglob("*") if path.is_file()]
    assert not [text for text in written if remote.url in text or ("127.0.0.1" in text and '"outcome"' in text)]
    for text in (*written, caplog.text, shown):
        for secret in secrets:
            assert secret not in text


@pytest.mark.parametrize("remote", ["sftp"], indirect=True)
def test_an_unknown_host_is_refused(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    remote.put(RATES, GOOD)
    known_hosts = remote.home / "known_hosts"
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    before = known_hosts.read_text(encoding="utf-8")
    for content, said in (
        ("", "is not known"),
        (f"[127.0.0.1]:{remote.proxy.port} {other}", "is not the one in"),
    ):
        known_hosts.write_text(content, encoding="utf-8")
        with pytest.raises(InboxUnreachableError, match=rf"{said}.*Remedy: get the server's public key"):
            remote.land()
        assert known_hosts.read_text(encoding="utf-8") == content, "a key was accepted and kept"
    monkeypatch.setenv("MOKUHYO_SFTP_KNOWN_HOSTS", str(remote.home / "nowhere"))
    with pytest.raises(InboxUnreachableError, match="there is no known-hosts file"):
        remote.land()
    monkeypatch.setenv("MOKUHYO_SFTP_KNOWN_HOSTS", str(known_hosts))
    known_hosts.write_text(before, encoding="utf-8")
    assert remote.land()[RATES].outcome == "accepted"


@pytest.mark.parametrize("remote", ["sftp"], indirect=True)
def test_a_key_file_lets_us_in(sftp: Any, remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    remote.put(RATES, GOOD)
    monkeypatch.delenv("MOKUHYO_SFTP_PASSWORD")
    monkeypatch.setenv("MOKUHYO_SFTP_KEY_FILE", str(sftp[0].key_file))
    assert remote.land()[RATES].outcome == "accepted"


@pytest.mark.parametrize("remote", ["s3"], indirect=True)
def test_keys_that_lead_elsewhere_are_left_alone(remote: Remote, s3: tuple[S3Server, Any]) -> None:
    folder = remote.url.rpartition("/")[2]
    remote.put(RATES, GOOD)
    for key in (
        "fx_rates/../../x",
        "fx_rates/..",
        "fx_rates//fx_rates_FY2020_20210410.csv",
        "fx_rates/",
        "../x",
        "/x",
        "fx_rates/.x",
    ):
        s3[0].client.put_object(Bucket=BUCKET, Key=f"{folder}/{key}", Body=GOOD)
    remote.put("fx_rates/x\\..\\..\\y.csv", GOOD)
    receipts = remote.land()
    assert {file: receipt.outcome for file, receipt in receipts.items()} == {
        RATES: "accepted",
        "fx_rates/x\\..\\..\\y.csv": "quarantined",
    }
    places = {path.relative_to(remote.home).parts[0] for path in remote.home.rglob("*")}
    assert places <= {"landing", "receipts"}


@pytest.mark.parametrize("remote", ["sftp"], indirect=True)
def test_links_on_a_server_are_not_followed(sftp: Any, remote: Remote) -> None:
    root = sftp[0].root / remote.url.rpartition("/")[2]
    remote.put("elsewhere/rates.csv", GOOD)
    remote.put(RATES, GOOD)
    (root / "fx_rates" / "fx_rates_FY2025_20260410.csv").symlink_to(root / "elsewhere" / "rates.csv")
    (root / "activities").symlink_to(root / "elsewhere")
    assert list(remote.land()) == [RATES]


@dataclasses.dataclass
class HostileListing:
    """A file system whose names are chosen by an enemy."""

    names: list[str]

    def ls(self, path: str, *, detail: bool) -> list[dict[str, Any]]:
        folder = {"name": "in/fx_rates", "type": "directory", "size": 0}
        return [folder] if path == "in" else [{"name": name, "type": "file", "size": 1} for name in self.names]


@given(st.lists(st.text(alphabet="./\\ab\n\0fx_rates", max_size=20)))
def test_no_listed_name_leaves_its_folder(names: list[str]) -> None:
    filesystem = HostileListing([*names, *(f"in/fx_rates/{name}" for name in names)])
    for found in discover(RemoteInbox(filesystem, "in", "memory://in"), ["fx_rates"]):
        source, _, name = found.file.partition("/")
        assert source == "fx_rates"
        assert isinstance(found.path, RemoteFile)
        assert found.path.path == f"in/fx_rates/{name}"
        assert "/" not in name
        assert name not in {"", ".", ".."}


@pytest.mark.parametrize(
    "url",
    [
        f"sftp://user:{PLANTED}@host/inbox",
        f"SFTP://user:{PLANTED}@host/inbox",
        f"s3://key:{PLANTED}@bucket/inbox",
        f"s3://{PLANTED}@bucket/inbox",
        f"sftp://user:{PLANTED}@ho[st:99999999/inbox",
        f"https://host/inbox?token={PLANTED}",
        f"zip::s3://bucket/{PLANTED}.zip",
        f"sftp://host:{PLANTED}/",
    ],
)
def test_a_location_with_a_secret_is_refused_without_repeating_it(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InboxLocationError, match="Remedy: ") as raised:
        checked_location(url)
    assert PLANTED not in "".join(traceback.format_exception(raised.value))
    monkeypatch.setenv("MOKUHYO_INBOX", url)
    with pytest.raises(ValueError, match="Remedy: ") as refused:
        Settings()
    assert PLANTED not in "".join(traceback.format_exception(refused.value))


@pytest.mark.parametrize(
    ("given_location", "kept"),
    [
        ("s3://bucket/inbox/", "s3://bucket/inbox"),
        ("sftp://user@host:2222/inbox", "sftp://user@host:2222/inbox"),
        ("file:///inbox", "/inbox"),
        ("/in/./box", "/in/box"),
    ],
)
def test_locations_are_kept_in_one_form(given_location: str, kept: str) -> None:
    assert checked_location(given_location) == kept
    assert checked_location(kept) == kept


def test_a_relative_folder_is_made_absolute() -> None:
    assert checked_location("inbox") == str(Path("inbox").absolute())


@pytest.mark.parametrize("name", SECRET_VARIABLES)
def test_what_a_library_says_is_cleaned(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, PLANTED)
    said = without_secrets(f"\x1b[31mdenied\r\nkey {PLANTED}, {PLANTED}" + "x" * 1000)
    assert PLANTED not in said
    assert said.isprintable()
    assert said.startswith("[31mdenied key ***, ***")
    assert len(said) < 400
    assert without_secrets("no answer from http://user:word@host/x") == "no answer from http://***@host/x."
