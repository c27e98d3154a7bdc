"""A remote inbox as the tests use it: files put into it, its URL, and the proxy in front of it."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from ingest.land import land_inbox
from ingest.receipts import Receipt

from .servers import LOOPBACK, CuttingProxy, S3Server, SftpServer

BUCKET = "exports"
# What no receipt, message or log may ever hold.
PLANTED = "pl4nted-Secret/+=Wort"


class Put(Protocol):
    """Delivers a file, so many days ago where the sender decides that."""

    def __call__(self, file: str, content: bytes, *, days_ago: int = 1) -> None: ...


@dataclass
class Remote:
    """One inbox on a server.

    Attributes:
        kind: `s3` or `sftp`.
        url: Its location, through the proxy.
        put: Delivers a file.
        proxy: What stands between the pipeline and the server.
        home: Folder of landing and receipts.
    """

    kind: str
    url: str
    put: Put
    proxy: CuttingProxy
    home: Path

    @property
    def landing(self) -> Path:
        return self.home / "landing"

    @property
    def receipts(self) -> Path:
        return self.home / "receipts"

    def land(self, **options: int) -> dict[str, Receipt]:
        """Land the inbox; receipts by file name."""
        return {r.file: r for r in land_inbox(self.url, self.landing, self.receipts, **options)}

    def cut(self, name: str, *, times: int, after: int) -> None:
        """Let the next fetches of a file break after so many bytes."""
        self.proxy.cut_after, self.proxy.cuts_left, self.proxy.cuts_made = after, times, 0
        wanted = name.encode()
        # SSH is encrypted, so there a file is told by its size alone.
        self.proxy.should_cut = (lambda request: wanted in request) if self.kind == "s3" else (lambda _: True)


def s3_inbox(server: S3Server, proxy: CuttingProxy, folder: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> Remote:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", server.key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", server.secret)
    monkeypatch.setenv("AWS_SESSION_TOKEN", "")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://{LOOPBACK}:{proxy.port}")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(home / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(home / "none"))

    def put(file: str, content: bytes, *, days_ago: int = 1) -> None:
        server.client.put_object(Bucket=BUCKET, Key=f"{folder}/{file}", Body=content)

    return Remote("s3", f"s3://{BUCKET}/{folder}", put, proxy, home)


def sftp_inbox(
    server: SftpServer, proxy: CuttingProxy, folder: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> Remote:
    known_hosts = home / "known_hosts"
    known_hosts.write_text(server.known_hosts_line(proxy.port), encoding="utf-8")
    monkeypatch.setenv("MOKUHYO_SFTP_KNOWN_HOSTS", str(known_hosts))
    monkeypatch.setenv("MOKUHYO_SFTP_USERNAME", "pipeline")
    monkeypatch.setenv("MOKUHYO_SFTP_PASSWORD", server.password)
    monkeypatch.delenv("MOKUHYO_SFTP_KEY_FILE", raising=False)
    (server.root / folder).mkdir()

    def put(file: str, content: bytes, *, days_ago: int = 3) -> None:
        path = server.root / folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        # Long at rest: a file modified just now is fetched again, to be sure.
        modified = time.time() - days_ago * 86_400
        os.utime(path, times=(modified, modified))

    return Remote("sftp", f"sftp://{LOOPBACK}:{proxy.port}/{folder}", put, proxy, home)
