"""From bytes to text, strictly: a byte that no accepted encoding explains refuses the file.

Belongs here: which encoding a file has, and text out of its bytes. Does not belong here: what rows and cells are.
Files are read in pieces, so none of this grows with the size of the file.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Generator
from pathlib import Path
from typing import NoReturn

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.errors import FileRefusedError
from ingest.raw_sheet import bytes_of

CHUNK_BYTES = 4 * 1024 * 1024
# Excel writes "Shift_JIS" with ㈱ ① 髙, which is CP932; strict shift_jis refuses those.
# Bytes that CP932 leaves undefined; Python reads them as these characters instead of refusing.
UNDEFINED_IN_CP932 = re.compile("[\x80\xa0\uf8f0-\uf8f3]")
# Half-width kana take one byte in CP932 and three in UTF-8.
MOST_UTF8_BYTES_PER_BYTE = 3
SAMPLED_VALUES = 1000
MOST_DISTINCT_IN_SAMPLE = 250
NOT_A_CSV = (
    (b"PK\x03\x04", "the file is an archive or an Excel workbook, not CSV.", "rename it to .xlsx or save it as CSV."),
    (b"\xd0\xcf\x11\xe0", "the file is an old Excel workbook or has a password, not CSV.", "save it as CSV."),
)
HTML = re.compile(rb"\A(\xef\xbb\xbf)?\s*<(!doctype|html|head|table|\?xml)", re.IGNORECASE)


class UndecodableTextError(ValueError):
    """Some bytes are not text in the encoding of the file; `refuse_undecodable` says which."""


def find_encoding(path: Path) -> str:
    """Tell the encoding of a text file; UTF-8 when all of it is UTF-8, else CP932.

    A CP932 result is a claim that decoding still has to prove.

    Args:
        path: The file.

    Raises:
        FileRefusedError: Empty file, NUL bytes, UTF-16, another kind of file, or broken UTF-8 behind a BOM.
    """
    has_bom = False
    is_utf8 = True
    carried = b""
    position = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            if position == 0:
                _refuse_other_kinds(chunk)
                has_bom = chunk.startswith(codecs.BOM_UTF8)
            nul = chunk.find(b"\0")
            if nul >= 0:
                raise FileRefusedError(
                    "the file holds NUL bytes, so it is no text.",
                    "check that it is a CSV and was not cut off in transfer.",
                    row=_row_of(path, position + nul),
                )
            position += len(chunk)
            if is_utf8:
                whole, carried = _split_inside_character(carried + chunk)
                is_utf8 = _is_utf8(whole)
    if position == 0:
        raise FileRefusedError("the file is empty.", "export it again.")
    if is_utf8 and _is_utf8(carried):
        return "utf-8-sig" if has_bom else "utf-8"
    if has_bom:
        refuse_undecodable(path, "utf-8-sig")
    return "cp932"


def read_text(path: Path) -> str:
    """Return the text of a small file, without BOM.

    Args:
        path: The file.

    Raises:
        FileRefusedError: No accepted encoding explains its bytes.
    """
    encoding = find_encoding(path)
    try:
        return "".join(_decoded_chunks(path, encoding))
    except UndecodableTextError:
        refuse_undecodable(path, encoding)


def decode_column(column: pa.Array, encoding: str) -> pa.Array:
    """Decode a column of bytes; plain ASCII not at all, values that repeat once each.

    Args:
        column: Binary array without NUL bytes; nulls stay null.
        encoding: What `find_encoding` found.

    Raises:
        UndecodableTextError: A value is not text in that encoding.
    """
    if encoding != "cp932" or _is_ascii(column):
        return column.cast(pa.string())
    if len(column.slice(0, SAMPLED_VALUES).unique()) > MOST_DISTINCT_IN_SAMPLE:
        return _decode_values(column, encoding)
    distinct = column.dictionary_encode()
    return _decode_values(distinct.dictionary, encoding).take(distinct.indices)


class DecodedStream:
    """The file as UTF-8 bytes, a drop-in for a binary file opened for reading.

    Args:
        path: The file.
        encoding: What `find_encoding` found.
    """

    def __init__(self, path: Path, encoding: str) -> None:
        self._texts = _decoded_chunks(path, encoding)
        self._ready = b""
        self.closed = False

    def read(self, size: int = CHUNK_BYTES) -> bytes:
        """Return up to that many bytes; none at the end of the file.

        Raises:
            UndecodableTextError: What follows is not text in that encoding.
        """
        if not self._ready:
            self._ready = next((text.encode() for text in self._texts if text), b"")
        piece, self._ready = self._ready[:size], self._ready[size:]
        return piece

    def close(self) -> None:
        """Close the file."""
        self._texts.close()
        self.closed = True


def decode_head(path: Path, encoding: str, size: int) -> tuple[str, bool]:
    """Return the text of the first bytes of a file, and whether that is all of it.

    Raises:
        FileRefusedError: These bytes are not text in that encoding.
    """
    with path.open("rb") as file:
        content = file.read(size)
        is_whole = not file.read(1)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        text = decoder.decode(content, final=is_whole)
    except UnicodeDecodeError:
        refuse_undecodable(path, encoding)
    if encoding == "cp932" and UNDEFINED_IN_CP932.search(text) is not None:
        refuse_undecodable(path, encoding)
    return text, is_whole


def refuse_undecodable(path: Path, encoding: str) -> NoReturn:
    """Refuse a file for its first byte that is not text in its encoding.

    Raises:
        FileRefusedError: Always; names byte, position and row.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    read = 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK_BYTES)
            pending = decoder.getstate()[0]
            start = read - len(pending)
            read += len(chunk)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                _refuse_byte(path, read - len(error.object) + error.start)
            undefined = UNDEFINED_IN_CP932.search(text) if encoding == "cp932" else None
            if undefined is not None:
                _refuse_byte(path, start + len(text[: undefined.start()].encode(encoding)))
            if not chunk:
                raise FileRefusedError("the file cannot be decoded.", "export it again as CSV UTF-8.")


