"""Words of the marts' codes in both languages, for pages. A code that stands in no list is shown as it is."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, tuple[str, str]]

SEVERITIES: Words = {
    "critical": ("重大", "critical"),
    "error": ("誤り", "error"),
    "warning": ("注意", "warning"),
    "info": ("情報", "information"),
}
GAP_STATUSES: Words = {
    "failed": ("未解消", "open"),
    "could_not_run": ("検査できず", "could not be checked"),
    "accepted": ("受容", "accepted"),
    "resolved": ("解消", "resolved"),
}
READINGS: Words = {
    "initial": ("当初予算分", "initial budget"),
    "supplement": ("補正予算分", "supplementary budget"),
    "all": ("対象案件すべて", "all cases"),
}
BUDGET_SOURCES: Words = {
    "initial": ("当初予算", "initial budget"),
    "supplementary_r5": ("補正予算（令和5年度）", "supplementary budget (FY2023)"),
    "unknown": ("不明・区分なし", "unknown or none"),
}
SUBJECTS: Words = {
    "fdi": ("対日投資", "Inward investment"),
    "collaboration": ("協業・連携", "Collaboration"),
    "startup": ("スタートアップ", "Start-ups"),
    "overseas": ("海外展開", "Overseas expansion"),
}
ITEMS: Words = {
    "investment_amount": ("投資金額", "Investment amount"),
    "equity_amount": ("出資額", "Equity amount"),
    "new_jobs": ("新規雇用者数", "New jobs"),
    "enterprise_value": ("企業価値", "Enterprise value"),
    "sales_change": ("売上変化", "Change of sales"),
    "behaviour_change": ("行動変容", "Change of behaviour"),
    "is_novel": ("新規性", "Novelty"),
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
RESPONSES: Words = {
    "information": ("情報提供", "information"),
    "third_country_sales": ("第三国への販路開拓", "third-country sales"),
    "petition": ("要望・申入れ", "petition"),
    "government_liaison": ("政府との連携", "liaison with the government"),
    "other": ("その他", "other"),
    "unknown": ("不明", "unknown"),
}


def said(words: Words, code: str | None) -> tuple[str, str]:
    """Return what a code is called in Japanese and English.

    Args:
        words: Words by code.
        code: The code; None is a dash.
    """
    return ("–", "–") if code is None else words.get(code, (code, code))
