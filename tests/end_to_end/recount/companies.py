"""Which company a row is about, told by number, name and prefecture in exact agreement only."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import cache

from stdnum.jp import cn

from tests.end_to_end.recount.exports import Row

COMPANY_HEADING = {"collaboration_cases": "日本企業名"}
SOURCES_WITH_COMPANIES = (
    "fdi_cases",
    "collaboration_cases",
    "startup_cases",
    "overseas_support",
    "overseas_success",
    "agrifood_cases",
    "coercion_consultations",
)
LEGAL_FORMS = re.compile(
    r"株式会社|有限会社|合同会社|合資会社|合名会社|\((?:株|有|同|資|名)\)"
    r"|[\s,.]+(?:CO\.?,? ?LTD|INC|LLC|LTD|CORP|CORPORATION|LIMITED|GMBH|K\.?K|PTE\.?,? ?LTD)\.?\s*$"
)

OLD_KANJI = str.maketrans("髙﨑邊邉澤濵濱廣國齋櫻", "高崎辺辺沢浜浜広国斎桜")

Company = tuple[str, ...]


@cache
def corporate_number(text: str) -> str | None:
    """Return a corporate number whose check digit is right, else None."""
    number = text.upper().replace("-", "").removeprefix("T")
    return number if cn.is_valid(number) else None


@cache
def comparable(name: str) -> str:
    """Return a company name without legal form, blanks and punctuation, in upper case and new kanji."""
    bare = LEGAL_FORMS.sub("", name.upper().translate(OLD_KANJI))
    return "".join(sign for sign in bare if unicodedata.category(sign)[0] in "LNM" or sign == "ー")


class Companies:
    """Tells which company a row is about, knowing the numbers that names have in any source."""

    def __init__(self, rows: dict[str, list[Row]]) -> None:
        self._of_name: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
        for source, found in rows.items():
            for row in found:
                number, name = self.number(row), self.name(source, row)
                if number and name:
                    self._of_name[(name,)].add(number)
                    if "都道府県" in row:
                        self._of_name[name, row["都道府県"]].add(number)

    @staticmethod
    def number(row: Row) -> str | None:
        return corporate_number(row["法人番号"])

    @staticmethod
    def name(source: str, row: Row) -> str:
        return comparable(row[COMPANY_HEADING.get(source, "企業名")])

    def candidates(self, source: str, row: Row) -> list[Company]:
        """Return the company, several when nobody can tell which, none when the row does not say."""
        name = self.name(source, row)
        if number := self.number(row):
            return [(number,)]
        if not name:
            return []
        called = (name, row["都道府県"]) if "都道府県" in row else (name,)
        return [(number,) for number in sorted(self._of_name.get(called, ()))] or [called]

    def company(self, source: str, row: Row) -> Company | None:
        found = self.candidates(source, row)
        return found[0] if len(found) == 1 else None
