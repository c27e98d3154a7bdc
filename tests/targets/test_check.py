"""What a check of the target files finds: each slip with file, row, column and remedy, and all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from targets.check import check_target_files, indicators_with_target, require_sound_target_files
from targets.problems import TargetFilesError
from tests.targets.conftest import THIRD, Found, add_third_version, append, replace


def test_the_shipped_files_are_sound(found: Found) -> None:
    assert found() == []


def test_a_third_version_is_sound(directory: Path, found: Found) -> None:
    add_third_version(directory)
    assert found() == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "fdi_success,revised,370,6,376",
            "fdi_success,revised,370,6,377",
            "targets.csv row 10, column target: 370 + 6 is 376, not 377. "
            "Remedy: correct base, supplement or target after the document.",
        ),
        (
            "fdi_success,revised,370,6,376",
            'fdi_success,revised,370,6,"３７６件"',
            "targets.csv row 10, column target: '３７６件' is no whole number. "
            "Remedy: write it in digits, without a unit.",
        ),
        (
            "fdi_support,revised,3700,60,3760",
            'fdi_support,revised,3700,60,"3,760"',
            "targets.csv row 12, column target: '3,760' is no whole number. Remedy: write it in plain digits: 3760.",
        ),
        (
            "fdi_success,revised,370,6,376",
            "fdi_success,revised,376,△６,370",
            "targets.csv row 10, column supplement: '△６' is negative. "
            "Remedy: write the figure of the document, 0 or more.",
        ),
        (
            "fdi_success,revised,370,6,376",
            "fdi_success,revised,370,,370",
            "targets.csv row 10, column supplement: the figure is missing. "
            "Remedy: write 0 when there is no supplement.",
        ),
        (
            "fdi_success,revised,370,6,376",
            "fdi_success,revised,370,6,99999999999999999999",
            "targets.csv row 10, column target: '99999999999999999999' is beyond any target. "
            "Remedy: write the figure of the document.",
        ),
        (
            "fdi_success,revised,370,6,376",
            "ア.A),revised,370,6,376",
            "targets.csv row 10, column indicator_id: 'ア.A)' is the label or name of an indicator, which is never a "
            "key. Remedy: write its id: fdi_success.",
        ),
        (
            "su_success,revised,160,13,173",
            "ア,revised,160,13,173",
            "targets.csv row 14, column indicator_id: 'ア' is the label or name of an indicator, which is never a key. "
            "Remedy: write its id: su_success or ovs_success.",
        ),
        (
            "fdi_success,revised,370,6,376",
            "対日投資 誘致成功件数,revised,370,6,376",
            "targets.csv row 10, column indicator_id: '対日投資 誘致成功件数' is the label or name of an indicator, "
            "which is never a key. Remedy: write its id: fdi_success.",
        ),
        (
            "fdi_success,revised,370,6,376",
            "fdi_sucess,revised,370,6,376",
            "targets.csv row 10, column indicator_id: there is no indicator 'fdi_sucess'. "
            "Remedy: did you mean fdi_success?",
        ),
        (
            "fdi_success,revised,370,6,376",
            "fdi_success ,revised,370,6,376",
            "targets.csv row 10, column indicator_id: 'fdi_success ' is not the id as it stands. "
            "Remedy: write its id: fdi_success.",
        ),
        (
            "fdi_success,revised,370,6,376",
            "fdi_success,revized,370,6,376",
            "targets.csv row 10, column target_version: there is no version 'revized'. "
            "Remedy: use one of current, revised, or add it to target_versions.csv.",
        ),
        (
            "fdi_success,revised,370,6,376",
            "fdi_success,変更案,370,6,376",
            "targets.csv row 10, column target_version: '変更案' is the name of a version. "
            "Remedy: write its id: revised.",
        ),
        (
            "fdi_success,revised,370,6,376",
            "fdi_success,current,370,6,376",
            "targets.csv row 10, column indicator_id: row 2 sets the target of fdi_success in current already. "
            "Remedy: delete one of the two rows.",
        ),
        (
            "fdi_success,revised,370,6,376",
            "partner_trials,revised,370,6,376",
            "targets.csv row 10, column indicator_id: partner_trials is told in words and has no figure to judge. "
            "Remedy: delete the row, or choose a counted indicator.",
        ),
        (
            "fdi_success,current,370,0,370",
            "pr_events,current,370,0,370",
            "targets.csv row 2, column indicator_id: version current does not hold pr_events. "
            "Remedy: delete the row, or let version_indicators.csv add pr_events with current or before.",
        ),
        (
            "fdi_success,revised,370,6,376",
            "fdi_success,revised,0,0,0",
            "targets.csv row 10, column target: a target of 0 is met by nothing at all. "
            "Remedy: delete the row: without one there is no target.",
        ),
        (
            "fdi_success,revised,370,6,376",
            "fdi_success,revised,370,6,376,,",
            "targets.csv row 10: the row has 7 cells, the header 5. "
            "Remedy: check its commas; quote text that holds one.",
        ),
    ],
)
def test_a_slip_in_the_targets(old: str, new: str, expected: str, directory: Path, found: Found) -> None:
    replace(directory, "targets.csv", old, new)
    assert expected in [str(problem) for problem in found() if problem.severity == "error"]


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            "target_versions.csv",
            "2024-04-01",
            "2024/4/1",
            "target_versions.csv row 3, column effective_from: '2024/4/1' is no date. "
            "Remedy: write the first day in force, such as 2027-04-01.",
        ),
        (
            "target_versions.csv",
            "2024-04-01",
            "2024-02-30",
            "target_versions.csv row 3, column effective_from: '2024-02-30' is no date. "
            "Remedy: write the first day in force, such as 2027-04-01.",
        ),
        (
            "target_versions.csv",
            "2024-04-01",
            "",
            "target_versions.csv row 3, column effective_from: the date is missing. "
            "Remedy: write the first day in force, such as 2027-04-01.",
        ),
        (
            "target_versions.csv",
            "2024-04-01,",
            "2024-04-01,10.3.2024",
            "target_versions.csv row 3, column announced_on: '10.3.2024' is no date. "
            "Remedy: write it such as 2027-03-10, or leave it blank when it was known all along.",
        ),
        (
            "target_versions.csv",
            "2024-04-01",
            "2023-04-01",
            "target_versions.csv row 3, column effective_from: current (row 2) takes effect on that day too. "
            "Remedy: give each version a day of its own.",
        ),
        (
            "target_versions.csv",
            ",all,",
            ",everything,",
            "target_versions.csv row 3, column budget_reading: there is no budget reading 'everything'. "
            "Remedy: use one of initial, all, supplement.",
        ),
        (
            "target_versions.csv",
            "変更案",
            "",
            "target_versions.csv row 3, column name_ja: the version has no name. Remedy: write what people call it.",
        ),
        (
            "target_versions.csv",
            "revised,2024",
            "変更案,2024",
            "target_versions.csv row 3, column target_version: '変更案' is no id of a version. Remedy: write small "
            "letters, digits and _, beginning with a letter; names go into name_ja and name_en.",
        ),
        (
            "target_versions.csv",
            "revised,2024",
            "current,2024",
            "target_versions.csv row 3, column target_version: current stands in row 2 already. "
            "Remedy: delete one of the two rows.",
        ),
        (
            "version_indicators.csv",
            "pr_events,added",
            "pr_events,new",
            "version_indicators.csv row 2, column change: 'new' is no change. Remedy: write added or dropped.",
        ),
        (
            "version_indicators.csv",
            "pr_events,added",
            "coercion_consultations,added",
            "version_indicators.csv row 3, column indicator_id: row 2 says what revised does with "
            "coercion_consultations already. Remedy: delete one of the two rows.",
        ),
        (
            "indicators.csv",
            "fdi_support,3",
            "fdi_success,3",
            "indicators.csv row 4, column indicator_id: fdi_success stands in row 2 already. "
            "Remedy: delete one of the two rows.",
        ),
        (
            "targets.csv",
            "indicator_id,target_version,base",
            "indicator_id,version,base",
            "targets.csv row 1: the columns target_version are missing. "
            "Remedy: the first row holds indicator_id, target_version, base, supplement, target, each once.",
        ),
    ],
)
def test_a_slip_in_another_file(file: str, old: str, new: str, expected: str, directory: Path, found: Found) -> None:
    replace(directory, file, old, new)
    assert expected in [str(problem) for problem in found() if problem.severity == "error"]


def test_a_version_without_any_target(directory: Path, found: Found) -> None:
    append(directory, "target_versions.csv", THIRD)
    assert [str(problem) for problem in found()] == [
        "target_versions.csv row 4, column target_version: version third sets no target. "
        "Remedy: add its rows to targets.csv: a version says every target that it keeps."
    ]


def test_a_change_that_is_inherited_already(directory: Path, found: Found) -> None:
    add_third_version(directory)
    append(directory, "version_indicators.csv", "third,pr_events,added")
    assert [str(problem) for problem in found()] == [
        "version_indicators.csv row 4, column change: pr_events is added by revised already (row 2). "
        "Remedy: delete the row: later versions inherit the change."
    ]


@pytest.mark.parametrize(
    ("change", "kind", "place"),
    [
        (("targets.csv", "fdi_success,third,370,6,376", "fdi_success,third,360,6,366"), "lowered", ("targets.csv", 18)),
        (("targets.csv", "fdi_success,third,370,6,376\n", ""), "target_ends", ("target_versions.csv", 4)),
        (
            ("target_versions.csv", "2026-10-01,2026-03-10", "2026-10-01,2026-10-02"),
            "announced_late",
            ("target_versions.csv", 4),
        ),
        (("target_versions.csv", "2026-03-10,all", "2026-03-10,initial"), "supplement_unread", ("targets.csv", 18)),
        (("targets.csv", "supplement,target", "supplement,target,note"), "unknown_column", ("targets.csv", 1)),
    ],
)
def test_what_is_only_worth_knowing(
    change: tuple[str, str, str], kind: str, place: tuple[str, int], directory: Path, found: Found
) -> None:
    add_third_version(directory)
    replace(directory, *change)
    problems = [problem for problem in found() if problem.kind != "wrong_width"]
    assert {problem.severity for problem in problems} == {"warning"}
    assert (kind, *place) in [(problem.kind, problem.file, problem.row) for problem in problems]
    assert problems[0].remedy


def test_a_target_that_ends_with_its_indicator_is_no_news(directory: Path, found: Found) -> None:
    add_third_version(directory)
    replace(directory, "targets.csv", "fdi_success,third,370,6,376\n", "")
    append(directory, "version_indicators.csv", "third,fdi_success,dropped")
    assert found() == []


def test_the_order_is_that_of_the_dates(directory: Path, found: Found) -> None:
    # As the first version by date: now the current one keeps all of its targets, and lowers those with a supplement.
    add_third_version(directory, THIRD.replace("2026-10-01,2026-03-10", "2022-04-01,"))
    lowered = [problem for problem in found() if problem.kind == "lowered"]
    assert {problem.row for problem in lowered} == set(range(2, 10))


def test_everything_is_said_at_once(directory: Path) -> None:
    replace(directory, "targets.csv", "fdi_success,revised,370,6,376", "ア.A),revised,370,6,377")
    replace(directory, "target_versions.csv", "2024-04-01", "1 April")
    (directory / "version_indicators.csv").unlink()
    with pytest.raises(TargetFilesError) as refused:
        require_sound_target_files(directory)
    assert {(problem.kind, problem.row) for problem in refused.value.problems} == {
        ("label_as_key", 10),
        ("wrong_sum", 10),
        ("bad_date", 3),
        ("missing_file", None),
    }
    assert str(refused.value).startswith("target files: 4 errors\ntargets.csv row 10, column indicator_id: 'ア.A)'")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("indicator_id,target_version\n対日".encode("cp932"), "not_utf8"),
        (b'indicator_id,target_version\n"fdi', "unreadable_file"),
        (b"a\0b", "wrong_header"),
        (b"", "wrong_header"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_problem_of_its_own(content: bytes, kind: str, directory: Path) -> None:
    (directory / "targets.csv").write_bytes(content)
    check = check_target_files(directory)
    assert [problem.kind for problem in check.errors] == [kind], "the others are checked without it"
    assert indicators_with_target(directory) == []


def test_excel_may_put_a_byte_order_mark(directory: Path, found: Found) -> None:
    content = (directory / "targets.csv").read_bytes()
    (directory / "targets.csv").write_bytes(b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"))
    assert found() == []


def test_line_ends_of_two_kinds_are_told(directory: Path, found: Found) -> None:
    file = directory / "targets.csv"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n") + b"fdi_success,third,1,0,1\n")
    (problem,) = [one for one in found() if one.kind == "mixed_line_ends"]
    assert "(CRLF and LF)" in problem.message
    assert problem.severity == "error"


CELL = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(CELL, min_size=5, max_size=5), content=st.binary(max_size=80))
def test_no_content_crashes_a_check(cells: list[str], content: bytes, directory: Path) -> None:
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    targets = (directory / "targets.csv").read_text(encoding="utf-8").splitlines()[:17]
    (directory / "targets.csv").write_text("\n".join([*targets, quoted]) + "\n", encoding="utf-8", newline="")
    (directory / "version_indicators.csv").write_bytes(content)
    check = check_target_files(directory)
    assert check.errors or not any(cells)


@given(base=st.integers(0, 10**9), supplement=st.integers(0, 10**9), off=st.integers(-3, 3))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sums_are_told_from_slips(base: int, supplement: int, off: int, directory: Path) -> None:
    total = base + supplement + off
    lines = (directory / "targets.csv").read_text(encoding="utf-8").splitlines()
    lines[9] = f"fdi_success,revised,{base},{supplement},{total}"
    (directory / "targets.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    kinds = {problem.kind for problem in check_target_files(directory).errors}
    expected = {"negative"} if total < 0 else {"wrong_sum"} if off else {"zero_target"} if total == 0 else set()
    assert kinds == expected
