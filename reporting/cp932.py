"""Text in CP932, the encoding of older Japanese Windows programs, with nothing lost unseen.

CP932 holds ㈱, ① and 髙, but not every character: no 𠮷, no emoji, no accents. A character that it lacks becomes a geta
(〓), the sign that Japanese printers set for a missing type, and is written down with its place.

Two kinds are not lost. The standards map a few signs of the same code to different characters of Unicode, so 〜 is
written as ～. And a letter with its mark as a character of its own (か + ゛, as some systems name files) is composed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import normalize

ENCODING = "cp932"
GETA = "〓"
# As JIS and Unicode map the code, and as Windows does.
SAME_SIGN = str.maketrans("〜−‖—¢£¬", "～－∥―￠￡￢")
# A character with the marks that follow it.
MARKED = re.compile(".[\u0300-\u036f\u3099\u309a]+", re.DOTALL)


@dataclass(frozen=True)
class Encodable:
    """A text that CP932 can hold.

    Attributes:
        text: The text.
        lost: The characters that became a geta, in their order.
    """

    text: str
    lost: str


def encodable(text: str) -> Encodable:
    """Return a text as CP932 can hold it.

    Args:
        text: The text.
    """
    if _fits(text):
        return Encodable(text, "")
    composed = MARKED.sub(lambda found: found[0] if _fits(found[0]) else normalize("NFC", found[0]), text)
    same = composed.translate(SAME_SIGN)
    lost = "".join(character for character in same if not _fits(character))
    return Encodable("".join(character if _fits(character) else GETA for character in same), lost)


def _fits(text: str) -> bool:
    try:
        return text.encode(ENCODING).decode(ENCODING) == text
    except UnicodeEncodeError:
        return False
