"""Kinds of gap in the three case registers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from synthetic.cases import INITIAL
from synthetic.gap_plan import CASE_RUNNING, CASE_WON, STARTUP_WON, Condition, equals, is_plain_number
from tests.mutation.dated import EVERY_RULE, dated, out_of_order
from tests.mutation.forms import (
    NO_SUCH_DAY,
    UNKNOWN_PREFECTURE,
    blanks,
    codes,
    numbered_twice,
    spoilt,
    unreadable,
    wrong_numbers,
)
from tests.mutation.kinds import Kind
from tests.mutation.special_forms import IN_COLLABORATION, IN_FDI, came_late, copied_case, taken_back


@dataclass(frozen=True)
class Register:
    """A case register.

    Attributes:
        source: Its source.
        number: Heading of the case number.
        supported: Heading of the support date; its successes are dated by 成功日.
        running: Which records are running cases of a known company.
        won: Which are confirmed successes.
        supplementary: A programme that only the supplementary budget has.
        indicator: The indicator that counts its supports.
    """

    source: str
    number: str
    supported: str
    running: Mapping[str, Condition]
    won: Mapping[str, Condition]
    supplementary: str
    indicator: str


STARTUP_RUNNING = {"成功種別": equals(""), "法人番号": is_plain_number}
FDI = Register("fdi_cases", "案件番号", "支援開始日", CASE_RUNNING, CASE_WON, "対日投資促進事業（補正）", "fdi_support")
COLLABORATION = Register(
    "collaboration_cases", "案件番号", "支援開始日", CASE_RUNNING, CASE_WON, "J-Bridge（補正）", "collab_support"
)
STARTUP = Register(
    "startup_cases",
    "支援番号",
    "支援日",
    STARTUP_RUNNING,
    STARTUP_WON,
    "グローバル・アクセラレーション（補正）",
    "su_support",
)
REGISTERS = (FDI, COLLABORATION, STARTUP)


def case_kinds() -> list[Kind]:
    """Return the kinds of all three registers."""
    return [
        *(kind for register in REGISTERS for kind in _of_register(register)),
        *(kind for register in (FDI, COLLABORATION) for kind in _of_status(register)),
        unreadable("fdi_cases", "二次投資", "多分", CASE_RUNNING),
        unreadable("startup_cases", "起業前", "多分", STARTUP_RUNNING),
        spoilt("都道府県 unknown", "fdi_cases", "prefecture__unknown", CASE_RUNNING, {"都道府県": UNKNOWN_PREFECTURE}),
        *codes("collaboration_cases", CASE_RUNNING, scope="国内外", form="形態"),
        *blanks("startup_cases", STARTUP_RUNNING, support_type="支援種別"),
        *blanks("startup_cases", STARTUP_WON, success_type="成功種別"),
        copied_case("collaboration_cases", "fdi_cases", {"企業名": "海外企業名"}, {"法人番号": ""}, IN_COLLABORATION),
        copied_case(
            "fdi_cases",
            "collaboration_cases",
            {"日本企業名": "企業名"},
            {"海外企業名": "", "国内外": "国内", "形態": "その他"},
            IN_FDI,
        ),
    ]


def _of_register(register: Register) -> list[Kind]:
    source, running, won = register.source, register.running, register.won
    initial = {**running, "財源": equals(INITIAL)}
    return [
        *blanks(source, running, case_id=register.number, support_date=register.supported),
        *numbered_twice(source, "case_id", running),
        unreadable(source, register.supported, NO_SUCH_DAY, running, also=["support_date__missing"]),
        *dated(source, "support_date", register.supported, running, *EVERY_RULE),
        *blanks(source, won, success_date="成功日"),
        unreadable(source, "成功日", NO_SUCH_DAY, won, also=["success_date__missing"]),
        *dated(source, "success_date", "成功日", won, "after_as_of", "long_before_period", "after_file"),
        out_of_order(source, "success_date__before_support", "成功日", register.supported, won),
        spoilt("a success without support", source, "success__without_support", won, {register.supported: ""}),
        *wrong_numbers(source, running),
        *codes(source, won, certainty="確度"),
        *codes(source, running, budget_source="財源"),
        spoilt(
            "事業名 of another budget",
            source,
            "budget_source__contradicts_programme",
            initial,
            {"事業名": register.supplementary},
        ),
        came_late(source, register.indicator, running),
        taken_back(source, register.indicator, running),
    ]


def _of_status(register: Register) -> list[Kind]:
    source, running, won = register.source, register.running, register.won
    return [
        *codes(source, won, category="区分"),
        *codes(source, running, status="状態"),
        spoilt("状態 of a success unknown", source, "status__unknown", won, {"状態": "確認中"}),
        spoilt("状態 of a success not set", source, "status__contradicts_success", won, {"状態": "支援中"}),
        spoilt("状態 of a success cancelled", source, "status__contradicts_success", won, {"状態": "中止"}),
        *blanks(source, won, country="国・地域"),
    ]
