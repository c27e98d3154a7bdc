"""Narratives: dated texts about indicators that have no figure, one small text file each.

Belongs here: from a delivered text file to clean text as Parquet under `landing/narratives/<indicator>/`, and which of
them are known on a day. A narrative is published as it stands, so nothing in it may act: it is plain text, bounded,
without control characters and without characters that turn or hide text. Does not belong here: which one speaks for its
indicator (a mart), and how it is shown.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.atomic_write import replace_atomically
from ingest.decoding import UNDEFINED_IN_CP932
from ingest.delivery import Delivery
from ingest.discovery import NARRATIVES, InboxFile
from ingest.errors import FileRefusedError
from ingest.file_kinds import SizeLimit, refuse_bad_name
from ingest.receipts import Receipt, read_receipts
from ingest.speaking import speaking_receipts
from profiles import DEFAULT_PROFILE

MAX_NARRATIVE_BYTES = 64 * 1024
SAVE_AS_TEXT = "save it as plain text (.txt) in UTF-8 or Shift_JIS."
# Word writes a break inside a paragraph as VT and a page break as FF.
LINE_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
BLANK_LINES = re.compile("\n{3,}")
# What is published must not lead to a person. One sign before the @: a longer pattern takes for ever on a long line.
CONTACT_DATA = (
    ("an e-mail address", re.compile(r"[\w.+-]@[\w-]+\.\w")),
    ("a phone number", re.compile(r"(?<!\d)(?:0\d{9,10}|\(?0\d{1,4}(?:[-‐–−ー]|\) ?)\d{1,4}[-‐–−ー]\d{3,4})(?!\d)")),
    ("a phone number", re.compile(r"\+\d{1,3}[- ]\d[\d -]{6,12}\d")),
)
SCHEMA = pa.schema(
    [
        ("indicator_id", pa.string()),
        ("dated_on", pa.date32()),
        ("text", pa.string()),
        ("removed_characters", pa.int32()),
        ("source_file", pa.string()),
        ("source_sha256", pa.string()),
    ]
)


@dataclass(frozen=True)
class CleanText:
    """A text that can be shown anywhere.

    Attributes:
        text: Lines ended by LF, without blanks at their ends.
        removed: Characters left out: invisible ones, those that turn the direction of writing.
        encoding: Encoding of the file.
    """

    text: str
    removed: int
    encoding: str


@dataclass(frozen=True)
class LandedNarrative:
    """One narrative that is known.

    Attributes:
        dated_on: Day that it tells of.
        file: Name relative to the inbox.
        sha256: Hash of the file.
        path: Its Parquet.
    """

    dated_on: date
    file: str
    sha256: str
    path: Path


class Narratives:
    """The kind of the files under `narratives/`: `<indicator>_<yyyymmdd>.txt`.

    Args:
        profile: Folder of the profile whose seed says which indicators are told in words.
    """

    def __init__(self, profile: Path = DEFAULT_PROFILE) -> None:
        self._indicators_file = profile / "seeds" / "indicators.csv"

    @cached_property
    def indicators(self) -> frozenset[str]:
        """Indicators that are told in words."""
        text = self._indicators_file.read_text(encoding="utf-8-sig")
        rows = csv.DictReader(io.StringIO(text))
        return frozenset(row["indicator_id"] for row in rows if row["value_type"] == "narrative")

    @cached_property
    def fingerprint(self) -> str:
        """Hash of what decides whether a narrative is accepted."""
        rules = [sorted(self.indicators), MAX_NARRATIVE_BYTES, [pattern.pattern for _, pattern in CONTACT_DATA]]
        return hashlib.sha256(json.dumps(rules).encode()).hexdigest()[:16]

    def size_limit(self, most_bytes: int) -> SizeLimit:
        """Return the smaller of what a narrative needs and what the operator allows."""
        return SizeLimit(
            min(most_bytes, MAX_NARRATIVE_BYTES), "shorten it: a narrative is a page or two of plain text (.txt)."
        )

    def land(self, file: InboxFile, delivery: Delivery, landing: Path, receipt: Receipt) -> Receipt:
        """Land a narrative as one row; see `FileKind`."""
        refuse_bad_name(file)
        assert file.snapshot_date is not None
        if file.indicator_id not in self.indicators:
            raise FileRefusedError(
                f"no indicator told in words is called {file.indicator_id!r}.",
                f"rename it to one of {', '.join(sorted(self.indicators))}, followed by _<yyyymmdd>.txt.",
            )
        with delivery.path.open("rb") as stream:
            clean = clean_text(stream.read(MAX_NARRATIVE_BYTES))
        landed_as = (
            f"{NARRATIVES}/{file.indicator_id}/"
            f"{file.snapshot_date:%Y%m%d}_{receipt.sha256[:16]}_{self.fingerprint[:8]}.parquet"
        )
        row = {
            "indicator_id": file.indicator_id,
            "dated_on": file.snapshot_date,
            "text": clean.text,
            "removed_characters": clean.removed,
            "source_file": file.file,
            "source_sha256": receipt.sha256,
        }
        table = pa.Table.from_pylist([row], schema=SCHEMA)
        replace_atomically(landing / landed_as, lambda path: pq.write_table(table, path, compression="zstd"))
        return replace(receipt, outcome="accepted", rows=1, encoding=clean.encoding, landed_as=landed_as)


def known_narratives(landing: Path, receipts: Path, as_of: date) -> list[LandedNarrative]:
    """Return the landed narratives dated on or before a day, by file name; a corrected file replaces its former text.

    Args:
        landing: Folder of landed Parquet.
        receipts: Folder of receipts.
        as_of: Narratives dated later are not yet known.
    """
    known: dict[str, LandedNarrative] = {}
    for receipt in speaking_receipts(read_receipts(receipts), as_of, ()):
        if receipt.source != NARRATIVES:
            continue
        assert receipt.snapshot_date is not None
        assert receipt.landed_as is not None
        known[receipt.file] = LandedNarrative(
            receipt.snapshot_date, receipt.file, receipt.sha256, landing / receipt.landed_as
        )
    return [known[file] for file in sorted(known)]


def clean_text(content: bytes) -> CleanText:
    """Return the text of a file as it may be published.

    Args:
        content: All of its bytes.

    Raises:
        FileRefusedError: It is no text, is empty, or holds control characters or contact data.
    """
    decoded, encoding = _decoded(content)
    text = LINE_BREAKS.sub("\n", decoded.removeprefix("\ufeff"))
    for row, line in enumerate(text.split("\n"), start=1):
        control = next((sign for sign in line if sign != "\t" and unicodedata.category(sign) == "Cc"), None)
        if control is not None:
            raise FileRefusedError(f"it holds the control character 0x{ord(control):02X}.", SAVE_AS_TEXT, row=row)
    # Formatting characters can turn or hide what a reader sees; a text needs none of them.
    visible = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    for row, line in enumerate(visible.split("\n"), start=1):
        # What only looks like it counts too: full-width digits and signs.
        plain = unicodedata.normalize("NFKC", line)
        for said, pattern in CONTACT_DATA:
            if pattern.search(plain) is not None:
                raise FileRefusedError(f"it holds {said}.", "take contact data out: the text is published.", row=row)
    lines = "\n".join(line.rstrip() for line in visible.split("\n"))
    kept = BLANK_LINES.sub("\n\n", lines).strip()
    if not kept:
        raise FileRefusedError("it holds no text.", "write what there is to say, or do not send it.")
    return CleanText(kept, len(text) - len(visible), encoding)


def _decoded(content: bytes) -> tuple[str, str]:
    for encoding in ("utf-8", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or UNDEFINED_IN_CP932.search(text) is None:
            return text, "utf-8-sig" if text.startswith("\ufeff") else encoding
    raise FileRefusedError("it is neither UTF-8 nor Shift_JIS text.", SAVE_AS_TEXT)
