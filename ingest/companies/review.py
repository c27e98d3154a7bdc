"""The review file: uncertain pairs of companies for a person to decide, and what was decided.

Belongs here: reading and writing `company_pairs.csv`. A run rewrites it and keeps every decision; the words in the
decision column win over the weights from then on. Phone numbers are not in it, only whether they agree.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.atomic_write import write_atomically
from ingest.companies.resolution import Decision
from ingest.decoding import read_text
from ingest.errors import FileRefusedError

SAME, DIFFERENT = "same", "different"
WORDS = {SAME: True, "同じ": True, "同一": True, DIFFERENT: False, "別": False, "異なる": False}
HEADINGS = (
    "判断 decision",
    "状態 state",
    "確率 probability",
    "キーA key_a",
    "企業名A name_a",
    "都道府県A prefecture_a",
    "キーB key_b",
    "企業名B name_b",
    "都道府県B prefecture_b",
    "名称の比較 names",
    "都道府県の比較 prefectures",
    "電話番号の比較 phones",
    "法人番号の比較 numbers",
    "法人格の比較 legal_forms",
)
NEEDED = ("decision", "key_a", "key_b")
# A spreadsheet would take a name that begins with one of these for a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class ReviewFileError(FileRefusedError):
    """The review file cannot be used; the message names file, row, column and remedy.

    Args:
        path: The review file.
        problem: What is wrong.
        remedy: What to do about it.
        row: Row of the file.
        column: Its column.
    """

    def __init__(
        self, path: Path, problem: str, remedy: str, row: int | None = None, column: str | None = None
    ) -> None:
        super().__init__(problem, remedy, row=row, column=column)
        self.path = path

    def __str__(self) -> str:
        return self.describe(str(self.path))


@dataclass(frozen=True)
class ReviewRow:
    """A pair as the review file shows it.

    Attributes:
        a: Key of the first group.
        b: Key of the second.
        state: `pending`, `decided`, `overruled by corporate numbers` or `not in the data`.
        decision: Words of the person, blank when undecided.
        name_a: A spelling of the first name.
        prefecture_a: Its prefecture.
        name_b: A spelling of the second name.
        prefecture_b: Its prefecture.
        probability: That both are one company, in percent; None when the pair was not scored.
        evidence: What each comparison found.
    """

    a: str
    b: str
    state: str
    decision: str = ""
    name_a: str = ""
    prefecture_a: str = ""
    name_b: str = ""
    prefecture_b: str = ""
    probability: int | None = None
    evidence: tuple[str, ...] = ("", "", "", "", "")


def read_decisions(path: Path) -> list[Decision]:
    """Read what was decided.

    Args:
        path: The review file; none means that nothing was decided yet.

    Returns:
        Decisions by their keys; rows without one are left out.

    Raises:
        ReviewFileError: A row cannot be understood, or two rows of a pair contradict each other.
    """
    if not path.is_file():
        return []
    try:
        text = read_text(path)
    except FileRefusedError as error:
        raise ReviewFileError(path, error.problem, error.remedy, error.row) from error
    try:
        return _decisions(path, text)
    except csv.Error as error:
        raise ReviewFileError(path, f"it is no CSV ({error}).", "save it as CSV UTF-8.") from error


def write_review(path: Path, rows: Sequence[ReviewRow]) -> bool:
    """Write the review file, in UTF-8 with BOM so that Excel reads it, when it would change.

    Args:
        path: Where; its folder is made when missing.
        rows: Pending pairs and decisions.

    Returns:
        Whether the file was written; one that nobody needs is not made.
    """
    if not rows and not path.is_file():
        return False
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(HEADINGS)
    for row in sorted(rows, key=lambda row: (row.decision != "", -(row.probability or 0), row.a, row.b)):
        probability = "" if row.probability is None else f"{row.probability}%"
        cells = [row.decision, row.state, probability, row.a, row.name_a, row.prefecture_a]
        cells += [row.b, row.name_b, row.prefecture_b, *row.evidence]
        writer.writerow([_harmless(cell) for cell in cells])
    content = b"\xef\xbb\xbf" + written.getvalue().encode()
    if path.is_file() and path.read_bytes() == content:
        return False
    write_atomically(path, content)
    return True


def word_of(decision: Decision) -> str:
    """Return the word that stands for a decision in the file."""
    return SAME if decision.is_same else DIFFERENT


def contradiction(path: Path, decision: Decision) -> ReviewFileError:
    """Return the error about a decision that others contradict."""
    return ReviewFileError(
        path,
        f"{decision.a} and {decision.b} are called different, but other rows together call them the same.",
        "correct this row or one of the others.",
        decision.row,
        "decision",
    )


def require_decisions_kept(review: Path, pairs: Path) -> None:
    """Refuse to count without decisions that counted before: a review file that is gone would undo them unsaid.

    Args:
        review: The review file.
        pairs: The pairs as the last run wrote them; they need not exist.

    Raises:
        ReviewFileError: The review file is gone, and there were decisions in it.
    """
    if review.is_file() or not pairs.is_file():
        return
    try:
        decided = sum(word is not None for word in pq.read_table(pairs, columns=["decision"])["decision"].to_pylist())
    except (OSError, pa.ArrowException):
        return  # written anew by each run, and no proof of anything when damaged
    if decided:
        raise ReviewFileError(
            path=review,
            problem=f"the file is gone, and with it {decided} decisions about companies.",
            remedy=f"restore it from a backup; to give the decisions up, remove {pairs} too.",
        )


def decisions_as_text(decisions: Iterable[Decision]) -> list[list[str]]:
    """Return decisions as what a fingerprint is made of."""
    return [[decision.a, decision.b, word_of(decision)] for decision in decisions]


def _decisions(path: Path, text: str) -> list[Decision]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns = {heading.strip().split(" ")[-1].lower(): at for at, heading in enumerate(next(reader, []))}
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        remedy = "keep the header row as it was; restore the file from a backup."
        raise ReviewFileError(path, "the column is missing.", remedy, 1, ", ".join(missing))
    found: dict[tuple[str, str], Decision] = {}
    for cells in reader:
        row = reader.line_num
        cell = {name: cells[columns[name]].strip() if columns[name] < len(cells) else "" for name in NEEDED}
        word = unicodedata.normalize("NFKC", cell["decision"]).strip().lower()
        if not word:
            continue
        if word not in WORDS:
            raise ReviewFileError(
                path,
                f"{word[:30]!r} is no decision.",
                "write same (同じ), different (別), or leave it blank.",
                row,
                "decision",
            )
        for name in ("key_a", "key_b"):
            if not _is_key(cell[name]):
                remedy = "copy the key from `mokuhyo explain-company`, or delete the row."
                raise ReviewFileError(path, f"{cell[name][:30]!r} is no company key.", remedy, row, name)
        a, b = sorted((cell["key_a"], cell["key_b"]))
        if a == b:
            raise ReviewFileError(path, "both keys are one and the same.", "delete the row.", row, "key_b")
        decision = Decision(a, b, WORDS[word], row)
        known = found.setdefault((a, b), decision)
        if known.is_same != decision.is_same:
            problem = f"row {known.row} says the opposite."
            raise ReviewFileError(path, problem, "delete one of the two rows.", row, "decision")
    return [found[pair] for pair in sorted(found)]


def _is_key(text: str) -> bool:
    kind, rest = text[:1], text[1:]
    return (kind == "C" and len(rest) == 13 and rest.isascii() and rest.isdigit()) or (
        kind == "N" and len(rest) == 16 and not set(rest) - set("0123456789abcdef")
    )


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell
