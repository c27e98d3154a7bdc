"""What a column of an unknown file seems to hold: type with confidence, code list, unit, personal data.

Guesses from headers and values, for a person to confirm. Does not belong here: writing the contract (`contract_draft`).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from ingest.contracts import ColumnContract, ColumnType, IdentityRole
from ingest.header_text import normalise_header
from ingest.typing_rules import TypingRules

# Below it the column stays text: a type that fails one cell in ten would open a gap on every tenth row.
CONFIDENT = 0.9
FEW_VALUES = 12

_PERSONAL_HEADER: Final = re.compile(
    r"電話|TEL|PHONE|携帯|FAX|ファックス|メール|E-?MAIL|氏名|^お?名前$|担当者|連絡先|連絡窓口|住所|郵便|生年月日|CONTACT|ADDRESS",
    re.I,
)
_PERSONAL_VALUE: Final = r"^\s*(\(?0\d{1,4}\)?[-‐(]?\d{1,4}[-‐)]?\d{3,4}|\+\d[\d -]{7,}|[^@\s]+@[^@\s]+\.[^@\s]+)\s*$"
_IDENTITIES: Final[tuple[tuple[IdentityRole, re.Pattern[str]], ...]] = (
    ("corporate_number", re.compile(r"法人番号")),
    ("company_name", re.compile(r"^(日本)?(企業|会社|法人|事業者|団体)名")),
    ("prefecture", re.compile(r"都道府県")),
)
_IDENTIFIER_HEADER: Final = re.compile(r"番号|コード|NO\.?$|^ID$|_ID$|CODE$|NUMBER$", re.I)
_DATE_HEADER: Final = re.compile(r"日|年月|期限|時刻|タイムスタンプ|DATE|TIME|MONTH", re.I)
_COUNT_HEADER: Final = re.compile(r"数|件|回|人|COUNT|NUMBER OF", re.I)
_MONEY_HEADER: Final = re.compile(r"額|金|円|価|費|売上|AMOUNT|PRICE|VALUE", re.I)
_UNIT_IN_HEADER: Final = re.compile(r"[(\[〔【](?:単位[:：]?)?(?P<unit>[^)\]〕】]{1,6})[)\]〕】]$")
_UNIT_OF_COUNT: Final = re.compile(r"^(件|社|人|名|回|者|か所|箇所)$")


@dataclass(frozen=True)
class ColumnGuess:
    """What a column seems to hold.

    Attributes:
        header: Its lowest header.
        type: Type to read it as.
        confidence: Share of the filled cells that this type reads.
        filled: Filled cells looked at.
        is_complete: Whether no cell is blank.
        is_unique: Whether no two filled cells are the same.
        is_identifier: Whether the header speaks of a number that names something.
        codes: Known code list whose texts the column holds.
        unit: Unit named in the header.
        personal: Whether it seems to be personal data.
        identity: Part in telling which company a row is about.
        few_values: The distinct texts with their counts, where they are few and not personal.
    """

    header: str
    type: ColumnType
    confidence: float
    filled: int
    is_complete: bool
    is_unique: bool
    is_identifier: bool
    codes: str | None = None
    unit: str | None = None
    personal: bool = False
    identity: IdentityRole | None = None
    few_values: tuple[tuple[str, int], ...] = ()


def guess_column(header: str, cells: pa.Array, rules: TypingRules) -> ColumnGuess:
    """Guess what a column holds.

    Args:
        header: Its lowest header.
        cells: Raw text of the data rows, or of enough of them.
        rules: How cells are read.
    """
    name = normalise_header(header)
    texts = pc.utf8_trim_whitespace(pc.utf8_normalize(cells, form="NFKC"))
    filled = pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts).drop_null()
    counts = Counter(filled.to_pylist())
    personal = _is_personal(name, filled)
    identity = next((role for role, pattern in _IDENTITIES if pattern.search(name)), None)
    is_identifier = _IDENTIFIER_HEADER.search(name) is not None
    column_type: ColumnType = "text"
    confidence, codes = 1.0, None
    if len(filled) and not personal and identity is None:
        column_type, confidence, codes = _type_of(name, filled, len(counts), is_identifier, rules)
    repeats = len(filled) >= 2 * len(counts)
    return ColumnGuess(
        header=header,
        type=column_type,
        confidence=confidence,
        filled=len(filled),
        is_complete=len(filled) == len(cells),
        is_unique=len(counts) == len(filled),
        is_identifier=is_identifier,
        codes=codes,
        unit=_unit_of(name) if column_type in ("amount", "integer") else None,
        personal=personal,
        identity=identity,
        few_values=tuple(counts.most_common(FEW_VALUES))
        if column_type == "text" and not personal and identity is None and repeats and len(counts) <= FEW_VALUES
        else (),
    )


def _is_personal(name: str, filled: pa.Array) -> bool:
    if _PERSONAL_HEADER.search(name) is not None:
        return True
    alike = pc.sum(pc.match_substring_regex(filled, _PERSONAL_VALUE)).as_py() or 0
    return len(filled) > 0 and alike >= CONFIDENT * len(filled)


def _type_of(
    name: str, filled: pa.Array, distinct: int, is_identifier: bool, rules: TypingRules
) -> tuple[ColumnType, float, str | None]:
    codes, share = _code_list_of(filled, distinct, rules)
    if codes is not None:
        return "code", share, codes
    if is_identifier:
        return "text", 1.0, None
    for column_type in _candidates(name):
        share = _readable_share(filled, column_type, rules)
        if share >= CONFIDENT:
            return column_type, share, None
    return "text", 1.0, None


def _candidates(name: str) -> tuple[ColumnType, ...]:
    """Return the types worth trying, the strictest first; what the header speaks of decides between alike ones."""
    if _DATE_HEADER.search(name):
        return ("date", "month", "integer", "amount", "flag")
    if _MONEY_HEADER.search(name):
        return ("amount", "flag")
    if _COUNT_HEADER.search(name):
        return ("integer", "amount", "flag")
    return ("flag", "integer", "amount", "date", "month")


def _readable_share(filled: pa.Array, column_type: ColumnType, rules: TypingRules) -> float:
    column = ColumnContract(name="column", header="column", type=column_type)
    return 1 - len(rules.unreadable(filled, column)) / len(filled)


def _code_list_of(filled: pa.Array, distinct: int, rules: TypingRules) -> tuple[str | None, float]:
    """Return the code list that reads most cells; a list is told by two texts of it, or one that is no number."""
    best: tuple[str | None, float, int] = (None, 0.0, 0)
    if distinct > 3 * FEW_VALUES:
        return None, 0.0
    found = Counter(filled.to_pylist())
    for name, texts in rules.code_lists.items():
        hits = [text for text in found if text in texts]
        share = sum(found[text] for text in hits) / len(filled)
        tells = any(not text.isascii() for text in hits) or (len(hits) > 1 and not all(map(_is_number, hits)))
        if share >= CONFIDENT and tells and (share, len(hits)) > best[1:]:
            best = (name, share, len(hits))
    return best[0], best[1]


def _is_number(text: str) -> bool:
    return text.isdigit()


def _unit_of(name: str) -> str | None:
    match = _UNIT_IN_HEADER.search(name)
    if match is None:
        return None
    unit = match["unit"]
    return unit if _UNIT_OF_COUNT.match(unit) or re.search(r"[円千万億兆%$ドルユーロ]", unit) else None
