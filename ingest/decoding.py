"""From bytes to text, strictly: a byte that no accepted encoding explains refuses the file."""

from __future__ import annotations

import codecs
import re

from ingest.errors import FileRefusedError

# Excel writes "Shift_JIS" with ㈱ ① 髙, which is CP932; strict shift_jis refuses those.
# Bytes that CP932 leaves undefined; Python reads them as these characters instead of refusing.
UNDEFINED_IN_CP932 = re.compile("[\x80\xa0\uf8f0-\uf8f3]")


def decode(content: bytes) -> tuple[str, str]:
    """Decode a text file as UTF-8 (with or without BOM) or CP932.

    Args:
        content: The whole file.

    Returns:
        The text without BOM, and the name of the encoding found.

    Raises:
        FileRefusedError: Empty file, NUL bytes, UTF-16, or bytes that neither encoding explains.
    """
    if not content:
        raise FileRefusedError("the file is empty.", "export it again.")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FileRefusedError("the file is UTF-16.", "save it as CSV UTF-8 or CSV (Shift_JIS).")
    nul = content.find(b"\0")
    if nul >= 0:
        raise FileRefusedError(
            "the file holds NUL bytes, so it is no text.",
            "check that it is a CSV and was not cut off in transfer.",
            row=_row_of(content, nul),
        )
    if content.startswith(codecs.BOM_UTF8):
        return _decode_as(content[len(codecs.BOM_UTF8) :], "utf-8"), "utf-8-sig"
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text = _decode_as(content, "cp932")
    undefined = UNDEFINED_IN_CP932.search(text)
    if undefined is not None:
        position = len(text[: undefined.start()].encode("cp932"))
        raise _undecodable(content, position)
    return text, "cp932"


def _decode_as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(content, error.start) from error


def _undecodable(content: bytes, position: int) -> FileRefusedError:
    return FileRefusedError(
        f"byte 0x{content[position]:02X} at position {position} is neither UTF-8 nor CP932.",
        "export the file again as CSV (Shift_JIS) or CSV UTF-8.",
        row=_row_of(content, position),
    )


def _row_of(content: bytes, position: int) -> int:
    return content.count(b"\n", 0, position) + 1
