"""What is still English in a Japanese text."""

from __future__ import annotations

import re

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
# Commands, files, paths, fields, options, values in quotation marks, places <0>: named, not said.
NAMES = re.compile(r"^[a-z_]+: |`[^`]*`|'[^']*'|\"[^\"]*\"|<[^>]*>|\S*[._/\[\]{}=-]\S*|FY\d*|YYYY\S*")
# Names of formats and programs, and values that are written as they stand.
KNOWN = frozenset(
    {"CP", "CR", "CRLF", "CSV", "Excel", "HTML", "ID", "LF", "MM", "NUL", "SQL", "Shift", "UTF", "XLSX", "XML", "YAML"}
    | {"JIS", "Markdown", "dbt", "true", "false", "staging", "staged", "select", "utf"}
    | {"base", "supplement", "target", "detail", "kwargs", "query", "threshold", "values", "options", "multiple"}
    | {"formats", "columns", "aliases", "code", "codes", "count", "domain", "kind", "item", "subject", "order"}
    | {
        "met",
        "failed",
        "open",
        "doubted",
        "narrative",
        "ratio",
        "pillars",
        "sample",
        "source",
        "sources",
        "tables",
        "variables",
    }
)

SMALL = "the|is|are|it|its|an|of|no|not|and|or|in|on|to|there|that|which|with|for|by|from"
PHRASE = re.compile(rf"[A-Za-z]{{2,}}(?: [A-Za-z]{{2,}})+|\b(?:{SMALL})\b")


def english_words(text: str) -> list[str]:
    """Return the words of a text that are English, and no names."""
    return [word for word in re.findall(r"[A-Za-z]{2,}", NAMES.sub(" ", text)) if word not in KNOWN]


def english_phrases(text: str) -> list[str]:
    """Return what is English in a text of which single words may be names: several words on end, and small words."""
    found: list[str] = PHRASE.findall(NAMES.sub(" · ", text))
    return [phrase for phrase in found if not KNOWN.issuperset(re.findall(r"[A-Za-z]{2,}", phrase))]
