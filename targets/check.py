"""Everything that is wrong in the target files of a folder, all at once."""

from __future__ import annotations

from pathlib import Path

from targets.figures import course_problems, figure_problems
from targets.files import CHANGES, INDICATORS, READINGS, TARGETS, VERSIONS, read_table
from targets.indicators import Indicators
from targets.problems import TargetCheck, TargetFilesError
from targets.versions import Versions

FILES = (TARGETS, VERSIONS, CHANGES, INDICATORS, READINGS)


def check_target_files(directory: Path) -> TargetCheck:
    """Say everything that is wrong in the target files.

    Args:
        directory: Folder that holds them, the seeds of a profile.

    Returns:
        The problems, errors first; a file that cannot be read is one, and the others are checked without it.
    """
    tables = {file: read_table(directory, file) for file in FILES}
    readings = tables[READINGS]
    indicators = Indicators(tables[INDICATORS])
    versions = Versions(tables[VERSIONS], tables[CHANGES])
    problems = [
        *figure_problems(tables[TARGETS], indicators, versions),
        *course_problems(tables[TARGETS], versions),
        *versions.problems(readings.values("budget_reading") if readings.is_usable else None),
        *versions.changes_problems(indicators),
        *indicators.problems(),
        *readings.problems,
    ]
    problems.sort(key=lambda problem: (problem.severity, FILES.index(problem.file), problem.row or 0))
    return TargetCheck(directory, len(tables[TARGETS].rows), len(tables[VERSIONS].rows), tuple(problems))


def require_sound_target_files(directory: Path) -> TargetCheck:
    """Refuse target files with errors.

    Args:
        directory: Folder that holds them.

    Returns:
        The check, in which only warnings are left.

    Raises:
        TargetFilesError: There are errors; the message names all of them.
    """
    check = check_target_files(directory)
    if check.errors:
        raise TargetFilesError(check.errors)
    return check


def indicators_with_target(directory: Path) -> list[str]:
    """Return the indicators that have a target in any version, in the order of the targets.

    Args:
        directory: Folder of the target files.

    Returns:
        Their ids as written; what is wrong with the file is for a check to say.
    """
    table = read_table(directory, TARGETS)
    return [indicator for indicator in table.values("indicator_id") if indicator]
