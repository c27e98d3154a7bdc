"""Archives that are cut off, altered, or made to write elsewhere: refused before anything is put in place."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestration.backup.errors import BackupError
from orchestration.backup.restore import restore_backup, verify_backup
from orchestration.backup.write import write_backup
from orchestration.home import Home
from tests.orchestration.backup.small_home import NOW

Alter = Callable[[tarfile.TarInfo, bytes], tuple[tarfile.TarInfo, bytes] | None]


def rewritten(archive: Path, alter: Alter, extra: list[tuple[tarfile.TarInfo, bytes]] | None = None) -> Path:
    """Write an archive again with each member altered, and more members before the manifest."""
    out = archive.with_name("hostile.tar.gz")
    with tarfile.open(archive) as source, tarfile.open(out, "w:gz", format=tarfile.PAX_FORMAT) as target:
        for member in source:
            stream = source.extractfile(member)
            altered = alter(member, b"" if stream is None else stream.read())
            if member.name == "manifest.json":
                for added, content in extra or []:
                    added.size = len(content) if added.isreg() else 0
                    target.addfile(added, io.BytesIO(content))
            if altered is not None:
                altered[0].size = len(altered[1])
                target.addfile(altered[0], io.BytesIO(altered[1]))
    return out


def unaltered(member: tarfile.TarInfo, content: bytes) -> tuple[tarfile.TarInfo, bytes]:
    return member, content


def altered_manifest(change: Callable[[dict[str, Any]], object]) -> Alter:
    def alter(member: tarfile.TarInfo, content: bytes) -> tuple[tarfile.TarInfo, bytes]:
        if member.name == "manifest.json":
            manifest = json.loads(content)
            change(manifest)
            content = json.dumps(manifest).encode()
        return member, content

    return alter


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, link
    return made


@pytest.fixture
def archive(home: Home, tmp_path: Path) -> Path:
    return write_backup(home, tmp_path / "backup.tar.gz", NOW).file


@pytest.fixture
def refused(tmp_path: Path) -> Callable[[Path, str], None]:
    def check(hostile: Path, why: str) -> None:
        before = {path for path in tmp_path.rglob("*") if "home/" not in str(path)}
        with pytest.raises(BackupError, match=why):
            verify_backup(hostile)
        with pytest.raises(BackupError, match=why):
            restore_backup(hostile, Home(tmp_path / "elsewhere"), NOW)
        assert {path for path in tmp_path.rglob("*") if "home/" not in str(path)} == before

    return check


@pytest.mark.parametrize(
    "name",
    [
        "../escaped",
        "home/../../escaped",
        "/etc/escaped",
        "home//escaped",
        "home/./escaped",
        "home\\..\\escaped",
        "home/",
    ],
)
def test_names_that_lead_elsewhere(archive: Path, refused: Callable[[Path, str], None], name: str) -> None:
    refused(rewritten(archive, unaltered, [(member(name), b"escaped")]), "refused|not what it says")


@pytest.mark.parametrize(
    "special",
    [
        member("home/link", tarfile.SYMTYPE, "../../outside"),
        member("home/link", tarfile.SYMTYPE, "receipts"),
        member("home/link", tarfile.LNKTYPE, "home/receipts/one.json"),
        member("home/pipe", tarfile.FIFOTYPE),
        member("home/device", tarfile.CHRTYPE),
        member("home/folder", tarfile.DIRTYPE),
    ],
)
def test_links_and_special_files(archive: Path, refused: Callable[[Path, str], None], special: tarfile.TarInfo) -> None:
    refused(rewritten(archive, unaltered, [(special, b"")]), "no regular file")


def test_a_changed_file(archive: Path, refused: Callable[[Path, str], None]) -> None:
    def alter(entry: tarfile.TarInfo, content: bytes) -> tuple[tarfile.TarInfo, bytes]:
        return entry, b"{ }" if entry.name == "home/receipts/one.json" else content

    refused(rewritten(archive, alter), "1 files are missing or differ, such as receipts/one.json")


def test_a_missing_file(archive: Path, refused: Callable[[Path, str], None]) -> None:
    hostile = rewritten(archive, lambda entry, content: None if "one.json" in entry.name else (entry, content))
    refused(hostile, "missing or differ, such as receipts/one.json")


def test_a_file_that_the_manifest_does_not_know(archive: Path, refused: Callable[[Path, str], None]) -> None:
    refused(rewritten(archive, unaltered, [(member("home/more.json"), b"{}")]), "missing or differ, such as more.json")


def test_a_file_twice(archive: Path, refused: Callable[[Path, str], None]) -> None:
    refused(rewritten(archive, unaltered, [(member("home/receipts/one.json"), b"{}")]), "there twice")


def test_a_file_where_a_folder_is(archive: Path, tmp_path: Path) -> None:
    hostile = rewritten(archive, unaltered, [(member("home/receipts"), b"")])
    with pytest.raises(BackupError):
        restore_backup(hostile, Home(tmp_path / "elsewhere"), NOW)
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("kept", [0, 3, 20, 0.5, 0.99])
def test_an_archive_that_was_cut_off(
    archive: Path, refused: Callable[[Path, str], None], tmp_path: Path, kept: float
) -> None:
    content = archive.read_bytes()
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(content[: int(kept if kept >= 1 else kept * len(content))])
    refused(cut, "cannot be read|no manifest")


def test_an_archive_without_a_manifest(archive: Path, refused: Callable[[Path, str], None]) -> None:
    refused(
        rewritten(archive, lambda entry, content: None if "home/" not in entry.name else (entry, content)), "cut off"
    )


def test_no_archive(refused: Callable[[Path, str], None], tmp_path: Path) -> None:
    (tmp_path / "text.tar.gz").write_text("no archive", encoding="utf-8")
    (tmp_path / "noise.tar.gz").write_bytes(gzip.compress(b"no archive" * 1000))
    refused(tmp_path / "text.tar.gz", "neither with Zstandard nor with gzip")
    refused(tmp_path / "noise.tar.gz", "cannot be read")
    refused(tmp_path / "nowhere.tar.gz", "cannot be read")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda m: m["hard_links"].update({"../../escaped": "receipts/one.json"}), "lead out"),
        (lambda m: m["hard_links"].update({"escaped": "../../outside"}), "lead out"),
        (lambda m: m["hard_links"].update({"escaped": "no/such/file"}), "not in the backup"),
        (lambda m: m["directories"].update({"/etc/escaped": 0o755}), "lead out"),
        (lambda m: m.update(publication_in_force="../.."), "lead out"),
        (lambda m: m.update(publication_in_force="nowhere"), "not in the backup"),
        (lambda m: m.update(format=2), "format"),
        (lambda m: m.update(more="x"), "more"),
    ],
)
def test_a_manifest_that_leads_elsewhere(
    archive: Path, refused: Callable[[Path, str], None], change: Callable[[dict[str, Any]], object], why: str
) -> None:
    refused(rewritten(archive, altered_manifest(change)), why)


def test_permissions_are_never_wider_than_for_readers(archive: Path, tmp_path: Path) -> None:
    def open_to_all(manifest: dict[str, Any]) -> None:
        for file in manifest["files"].values():
            file["mode"] = 0o7777
        for name in manifest["directories"]:
            manifest["directories"][name] = 0o7777

    root = restore_backup(rewritten(archive, altered_manifest(open_to_all)), Home(tmp_path / "elsewhere"), NOW).home
    assert {path.lstat().st_mode & 0o7022 for path in root.rglob("*") if not path.is_symlink()} == {0}


def test_more_than_the_disk_holds(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"free": 10})
    monkeypatch.setattr("orchestration.backup.restore.shutil.disk_usage", lambda _: usage)
    with pytest.raises(BackupError, match="more than is free"):
        restore_backup(archive, Home(tmp_path / "elsewhere"), NOW)
    assert not (tmp_path / "elsewhere").exists()


def test_hashes_are_of_the_content(archive: Path) -> None:
    assert verify_backup(archive).files["receipts/one.json"].sha256 == hashlib.sha256(b"{}").hexdigest()
