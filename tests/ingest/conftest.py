"""Small exports as an agency would send them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import xlsxwriter

from ingest.contracts import SourceContract, load_contracts
from ingest.land import land_inbox
from ingest.receipts import Receipt

from .remote import BUCKET, PLANTED, Remote, s3_inbox, sftp_inbox
from .servers import CuttingProxy, S3Server, SftpServer, cutting_proxy, s3_server, sftp_server

ACTIVITY_HEADER = "活動番号,活動日,節,種別,件数,相手機関"
FX_HEADER = "年月,通貨,円"


def activities_as_text() -> SourceContract:
    """Return the contract of activities with plain text in every column: any cell is what it promises."""
    content = load_contracts()["activities"].model_dump()
    names_only = [{name: column[name] for name in ("name", "header", "aliases")} for column in content["columns"]]
    return SourceContract.model_validate({**content, "columns": names_only})


@dataclass(frozen=True)
class Workplace:
    """An inbox and the folders that landing fills."""

    inbox: Path
    landing: Path
    receipts: Path

    @property
    def review(self) -> Path:
        """The review file of companies."""
        return self.landing.parent / "review" / "company_pairs.csv"

    def put(self, file: str, content: bytes | str) -> Path:
        """Deliver a file, text as UTF-8."""
        path = self.inbox / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def land(self, contracts: Mapping[str, SourceContract] | None = None) -> dict[str, Receipt]:
        """Land the inbox; receipts by file name."""
        receipts = land_inbox(self.inbox, self.landing, self.receipts, contracts=contracts)
        return {receipt.file: receipt for receipt in receipts}


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    return Workplace(inbox, tmp_path / "landing", tmp_path / "receipts")


@pytest.fixture
def activities_workbook(tmp_path: Path) -> Callable[..., bytes]:
    """A workbook with title, merged two-level header, notes and totals."""

    def build(rows: list[list[object]], *, headers: tuple[str, ...] = (), tail: bool = True) -> bytes:
        path = tmp_path / "workbook.xlsx"
        with xlsxwriter.Workbook(str(path)) as workbook:
            sheet = workbook.add_worksheet()
            day = workbook.add_format({"num_format": "yyyy/mm/dd"})
            sheet.write(0, 0, "活動実績（合成データ）")
            sheet.merge_range(1, 0, 2, 0, "活動番号")
            sheet.merge_range(1, 1, 2, 1, "活動日")
            sheet.merge_range(1, 2, 1, 4, "内容")
            for column, header in enumerate(headers or ("節", "種別", "件数"), start=2):
                sheet.write(2, column, header)
            sheet.merge_range(1, 5, 2, 5, "相手機関")
            row_number = 3
            for row in rows:
                for column, value in enumerate(row):
                    if hasattr(value, "year"):
                        sheet.write_datetime(row_number, column, value, day)
                    elif value is not None:
                        sheet.write(row_number, column, value)
                row_number += 1
            if tail:
                sheet.write(row_number, 0, "合　計")
                sheet.write(row_number, 4, 99)
                sheet.write(row_number + 2, 0, "※ 速報値を含む。")
        return path.read_bytes()

    return build


@pytest.fixture(scope="session")
def s3() -> Iterator[tuple[S3Server, CuttingProxy]]:
    with s3_server() as server, cutting_proxy(server.port) as proxy:
        server.client.create_bucket(Bucket=BUCKET)
        yield server, proxy


@pytest.fixture(scope="session")
def sftp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SftpServer, CuttingProxy]]:
    with sftp_server(tmp_path_factory.mktemp("sftp"), PLANTED) as server, cutting_proxy(server.port) as proxy:
        yield server, proxy


@pytest.fixture(params=["s3", "sftp"])
def remote(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Remote]:
    """A fresh inbox on each kind of server."""
    server, proxy = request.getfixturevalue(request.param)
    folder = f"inbox-{uuid.uuid4().hex[:8]}"
    proxy.cuts_left, proxy.goes_down = 0, False
    monkeypatch.setattr("ingest.retries.FIRST_PAUSE_SECONDS", 0.01)
    build = s3_inbox if request.param == "s3" else sftp_inbox
    yield build(server, proxy, folder, tmp_path, monkeypatch)
    proxy.cuts_left = 0
