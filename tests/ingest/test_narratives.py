"""Narratives: which texts land, what becomes of the others, and which are known on a day."""

from __future__ import annotations

import time
import unicodedata
from contextlib import suppress
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.contracts import ContractError, load_contracts
from ingest.errors import FileRefusedError
from ingest.narratives import MAX_NARRATIVE_BYTES, Narratives, clean_text, known_narratives
from ingest.retraction import reinstate, retract
from ingest.warehouse_views import register_landing

from .conftest import Workplace
from .remote import Remote

COOP = "narratives/agency_coop_status_20260930.txt"
TEXT = "他機関と連携した。\n㈱と髙い目標。"


def test_a_text_lands_with_its_day_and_a_receipt(workplace: Workplace) -> None:
    workplace.put(COOP, TEXT)
    receipt = workplace.land()[COOP]
    assert (receipt.outcome, receipt.rows, receipt.encoding, receipt.fiscal_year) == ("accepted", 1, "utf-8", None)
    assert receipt.snapshot_date == date(2026, 9, 30)
    (row,) = pq.read_table(workplace.landing / (receipt.landed_as or "")).to_pylist()
    assert row == {
        "indicator_id": "agency_coop_status",
        "dated_on": date(2026, 9, 30),
        "text": TEXT,
        "removed_characters": 0,
        "source_file": COOP,
        "source_sha256": receipt.sha256,
    }
    assert workplace.land()[COOP].outcome == "already_landed"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_encodings_that_people_have_give_the_same_text(encoding: str) -> None:
    clean = clean_text(TEXT.replace("\n", "\r\n").encode(encoding))
    assert (clean.text, clean.removed, clean.encoding) == (TEXT, 0, encoding)


@pytest.mark.parametrize(
    ("file", "content", "problem", "remedy"),
    [
        ("agency_coop_status.txt", TEXT, "the name is not <indicator>_<yyyymmdd>.txt", "rename it to <indicator>_"),
        ("agency_coop_status_20260931.txt", TEXT, "20260931 in the name is no date", "rename it"),
        ("agency_coop_status_20260930.docx", TEXT, "the name is not", "rename it"),
        ("fdi_success_20260930.txt", TEXT, "no indicator told in words is called 'fdi_success'", "partner_trials"),
        ("partner_trials_20260930.txt", "字" * MAX_NARRATIVE_BYTES, "more than the 65,536 allowed", "shorten it"),
        ("partner_trials_20260930.txt", "一\n二\x1b[31m", "row 2: it holds the control character 0x1B", "plain text"),
        ("partner_trials_20260930.txt", "一\0", "the control character 0x00", "plain text"),
        ("partner_trials_20260930.txt", b"\x81\xff\xfe\x01", "neither UTF-8 nor Shift_JIS", "plain text"),
        ("partner_trials_20260930.txt", TEXT.encode("utf-16"), "neither UTF-8 nor Shift_JIS", "plain text"),
        ("partner_trials_20260930.txt", " \u200b\n\ufeff\u3000", "it holds no text", "do not send it"),
        ("partner_trials_20260930.txt", "担当 a.b@example.jp", "an e-mail address", "take contact data out"),
        ("partner_trials_20260930.txt", "担当 ａ＠example．jp", "an e-mail address", "take contact data out"),
        ("partner_trials_20260930.txt", "電話\n000-0000-0000", "row 2: it holds a phone", "take contact data out"),
        ("partner_trials_20260930.txt", "電話 (000)000-0000", "a phone number", "take contact data out"),
        ("partner_trials_20260930.txt", "電話 00\u200b0-0000-0000", "a phone number", "take contact data out"),
        ("partner_trials_20260930.txt", "電話 +81 00 0000 0000", "a phone number", "take contact data out"),
    ],
)  # fmt: skip
def test_what_is_no_narrative_is_quarantined_with_a_remedy(
    workplace: Workplace, file: str, content: str | bytes, problem: str, remedy: str
) -> None:
    workplace.put(f"narratives/{file}", content)
    receipt = workplace.land()[f"narratives/{file}"]
    assert receipt.outcome == "quarantined"
    assert receipt.error is not None
    assert receipt.error.startswith(f"narratives/{file}")
    assert problem in receipt.error
    assert remedy in receipt.error.split("Remedy: ")[1]
    assert not list(workplace.landing.rglob("*.parquet"))


@pytest.mark.parametrize("text", ["2026-09-30に3件、2025年度は1,000-1,200件。", "03件の案件と0.5倍", "＠とAT"])
def test_figures_and_dates_are_no_contact_data(text: str) -> None:
    assert clean_text(text.encode()).text == text


def test_characters_that_turn_or_hide_text_are_left_out_and_counted() -> None:
    clean = clean_text("成果\u202e果成\u2066 な\u200bし\U000e0041\ufeff".encode())
    assert (clean.text, clean.removed) == ("成果果成 なし", 5)


