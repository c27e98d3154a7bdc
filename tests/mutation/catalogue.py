"""The kinds of gap that are planted, one entry each. A new expectation needs an entry, or a reason in UNPLANTED."""

from __future__ import annotations

from datetime import timedelta

from ingest.contracts import load_contracts
from synthetic.exports import Cell, ExportFile
from synthetic.gap_plan import (
    AGRIFOOD_CONTRACT,
    CASE_RUNNING,
    CASE_WON,
    CONTRACT,
    SILENT,
    STARTUP_WON,
    SUPPORT,
    Condition,
    equals,
    is_plain_number,
)
from synthetic.writers import CSV_STYLES
from tests.mutation.exports import AS_OF, MONTHLY_BY, Exports
from tests.mutation.kinds import (
    UNRESOLVED,
    Kind,
    file_missing,
    file_stale,
    file_unreadable,
    mistyped,
    month_missing,
    repeated,
    row_cut_short,
    spoilt,
)
from tests.mutation.special_kinds import (
    COLLABORATION_IN_FDI,
    FDI_IN_COLLABORATION,
    LOW_RESPONSE,
    RATE_BLANK,
    RATE_ROW_MISSING,
    RATE_UNREADABLE,
    WEB_KINDS,
)

NO_SUCH_DAY = "2025/13/45"
LATE = AS_OF + timedelta(days=20)
LATE_TEXT = f"{LATE.year}/{LATE.month}/{LATE.day}"
# Expectations that no file of an inbox can break, each with the reason.
UNPLANTED: dict[str, str] = {}

STARTUP_RUNNING = {"成功種別": equals(""), "法人番号": is_plain_number}
WITH_NUMBER = {"法人番号": is_plain_number}
CASES = (
    # source, number, conditions of a running case, of a success, support date, success date
    ("fdi_cases", "案件番号", CASE_RUNNING, CASE_WON, "支援開始日", "成功日"),
    ("collaboration_cases", "案件番号", CASE_RUNNING, CASE_WON, "支援開始日", "成功日"),
    ("startup_cases", "支援番号", STARTUP_RUNNING, STARTUP_WON, "支援日", "成功日"),
)
CONTRACTS = (
    ("overseas_success", "成功番号", CONTRACT, CONTRACT),
    ("agrifood_cases", "成功番号", AGRIFOOD_CONTRACT, AGRIFOOD_CONTRACT | WITH_NUMBER),
)


def wrong_check_digit(_: Exports, export: ExportFile, position: int) -> dict[str, Cell]:
    number = str(export.columns["法人番号"][position])
    last = int(number[-1])
    # From 9 to 0 the check digit would stay right.
    return {"法人番号": f"{number[:-1]}{last + 1 if last < 9 else 8}"}


def one_digit_short(_: Exports, export: ExportFile, position: int) -> dict[str, Cell]:
    return {"法人番号": str(export.columns["法人番号"][position])[:-1]}


def no_such_support(_: Exports, __: ExportFile, position: int) -> dict[str, Cell]:
    return {"支援番号": f"SMP-OS-2099-{position:06d}"}


def codes(source: str, where: dict[str, Condition], **headings: str) -> list[Kind]:
    """A code that is blank, and one that stands on no list."""
    return [
        spoilt(f"{heading} {what}", source, f"{column}__unknown", where, {heading: cell})
        for column, heading in headings.items()
        for what, cell in (("blank", ""), ("unknown", "確認中"))
    ]


