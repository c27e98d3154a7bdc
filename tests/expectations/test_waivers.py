"""The file of waivers: what it may say, and errors that name file, field and remedy."""

from datetime import date
from pathlib import Path

import pytest

from expectations.waivers import Waiver, WaiverFileError, load_waivers, waivers_as_text

VALID = """
waivers:
  - expectation_id: fdi_cases__support_date__missing
    source: fdi_cases
    fiscal_year: 2024
    accepted_until: 2027-03-31
    reason: The desk asks the companies until the year ends.
    accepted_by: invest_japan
  - gap_id: gap-b811cb6367
    accepted_until: 2026-12-31
    reason: Known and small.
    accepted_by: planning
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "gap_waivers.yml"
    path.write_text(VALID, encoding="utf-8")
    return path


def test_waivers_are_read(file: Path) -> None:
    first, second = load_waivers(file)
    assert (first.expectation_id, first.source, first.fiscal_year) == (
        "fdi_cases__support_date__missing",
        "fdi_cases",
        2024,
    )
    assert (second.gap_id, second.accepted_until) == ("gap-b811cb6367", date(2026, 12, 31))


def test_no_file_accepts_nothing(tmp_path: Path) -> None:
    assert load_waivers(tmp_path / "gap_waivers.yml") == []


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(WaiverFileError, match=r"does not exist .*Remedy: write it, or unset MOKUHYO_WAIVERS"):
        load_waivers(tmp_path / "gap_waivers.yml", required=True)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("accepted_by: planning", "accepted_by: planning\n    colour: red", r"waivers\[1\]\.colour: .*remove the key"),
        ("    accepted_by: planning\n", "", r"waivers\[1\]\.accepted_by: Field required\. Remedy: add the key"),
        ("2026-12-31", '"2026-12-31"', r"waivers\[1\]\.accepted_until: .*without quotation marks"),
        ("2026-12-31", "year end", r"waivers\[1\]\.accepted_until: "),
        ("reason: Known and small.", "reason: ' '", r"waivers\[1\]\.reason: "),
        ("gap-b811cb6367", "gap-1", r"waivers\[1\]\.gap_id: "),
        ("gap_id: gap-b811cb6367", "source: fdi_cases", r"waivers\[1\]: give either expectation_id or gap_id"),
        (
            "gap_id: gap-b811cb6367",
            "gap_id: gap-b811cb6367\n    fiscal_year: 2024",
            r"leave out source and fiscal_year",
        ),
        ("fdi_cases__support_date__missing", "decisions__waiver__expired", r"cannot be accepted; renew or remove"),
        ("accepted_by: planning", "accepted_by: planning\n    accepted_by: x", r"file: .*key given twice: accepted_by"),
        ("waivers:", "waiver:", r"waivers: Field required"),
        ("waivers:", "waivers: [", r"Remedy: write valid YAML in UTF-8"),
        ("\nwaivers:", "\n- waivers:", r"Remedy: "),
    ],
)
def test_a_wrong_file_is_refused(old: str, new: str, message: str, file: Path) -> None:
    assert old in VALID
    file.write_text(VALID.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(WaiverFileError, match=message) as refused:
        load_waivers(file)
    assert str(refused.value).startswith("gap_waivers.yml: ")
    assert "Remedy: " in str(refused.value)


def test_the_same_gap_is_accepted_once(file: Path) -> None:
    file.write_text(VALID + VALID.split("waivers:\n")[1], encoding="utf-8")
    with pytest.raises(WaiverFileError, match=r"waivers\[2\]: accepts the same as waivers\[0\]\. Remedy: keep one"):
        load_waivers(file)


def test_text_depends_on_what_is_said_only(file: Path) -> None:
    waivers = load_waivers(file)
    assert waivers_as_text(waivers[::-1]) == waivers_as_text(waivers)
    later = [waivers[0], Waiver(**{**waivers[1].model_dump(), "accepted_until": date(2027, 1, 1)})]
    assert waivers_as_text(later) != waivers_as_text(waivers)