def _decoded_chunks(path: Path, encoding: str) -> Generator[str, None, None]:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK_BYTES // MOST_UTF8_BYTES_PER_BYTE)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                raise UndecodableTextError(str(error)) from error
            if encoding == "cp932" and UNDEFINED_IN_CP932.search(text) is not None:
                raise UndecodableTextError("bytes that CP932 leaves undefined")
            yield text
            if not chunk:
                return


def _refuse_other_kinds(head: bytes) -> None:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FileRefusedError("the file is UTF-16.", "save it as CSV UTF-8 or CSV (Shift_JIS).")
    for magic, problem, remedy in NOT_A_CSV:
        if head.startswith(magic):
            raise FileRefusedError(problem, remedy)
    if HTML.match(head[:1024]) is not None:
        raise FileRefusedError("the file is HTML or XML, not CSV.", "open it in Excel and save it as CSV.")


def _split_inside_character(content: bytes) -> tuple[bytes, bytes]:
    """Cut before the last character that may go on in the next chunk."""
    for back in range(1, min(4, len(content)) + 1):
        if content[-back] >= 0xC0:
            return content[:-back], content[-back:]
        if content[-back] < 0x80:
            break
    return content, b""


def _is_utf8(content: bytes) -> bool:
    try:
        # Validates several times faster than Python decodes.
        pa.array([content], pa.binary()).cast(pa.string())
    except pa.ArrowInvalid:
        return False
    return True


def _decode_values(values: pa.Array, encoding: str) -> pa.Array:
    """Decode all values in one go, joined by NUL, which no accepted file holds."""
    joined = pc.binary_join(pa.ListArray.from_arrays([0, len(values)], values.fill_null(b"")), b"\0")[0].as_py()
    try:
        text = joined.decode(encoding)
    except UnicodeDecodeError as error:
        raise UndecodableTextError(str(error)) from error
    if UNDEFINED_IN_CP932.search(text) is not None:
        raise UndecodableTextError("bytes that CP932 leaves undefined")
    utf8 = np.frombuffer(text.encode(), np.uint8)
    separators = np.flatnonzero(utf8 == 0)
    offsets = np.concatenate(([0], separators - np.arange(separators.size), [utf8.size - separators.size]))
    decoded = pa.StringArray.from_buffers(
        len(values), pa.py_buffer(offsets.astype(np.int32)), pa.py_buffer(utf8[utf8 != 0])
    )
    return decoded if values.null_count == 0 else pc.if_else(values.is_null(), None, decoded)


def _is_ascii(column: pa.Array) -> bool:
    values = bytes_of(column)
    return bool(values.size == 0 or values.max() < 0x80)


def _refuse_byte(path: Path, position: int) -> NoReturn:
    with path.open("rb") as file:
        file.seek(position)
        byte = file.read(1)[0]
    raise FileRefusedError(
        f"byte 0x{byte:02X} at position {position} is neither UTF-8 nor CP932.",
        "export the file again as CSV (Shift_JIS) or CSV UTF-8.",
        row=_row_of(path, position),
    )


def _row_of(path: Path, position: int) -> int:
    row = 1
    with path.open("rb") as file:
        while position > 0 and (chunk := file.read(min(CHUNK_BYTES, position))):
            row += chunk.count(b"\n")
            position -= len(chunk)
    return row
