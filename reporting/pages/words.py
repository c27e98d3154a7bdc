"""Words of the marts' codes in both languages, for pages. A code that stands in no list is shown as it is."""

from __future__ import annotations

from collections.abc import Mapping

from reporting import gap_words

Words = Mapping[str, tuple[str, str]]

SEVERITIES: Words = gap_words.SEVERITIES
GAP_STATUSES: Words = gap_words.GAP_STATUSES
READINGS: Words = {
    "initial": ("当初予算分", "initial budget"),
    "supplement": ("補正予算分", "supplementary budget"),
    "all": ("対象案件すべて", "all cases"),
}
UNITS: Words = {
    "件": ("件", "cases"),
    "社": ("社", "companies"),
    "人": ("人", "people"),
    "円": ("円", "yen"),
    "回": ("回", "views"),
}
CHANGES: Words = {
    "reported_again": ("同じ基準日の再報告", "reported again"),
    "restated": ("過去の値の更新", "restated"),
}


def said(words: Words, code: str | None) -> tuple[str, str]:
    """Return what a code is called in Japanese and English.

    Args:
        words: Words by code.
        code: The code; None is a dash.
    """
    return ("–", "–") if code is None else words.get(code, (code, code))
