"""`contract check`, `targets check` and `profile check` to a Japanese reader: no English sentence is left."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from orchestration.command_line.application import run_application
from orchestration.command_line.problem_lines import problem_lines
from orchestration.settings import REPOSITORY
from profiles import DEFAULT_PROFILE
from profiles.check import check_profile
from reporting.language import Language
from targets.check import FILES
from tests.ingest.conftest import ACTIVITY_HEADER
from tests.orchestration.command_line.japanese import JAPANESE, english_phrases
from tests.profiles import breakages, seed_breakages

EXAMPLE = REPOSITORY / "examples" / "investment_agency"
# What a library says stands in brackets, in its own language.
OF_A_LIBRARY = re.compile(r"（[^（）ぁ-んァ-ヶ一-龠]*）")
SLIPS = {
    "targets.csv": [
        ("fdi_success,revised,370,6,376", "ア,revised,370,6,377"),
        ("fdi_support,revised,3700,60,3760", 'fdi_sup port,third,3700,△６0,"3,760"'),
        ("su_success,revised,160,13,173", "pr_events,変更案,160,,173,,"),
    ],
    "target_versions.csv": [("2024-04-01", "2024/4/1")],
    "version_indicators.csv": [(",added", ",new")],
    "indicators.csv": [("count", "counted")],
}
ROWS = [
    "AC-1,2024/13/45,1-1,懇談会,3,経済産業省,2024/4/1,x",
    "AC-1,2024/4/1,1-1,政府連携,3,経済産業省,2024/4/1,x",
    ",2023/3/31,1-9,政府連携,三つ,経済産業省,2024/4/1,x",
]
BAD_FILES = {
    "activities_FY2024_20250410.csv": "\n".join(
        [ACTIVITY_HEADER.replace("件数", "件数（延べ）") + ",活動日,備考", *ROWS]
    ).encode(),
    "mixed_FY2024_20250410.csv": f"{ACTIVITY_HEADER}\n{ROWS[0]}\n".encode() + ROWS[1].encode("cp932"),
    "fx_rates_FY2024_20250410.csv": f"{ACTIVITY_HEADER}\nAC-2,2024/4/2,1-1\n".encode(),
    "other_FY2024_20250410.csv": "年月,通貨,円\n2024/4,USD,150\n".encode(),
    "list.csv": f'{ACTIVITY_HEADER}\n"AC-2,2024\n'.encode(),
    "activities_FY2024_20250410.xls": b"\xd0\xcf\x11\xe0",
    "activities_FY2024_20250410.xlsx": b"PK\x03\x04",
    "empty_FY2024_20250410.xlsx": b"",
    "empty.csv": b"",
    "blank.csv": b"\r\n" * 10,
    "nul.csv": f"{ACTIVITY_HEADER}\n".encode() + b"\0" * 10,
    "utf16.csv": ACTIVITY_HEADER.encode("utf-16"),
    "undefined.csv": f"{ACTIVITY_HEADER}\nAC-".encode("cp932") + b"\xa0\n",
    "page.csv": b"<!DOCTYPE html><html></html>",
    "quote.csv": f'{ACTIVITY_HEADER}\n"{ROWS[0]}\n{ROWS[1]}\n'.encode(),
    "semicolons.csv": ACTIVITY_HEADER.replace(",", ";").encode(),
    "wide.csv": ",".join(["件数"] * 2000).encode(),
}


def left_in_english(shown: str) -> list[str]:
    """What is English on each line, before the line."""
    lines = shown.splitlines()
    return [f"{phrases}: {line}" for line in lines if (phrases := english_phrases(OF_A_LIBRARY.sub("", line)))]


def check(capfd: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command shows a Japanese reader of something broken."""
    assert run_application([*arguments, "--lang", "ja"]) == 1
    shown = capfd.readouterr().out
    assert "対処: " in shown
    assert "Remedy" not in shown
    return shown


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_under_its_contract(name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / name).write_bytes(BAD_FILES[name])
    shown = check(capfd, "contract", "check", str(tmp_path / name), "--source", "activities")
    assert left_in_english(shown.partition("\n")[2]) == []


def test_a_file_is_told_in_japanese_and_in_json_as_ever(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    name = "activities_FY2024_20250410.csv"
    (tmp_path / name).write_bytes(BAD_FILES[name])
    shown = check(capfd, "contract", "check", str(tmp_path / name))
    assert "\n誤り 列 活動日, 行 2: 日付でないセル: 1。 実際: '2024/13/45'。 対処: 元のデータで直す。" in shown
    assert run_application(["contract", "check", str(tmp_path / name), "--json", "--lang", "ja"]) == 1
    messages = {problem["message"] for problem in json.loads(capfd.readouterr().out)["problems"]}
    assert "cells that are no date: 1." in messages


def test_target_files(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for file in FILES:
        text = (DEFAULT_PROFILE / "seeds" / file).read_text(encoding="utf-8")
        for old, new in SLIPS.get(file, []):
            assert old in text, file
            text = text.replace(old, new, 1)
        (tmp_path / file).write_text(text, encoding="utf-8")
    shown = check(capfd, "targets", "check", "--directory", str(tmp_path))
    assert "\n誤り targets.csv 行 10, 列 target: 370 + 6 は 376 であり、377 でない。 対処: " in shown
    assert "\n誤り targets.csv 行 12, 列 supplement: '△６0' は負である。 対処: " in shown
    assert left_in_english(shown.partition("\n")[2]) == []


def test_a_profile(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    profile = shutil.copytree(EXAMPLE, tmp_path / EXAMPLE.name)
    for one in (*breakages.BREAKAGES, *seed_breakages.BREAKAGES):
        one.do(profile)
    shown = check(capfd, "profile", "check", str(profile))
    assert "\n誤り profile.yml, pillars: 柱 4 の名称が seeds/pillars.csv にない。 対処: " in shown
    assert left_in_english(shown.partition("\n")[2]) == []


def test_a_profile_whose_files_cannot_be_read(tmp_path: Path) -> None:
    """What pydantic and YAML say of a contract, a suite and profile.yml stands within a Japanese sentence."""
    profile = shutil.copytree(EXAMPLE, tmp_path / EXAMPLE.name)
    for file, old, new in (
        ("profile.yml", "fiscal_year_start_month: 1", "fiscal_year_start_month: 13"),
        ("contracts/projects.yml", "version: 1", "version: 1.5\nowned: x"),
        ("contracts/enquiries.yml", "cadence_days:", "cadence:"),
        ("contracts/trade_missions.yml", "source:", "source: ["),
        ("suites/projects.yml", "severity: ", "severity: very "),
        ("suites/enquiries.yml", "order: ", "order: x"),
    ):
        text = (profile / file).read_text(encoding="utf-8")
        assert old in text
        (profile / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    problems = check_profile(profile).problems
    assert {"bad_profile", "bad_contract", "bad_suite"} <= {problem.kind for problem in problems}
    for line in problem_lines(profile, "", problems, Language.JAPANESE)[1:-1]:
        assert JAPANESE.search(line.plain.partition(": ")[2].partition("対処")[0]), line.plain
        assert left_in_english(line.plain) == []


def test_what_is_left_in_english_is_seen() -> None:
    assert left_in_english("誤り targets.csv: the file is missing. 対処: 置く。") != []
    assert left_in_english("誤り targets.csv: 列 target and base。 対処: 置く。") != []
    assert left_in_english("誤り targets.csv: 列 target, base がない。 対処: 置く。") == []
    assert left_in_english("誤り a.sql: 展開した SQL が正しくない（Parser Error: syntax error）。 対処: 直す。") == []
