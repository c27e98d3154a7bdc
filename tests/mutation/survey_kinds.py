"""Kinds of gap in the outcome survey."""

from __future__ import annotations

from synthetic.exports import Cell
from synthetic.gap_plan import SILENT, Condition, equals, is_filled
from tests.mutation.dated import dated, out_of_order
from tests.mutation.forms import NO_SUCH_DAY, blanks, codes, repeated, spoilt, unreadable
from tests.mutation.kinds import Kind
from tests.mutation.survey_forms import ANSWERS, NEVER_SENT, NOTHING_ANSWERED, recoded, silenced, surveyed_twice
from tests.mutation.survey_ripples import DECLINED, SENT, SOURCE, UNDELIVERABLE


def _is_amount(cell: Cell) -> bool:
    return cell not in ("", "-9999")


ANSWERED: dict[str, Condition] = {"対象": equals("overseas"), "回答状況": equals("回答")}
INVESTED: dict[str, Condition] = {"対象": equals("fdi"), "通貨": equals("JPY"), "投資金額": _is_amount}
EMPLOYED: dict[str, Condition] = {"対象": equals("fdi"), "新規雇用者数": _is_amount}


def survey_kinds() -> list[Kind]:
    """Return the kinds of outcome_survey and of its rates; those of many surveys first."""
    return [
        recoded("too many undeliverable", UNDELIVERABLE, 2023, 0.25,
                NOTHING_ANSWERED | {"回答状況": "宛先不明"}),
        recoded("too few sent", SENT, 2024, 0.15, NEVER_SENT),
        recoded("too many declined", DECLINED, 2025, 0.42,
                NOTHING_ANSWERED | {"回答状況": "辞退"}),
        silenced(2025),
        repeated(SOURCE, "survey_id__duplicate", ANSWERED),
        surveyed_twice(SILENT),
        spoilt("調査番号 blank", SOURCE, "survey_id__missing", SILENT, {"調査番号": ""}),
        *codes(SOURCE, SILENT, response_status="回答状況", subject="対象"),
        spoilt("案件番号 blank", SOURCE, "case__unknown", SILENT, {"案件番号": ""}),
        spoilt("案件番号 of no case", SOURCE, "case__unknown", SILENT, {"案件番号": "SMP-OX-2099-000001"}),
        unreadable(SOURCE, "発送日", NO_SUCH_DAY, SILENT),
        *dated(SOURCE, "sent_date", "発送日", SILENT, "after_as_of"),
        *dated(SOURCE, "answered_date", "回答日", ANSWERED, "after_as_of"),
        out_of_order(SOURCE, "due_date__before_sent", "回答期限", "発送日", SILENT),
        out_of_order(SOURCE, "answered_date__before_sent", "回答日", "発送日", ANSWERED),
        *blanks(SOURCE, ANSWERED, answered_date="回答日"),
        spoilt("every item blank", SOURCE, "items__all_blank", ANSWERED, dict.fromkeys(ANSWERS, "")),
        spoilt("売上変化 unknown", SOURCE, "sales_change__unknown", ANSWERED | {"売上変化": is_filled},
               {"売上変化": "微増"}),
        *codes(SOURCE, INVESTED, unit="単位", currency="通貨"),
        spoilt("投資金額 negative", SOURCE, "items__negative", INVESTED, {"投資金額": "△120"}),
        spoilt("新規雇用者数 negative", SOURCE, "items__negative", EMPLOYED, {"新規雇用者数": "-3"}),
        unreadable(SOURCE, "新規雇用者数", "数名", EMPLOYED),
    ]  # fmt: skip
