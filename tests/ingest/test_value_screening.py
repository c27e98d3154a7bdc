"""Drift: an added column is kept, a known alias is accepted, a retyped column quarantines its file."""

from __future__ import annotations

import time

import pyarrow as pa
import pytest

from ingest.contracts import Drift, SourceContract, load_contracts
from ingest.errors import FileRefusedError
from ingest.land import land_inbox
from ingest.typing_rules import TypingRules
from ingest.value_screening import CELLS_PER_BATCH, ValueScreening

from .conftest import ACTIVITY_HEADER, Workplace

FILE = "activities/activities_FY2024_20250410.csv"
RULES = TypingRules()
CONTRACT = load_contracts()["activities"]
GOOD = {"activity_date": "令和6年4月1日", "section": "1-1", "activity_type": "政府連携", "count": "１"}


def csv_of(*cells: tuple[str, str, str, str]) -> str:
    lines = [f"AC-{number},{','.join(row)},経済産業省" for number, row in enumerate(cells, start=1)]
    return "\n".join([ACTIVITY_HEADER, *lines]) + "\n"


def screened(column: str, texts: list[str | None], contract: SourceContract = CONTRACT) -> ValueScreening:
    screening = ValueScreening(contract, RULES)
    columns = {name: pa.array([text] * len(texts)) for name, text in GOOD.items()} | {
        column: pa.array(texts, pa.string())
    }
    screening.observe(columns, pa.array(range(2, len(texts) + 2), pa.int32()))
    return screening


@pytest.mark.parametrize(
    ("place", "text", "header", "what"),
    [
        (0, "春ごろ", "活動日", "date"),
        (1, "第一節", "節", "code of the list section"),
        (2, "2024/4/1", "種別", "code of the list activity_type"),
        (3, "A-17", "件数", "integer"),
    ],
)
def test_a_retyped_column_quarantines_its_file(
    workplace: Workplace, place: int, text: str, header: str, what: str
) -> None:
    rows = [["2024/4/1", "1-1", "政府連携", "3"] for _ in range(4)]
    for row in rows[1:]:
        row[place] = text
    workplace.put(FILE, csv_of(*map(tuple, rows)))  # type: ignore[arg-type]
    receipt = workplace.land()[FILE]
    assert receipt.outcome == "quarantined"
    assert receipt.error is not None
    assert receipt.error.startswith(f"{FILE}, row 3, column {header}: the column was retyped: 75 % of")
    assert f"are no {what}, such as {text!r}" in receipt.error
    assert "Remedy: export it in its former form" in receipt.error
    assert not list(workplace.landing.rglob("*.parquet"))


def test_slips_of_single_rows_are_no_drift(workplace: Workplace) -> None:
    workplace.put(FILE, csv_of(("春ごろ", "x", "懇談会", "多数"), ("2024/13/45", "y", "懇談会", "-")))
    assert workplace.land()[FILE].outcome == "accepted"


def test_exactly_half_is_no_drift_and_one_more_is() -> None:
    unreadable: list[str | None] = ["春ごろ"] * 10
    screened("activity_date", unreadable + ["R6.4.1"] * 10).refuse_retyped({})
    with pytest.raises(FileRefusedError, match="retyped"):
        screened("activity_date", unreadable + ["R6.4.1"] * 9).refuse_retyped({})


def test_blank_cells_do_not_dilute_a_retyped_column() -> None:
    with pytest.raises(FileRefusedError, match="100 %"):
        screened("count", [None, "", "　"] * 50 + ["A", "B", "C"]).refuse_retyped({})


def test_refusals_to_answer_are_readable() -> None:
    screened("count", ["-9999"] * 10).refuse_retyped({})


def test_the_threshold_is_the_contracts() -> None:
    strict = CONTRACT.model_copy(update={"drift": Drift(unreadable_share=0.1, least_cells=1)})
    cells: list[str | None] = ["春ごろ", *["2024/4/1"] * 5]
    screened("activity_date", cells).refuse_retyped({})
    with pytest.raises(FileRefusedError, match="16 %"):
        screened("activity_date", cells, strict).refuse_retyped({})


def test_a_long_file_is_looked_at_in_part_and_names_the_real_row() -> None:
    screening = screened("count", ["1"] * 4 * CELLS_PER_BATCH + ["x"] * 40 * CELLS_PER_BATCH)
    tally = screening.tallies["count"]
    assert tally.filled <= CELLS_PER_BATCH
    assert tally.row is not None
    assert 4 * CELLS_PER_BATCH + 2 <= tally.row < 5 * CELLS_PER_BATCH
    with pytest.raises(FileRefusedError, match="retyped"):
        screening.refuse_retyped({})


def test_values_of_personal_columns_are_not_shown() -> None:
    columns = [column.model_copy(update={"personal": True}) for column in CONTRACT.columns]
    private = CONTRACT.model_copy(update={"columns": tuple(columns)})
    with pytest.raises(FileRefusedError) as raised:
        screened("count", ["03-0000-0000"] * 5, private).refuse_retyped({})
    assert "03-0000" not in str(raised.value)


def test_a_header_renamed_to_a_known_alias_is_accepted(workplace: Workplace) -> None:
    count = next(column for column in CONTRACT.columns if column.name == "count")
    renamed = count.model_copy(update={"aliases": ("実施件数",)})
    columns = tuple(renamed if column.name == "count" else column for column in CONTRACT.columns)
    contracts = {"activities": CONTRACT.model_copy(update={"columns": columns})}
    workplace.put(FILE, csv_of(("2024/4/1", "1-1", "政府連携", "3")).replace("件数", "実施件数"))
    (receipt,) = land_inbox(workplace.inbox, workplace.landing, workplace.receipts, contracts=contracts)
    assert (receipt.outcome, receipt.unknown_headers) == ("accepted", ())


def test_screening_costs_little_beside_landing(workplace: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    spent = []
    observe = ValueScreening.observe

    def timed(self: ValueScreening, *arguments: object) -> None:
        started = time.process_time()
        observe(self, *arguments)  # type: ignore[arg-type]
        spent.append(time.process_time() - started)

    monkeypatch.setattr(ValueScreening, "observe", timed)
    workplace.put(FILE, csv_of(*[("2024/4/1", "1-1", "政府連携", "3")] * 200_000))
    started = time.process_time()
    assert workplace.land()[FILE].rows == 200_000
    assert sum(spent) < 0.15 * (time.process_time() - started)