def cases() -> list[Kind]:
    kinds = []
    for source, number, running, won, support_date, success_date in CASES:
        kinds += [
            spoilt(f"{number} blank", source, "case_id__missing", running, {number: ""}),
            repeated(source, "case_id__duplicate", running),
            repeated(source, "case_id__duplicate", running, of_another_company=True),
            mistyped(source, "case_id__duplicate", running),
            spoilt(f"{support_date} blank", source, "support_date__missing", running, {support_date: ""}),
            spoilt(
                f"{support_date} no such day", source, "values__unreadable", running, {support_date: NO_SUCH_DAY},
                also=["support_date__missing"],
            ),
            spoilt(f"{success_date} blank", source, "success_date__missing", won, {success_date: ""}),
            spoilt(
                f"{success_date} no such day", source, "values__unreadable", won, {success_date: NO_SUCH_DAY},
                also=["success_date__missing"],
            ),
            spoilt(f"{success_date} in the future", source, "success_date__after_as_of", won, {success_date: LATE}),
            spoilt("a success without support", source, "success__without_support", won, {support_date: ""}),
            spoilt("法人番号 mistyped", source, "corporate_number__invalid", running, wrong_check_digit),
            spoilt("法人番号 a digit short", source, "corporate_number__invalid", running, one_digit_short),
            *codes(source, won, certainty="確度"),
            *codes(source, running, budget_source="財源"),
        ]  # fmt: skip
        if source != "startup_cases":
            kinds += [*codes(source, won, category="区分"), *codes(source, running, status="状態")]
            kinds += [spoilt("状態 of a success unknown", source, "status__unknown", won, {"状態": "確認中"})]
    return [
        *kinds,
        spoilt("二次投資 unreadable", "fdi_cases", "values__unreadable", CASE_RUNNING, {"二次投資": "多分"}),
        spoilt("起業前 unreadable", "startup_cases", "values__unreadable", STARTUP_RUNNING, {"起業前": "多分"}),
        COLLABORATION_IN_FDI,
        FDI_IN_COLLABORATION,
    ]


def supports() -> list[Kind]:
    source = "overseas_support"
    return [
        spoilt("支援番号 blank", source, "case_id__missing", SUPPORT, {"支援番号": ""}),
        repeated(source, "case_id__duplicate", SUPPORT),
        repeated(source, "case_id__duplicate", SUPPORT, of_another_company=True),
        mistyped(source, "case_id__duplicate", SUPPORT),
        spoilt("支援日 blank", source, "support_date__missing", SUPPORT, {"支援日": ""}),
        spoilt(
            "支援日 no such day", source, "values__unreadable", SUPPORT, {"支援日": NO_SUCH_DAY},
            also=["support_date__missing"],
        ),
        spoilt("支援日 in the future", source, "support_date__after_as_of", SUPPORT, {"支援日": LATE_TEXT}),
        *codes(source, SUPPORT, budget_source="財源"),
        spoilt("nobody's support", source, "company__unresolved", SUPPORT, {"企業名": "", "法人番号": ""}),
        spoilt(
            "法人番号 mistyped", source, "corporate_number__invalid", SUPPORT, wrong_check_digit,
            may_also=[UNRESOLVED],
        ),
        spoilt(
            "法人番号 a digit short", source, "corporate_number__invalid", SUPPORT, one_digit_short,
            may_also=[UNRESOLVED],
        ),
        spoilt("未経験 unreadable", source, "values__unreadable", SUPPORT, {"未経験": "多分"}),
    ]  # fmt: skip


def contracts() -> list[Kind]:
    kinds = []
    for source, number, won, numbered in CONTRACTS:
        late: Cell = LATE if source == "agrifood_cases" else LATE_TEXT
        kinds += [
            spoilt(f"{number} blank", source, "success_id__missing", won, {number: ""}),
            repeated(source, "success_id__duplicate", won),
            repeated(source, "success_id__duplicate", numbered, of_another_company=True),
            mistyped(source, "success_id__duplicate", numbered),
            spoilt("成約日 blank", source, "success_date__missing", won, {"成約日": ""}),
            spoilt(
                "成約日 no such day", source, "values__unreadable", won, {"成約日": NO_SUCH_DAY},
                also=["success_date__missing"],
            ),
            spoilt("成約日 in the future", source, "success_date__after_as_of", won, {"成約日": late}),
            *codes(source, won, certainty="確度", budget_source="財源"),
            spoilt("成約金額 blank", source, "amount__missing", won, {"成約金額": ""}),
            spoilt(
                "成約金額 unreadable", source, "values__unreadable", won, {"成約金額": "別途協議"},
                also=["amount__missing"],
            ),
            spoilt("支援番号 blank", source, "success__without_support", won, {"支援番号": ""}),
            spoilt("法人番号 mistyped", source, "corporate_number__invalid", numbered, wrong_check_digit),
            spoilt("法人番号 a digit short", source, "corporate_number__invalid", numbered, one_digit_short),
            spoilt("難市場 unreadable", source, "values__unreadable", won, {"難市場": "多分"}),
        ]  # fmt: skip
    no_support = spoilt(
        "支援番号 of no support", "overseas_success", "success__without_support", CONTRACT, no_such_support
    )
    return [*kinds, no_support]


