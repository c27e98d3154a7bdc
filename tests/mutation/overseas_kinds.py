"""Kinds of gap in the supports and successes of overseas expansion, and in agriculture and food."""

from __future__ import annotations

from collections.abc import Mapping

from synthetic.cases import INITIAL, SUPPLEMENTARY
from synthetic.gap_plan import AGRIFOOD_CONTRACT, CONTRACT, SUPPORT, Condition, equals, is_plain_number
from synthetic.overseas import HEALTHCARE_PROGRAMME
from synthetic.planting import KEYS
from tests.mutation.dated import EVERY_RULE, dated
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
from tests.mutation.kinds import UNRESOLVED, Kind
from tests.mutation.special_forms import drifted

OF_HEALTHCARE = {"事業名": equals(HEALTHCARE_PROGRAMME), "財源": equals(SUPPLEMENTARY)}
OF_SUPPLEMENT = "J-Bridge（補正）"
OTHER_BUDGET = "budget_source__contradicts_programme"
CONTRACTS: tuple[tuple[str, Mapping[str, Condition], Mapping[str, Condition]], ...] = (
    # source, conditions of a contract, of one of a known company
    ("overseas_success", CONTRACT, CONTRACT),
    ("agrifood_cases", AGRIFOOD_CONTRACT, AGRIFOOD_CONTRACT | {"法人番号": is_plain_number}),
)


def support_kinds() -> list[Kind]:
    """Return the kinds of overseas_support."""
    source = "overseas_support"
    return [
        drifted(source, "programme", "事業名", "越境EC", {"財源": equals(INITIAL)}),
        *blanks(source, SUPPORT, case_id="支援番号", support_date="支援日"),
        *numbered_twice(source, "case_id", SUPPORT),
        unreadable(source, "支援日", NO_SUCH_DAY, SUPPORT, also=["support_date__missing"]),
        *dated(source, "support_date", "支援日", SUPPORT, *EVERY_RULE),
        *codes(source, SUPPORT, budget_source="財源"),
        spoilt("財源 of another programme", source, OTHER_BUDGET, OF_HEALTHCARE, {"財源": INITIAL}),
        spoilt("nobody's support", source, "company__unresolved", SUPPORT, {"企業名": "", "法人番号": ""}),
        *wrong_numbers(source, SUPPORT, may_also=[UNRESOLVED]),
        spoilt("都道府県 unknown", source, "prefecture__unknown", SUPPORT, {"都道府県": UNKNOWN_PREFECTURE}),
        unreadable(source, "未経験", "多分", SUPPORT),
    ]


def contract_kinds() -> list[Kind]:
    """Return the kinds of overseas_success and agrifood_cases."""
    return [
        drifted("overseas_success", "success_type", "種別", "その他", {}),
        drifted("overseas_success", "certainty", "確度", "見込", {"確度": equals("確定")}),
        *(kind for contract in CONTRACTS for kind in _of_contracts(*contract)),
        spoilt("財源 of another programme", "overseas_success", OTHER_BUDGET, OF_HEALTHCARE, {"財源": INITIAL}),
        spoilt(
            "事業名 of another budget",
            "agrifood_cases",
            OTHER_BUDGET,
            AGRIFOOD_CONTRACT,
            {"事業名": OF_SUPPLEMENT},
        ),
        spoilt(
            "支援番号 of no support",
            "overseas_success",
            "success__without_support",
            CONTRACT,
            lambda _, __, position: {"支援番号": f"SMP-OS-2099-{position:06d}"},
        ),
    ]


def _of_contracts(source: str, won: Mapping[str, Condition], numbered: Mapping[str, Condition]) -> list[Kind]:
    return [
        *blanks(source, won, success_id=KEYS[source], success_date="成約日", amount="成約金額", country="国・地域"),
        *numbered_twice(source, "success_id", won, numbered),
        unreadable(source, "成約日", NO_SUCH_DAY, won, also=["success_date__missing"]),
        *dated(source, "success_date", "成約日", won, *EVERY_RULE),
        *codes(source, won, certainty="確度", budget_source="財源", success_type="種別", unit="単位", currency="通貨"),
        unreadable(source, "成約金額", "別途協議", won, also=["amount__missing"]),
        spoilt("支援番号 blank", source, "success__without_support", won, {"支援番号": ""}),
        *wrong_numbers(source, numbered),
        spoilt("都道府県 unknown", source, "prefecture__unknown", numbered, {"都道府県": UNKNOWN_PREFECTURE}),
        unreadable(source, "難市場", "多分", won),
    ]