def test_breaks_of_word_processors_are_line_ends_and_blank_lines_are_few() -> None:
    assert clean_text("一  \v二\f三\u2028四\r五\n\n\n\n六\n".encode()).text == "一\n二\n三\n四\n五\n\n六"


CONTENTS = (
    st.text().map(str.encode) | st.binary(max_size=200) | st.text().map(lambda text: text.encode("cp932", "ignore"))
)


@given(CONTENTS)
def test_what_is_accepted_can_be_shown_anywhere_and_stays_as_it_is(content: bytes) -> None:
    clean = None
    with suppress(FileRefusedError):
        clean = clean_text(content)
    if clean is None:
        return
    assert clean.text == clean.text.strip() != ""
    assert not {unicodedata.category(sign) for sign in clean.text if sign not in "\n\t"} & {"Cc", "Cf", "Zl", "Zp"}
    again = clean_text(clean.text.encode())
    assert (again.text, again.removed) == (clean.text, 0)


@pytest.mark.parametrize("line", ["a" * 65_000, "0-" * 32_000, "a@" * 32_000, "+81 " * 16_000, "(0" * 32_000])
def test_no_line_takes_for_ever(line: str) -> None:
    def seconds(text: str) -> float:
        started = time.perf_counter()
        with suppress(FileRefusedError):
            clean_text(text.encode())
        return time.perf_counter() - started

    assert seconds(line) < 20 * max(seconds("字" * 65_000), 0.005)


def test_a_corrected_text_replaces_its_former_one_and_older_ones_stay(workplace: Workplace) -> None:
    older = "narratives/agency_coop_status_20250331.txt"
    workplace.put(older, "昨年度。")
    workplace.put(COOP, "誤り。")
    workplace.land()
    workplace.put(COOP, "訂正後。")
    workplace.land()
    assert texts(workplace, date(2026, 10, 31)) == ["昨年度。", "訂正後。"]
    assert texts(workplace, date(2026, 9, 29)) == ["昨年度。"]
    retract(workplace.receipts, COOP, "not yet agreed", "planning")
    assert texts(workplace, date(2026, 10, 31)) == ["昨年度。", "誤り。"]
    reinstate(workplace.receipts, COOP, "agreed", "planning")
    assert texts(workplace, date(2026, 10, 31)) == ["昨年度。", "訂正後。"]


def test_a_broken_correction_leaves_the_former_text_standing(workplace: Workplace) -> None:
    workplace.put(COOP, "前の文。")
    workplace.land()
    workplace.put(COOP, b"\x00")
    assert workplace.land()[COOP].outcome == "quarantined"
    assert texts(workplace, date(2026, 10, 31)) == ["前の文。"]


def test_an_indicator_that_comes_to_be_told_in_words_is_accepted_then(workplace: Workplace, tmp_path: Path) -> None:
    file = "narratives/new_story_20260930.txt"
    workplace.put(file, TEXT)
    assert workplace.land()[file].outcome == "quarantined"
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "indicators.csv").write_text("indicator_id,value_type\nnew_story,narrative\nold,count\n")
    from ingest.land import land_inbox

    (receipt,) = land_inbox(
        workplace.inbox, workplace.landing, workplace.receipts, ["narratives"], narratives=Narratives(tmp_path)
    )
    assert receipt.outcome == "accepted"


def test_narratives_of_a_remote_inbox_are_fetched_once_and_large_ones_never(remote: Remote) -> None:
    large = "narratives/partner_trials_20260930.txt"
    remote.put(COOP, TEXT.encode())
    remote.put(large, b"x" * (MAX_NARRATIVE_BYTES + 1))
    first = remote.land()
    assert (first[COOP].outcome, first[large].outcome) == ("accepted", "quarantined")
    assert first[large].sha256 == ""
    assert remote.land()[COOP].outcome == "already_landed"


def test_a_contract_cannot_take_the_folder_of_the_narratives(tmp_path: Path) -> None:
    from ingest.contracts import CONTRACTS_DIRECTORY

    text = (CONTRACTS_DIRECTORY / "fx_rates.yml").read_text(encoding="utf-8")
    (tmp_path / "narratives.yml").write_text(text.replace("source: fx_rates", "source: narratives"), encoding="utf-8")
    with pytest.raises(ContractError, match="holds texts, not exports"):
        load_contracts(tmp_path)


def texts(workplace: Workplace, as_of: date) -> list[str]:
    """Texts that the warehouse sees, by day; the files must be those that `known_narratives` names."""
    with duckdb.connect() as connection:
        register_landing(connection, workplace.landing, workplace.receipts, as_of)
        rows = connection.execute("select text, source_file from landing.narratives order by dated_on").fetchall()
    known = known_narratives(workplace.landing, workplace.receipts, as_of)
    assert sorted(file for _, file in rows) == [narrative.file for narrative in known]
    return [text for text, _ in rows]