def monitored() -> list[Kind]:
    consultations, activities, programme = "coercion_consultations", "activities", "entrepreneur_programme"
    anything: dict[str, Condition] = {}
    return [
        repeated(consultations, "case_id__duplicate", anything),
        spoilt("受付日 blank", consultations, "received_date__missing", anything, {"受付日": ""}),
        spoilt("完了日 no such day", consultations, "values__unreadable", anything, {"完了日": NO_SUCH_DAY}),
        spoilt(
            "受付日 no such day", consultations, "values__unreadable", anything, {"受付日": NO_SUCH_DAY},
            also=["received_date__missing"],
        ),
        *codes(consultations, anything, response="対応内容"),
        repeated(activities, "activity_id__duplicate", anything),
        spoilt("活動日 blank", activities, "activity_date__missing", anything, {"活動日": ""}),
        spoilt(
            "活動日 no such day", activities, "values__unreadable", anything, {"活動日": NO_SUCH_DAY},
            also=["activity_date__missing"],
        ),
        *codes(activities, anything, activity_type="種別"),
        spoilt("件数 blank", activities, "count__missing", anything, {"件数": ""}),
        spoilt(
            "件数 unreadable", activities, "values__unreadable", anything, {"件数": "若干"}, also=["count__missing"]
        ),
        repeated(programme, "participant_id__duplicate", anything),
        spoilt("開始日 blank", programme, "start_date__missing", anything, {"開始日": ""}),
        spoilt(
            "開始日 no such day", programme, "values__unreadable", anything, {"開始日": NO_SUCH_DAY},
            also=["start_date__missing"],
        ),
        spoilt("終了日 no such day", programme, "values__unreadable", anything, {"終了日": NO_SUCH_DAY}),
        *WEB_KINDS,
    ]  # fmt: skip


def surveys() -> list[Kind]:
    source = "outcome_survey"
    return [
        repeated(source, "survey_id__duplicate", {"対象": equals("overseas"), "回答状況": equals("回答")}),
        *codes(source, SILENT, response_status="回答状況"),
        spoilt("案件番号 blank", source, "case__unknown", SILENT, {"案件番号": ""}),
        spoilt("案件番号 of no case", source, "case__unknown", SILENT, {"案件番号": "SMP-OX-2099-000001"}),
        spoilt("発送日 no such day", source, "values__unreadable", SILENT, {"発送日": NO_SUCH_DAY}),
        LOW_RESPONSE,
        RATE_ROW_MISSING,
        RATE_BLANK,
        RATE_UNREADABLE,
    ]


def files() -> list[Kind]:
    sources = load_contracts()
    return [
        *(file_missing(source) for source, contract in sources.items() if contract.every_fiscal_year),
        *(month_missing(source) for source in MONTHLY_BY),
        *(file_unreadable(source) for source in sources),
        *(file_stale(source, contract.cadence_days) for source, contract in sources.items()),
        *(row_cut_short(source) for source in CSV_STYLES if source not in ("fx_rates", "coercion_consultations")),
    ]


def catalogue() -> dict[str, Kind]:
    """Return every kind by its id, those of whole files first: they decide which records are left to spoil."""
    kinds = [*files(), *cases(), *supports(), *contracts(), *monitored(), *surveys()]
    by_id = {kind.id: kind for kind in kinds}
    assert len(by_id) == len(kinds), "two kinds share an id"
    return by_id
