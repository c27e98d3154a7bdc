"""Is this file a workbook that may be read? Looks at the archive, not at the cells.

Everything here runs in the reading process, whose memory and time are bounded.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from ingest.errors import FileRefusedError

MOST_UNPACKED_BYTES = 1024**3
MOST_PACKING_RATIO = 200
# Small workbooks may pack well; only from this size on does the ratio tell anything.
SMALLEST_SIZE_FOR_RATIO = 1024 * 1024
MOST_ENTRIES = 10_000
CHUNK_BYTES = 1024 * 1024
XML_SUFFIXES = (".xml", ".rels")
LOCAL_HEADER_BYTES = 30
ENCRYPTED_FLAG = 0x1
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
# Long enough for a declaration that is cut in two by the end of a chunk.
OVERLAP_BYTES = 16
DOCUMENT_TYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
UTF16_BEGINNINGS = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")


def refuse_unsafe_workbooks(path: Path) -> None:
    """Refuse whatever is no XLSX or is built to harm.

    Args:
        path: The file.

    Raises:
        FileRefusedError: Says which.
    """
    size = path.stat().st_size
    if size == 0:
        raise FileRefusedError("the file is empty.", "export it again.")
    _refuse_old_excel(path)
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_odd_entries(archive, size)
            for entry in archive.infolist():
                if entry.filename.lower().endswith(XML_SUFFIXES):
                    _refuse_unsafe_part(archive, entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise FileRefusedError(
            f"the file is no XLSX ({error}).",
            "save it as .xlsx again; a renamed or cut-off file will not do.",
        ) from error


def _refuse_old_excel(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(len(OLD_EXCEL)) != OLD_EXCEL:
            return
        # The directory that names the package may stand anywhere in the file.
        before = b""
        while chunk := file.read(CHUNK_BYTES):
            if ENCRYPTED_PACKAGE in before + chunk:
                raise FileRefusedError(
                    "the workbook has a password.", "open it in Excel and save it as .xlsx without a password."
                )
            before = chunk[-len(ENCRYPTED_PACKAGE) :]
    raise FileRefusedError("the file is an old Excel workbook (.xls).", "open it in Excel and save it as .xlsx.")


def _refuse_odd_entries(archive: zipfile.ZipFile, size: int) -> None:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MOST_UNPACKED_BYTES or unpacked > MOST_PACKING_RATIO * max(size, SMALLEST_SIZE_FOR_RATIO):
        raise FileRefusedError(
            f"the workbook unpacks from {size:,} to {unpacked:,} bytes.",
            "check where it came from; split a workbook that is really this large.",
        )
    if len(entries) > MOST_ENTRIES:
        raise _tampered(f"holds {len(entries):,} parts")
    names = [entry.filename for entry in entries]
    if len({name.lower() for name in names}) < len(names):
        raise _tampered("holds two parts of one name")
    for entry in entries:
        if entry.flag_bits & ENCRYPTED_FLAG:
            raise FileRefusedError("the archive has a password.", "save the workbook as .xlsx without a password.")
        if _leads_outside(entry):
            raise _tampered(f"holds a part whose name leads out of it ({entry.filename[:100]!r})")
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise _tampered("holds parts that overlap")
        end = entry.header_offset + LOCAL_HEADER_BYTES + len(entry.filename) + entry.compress_size
    if not any(name.lower().endswith("workbook.xml") for name in names):
        raise FileRefusedError("the file is an archive, but no XLSX.", "open it in Excel and save it as .xlsx.")


def _leads_outside(entry: zipfile.ZipInfo) -> bool:
    # The library cuts a name at NUL and turns backslashes; the name as it stands shows both.
    name = entry.orig_filename
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name


def _refuse_unsafe_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Unpack a part once: only then is its size known, whatever its header says."""
    unpacked = 0
    before = b""
    with archive.open(entry) as part:
        while chunk := part.read(CHUNK_BYTES):
            if unpacked == 0 and chunk.startswith(UTF16_BEGINNINGS):
                raise _tampered(f"holds a part that is not UTF-8 ({entry.filename[:100]})")
            unpacked += len(chunk)
            if DOCUMENT_TYPE.search(before + chunk) is not None:
                raise _tampered(f"declares a document type or entities ({entry.filename[:100]})")
            before = chunk[-OVERLAP_BYTES:]
    if unpacked != entry.file_size:
        raise _tampered(f"holds a part of another size than declared ({entry.filename[:100]})")


def _tampered(problem: str) -> FileRefusedError:
    return FileRefusedError(
        f"the workbook {problem}; Excel writes no such file.",
        "check where it came from, then open it in Excel and save it as .xlsx.",
    )
