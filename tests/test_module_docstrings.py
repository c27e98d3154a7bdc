"""Every module opens by saying what it is for, every package with what belongs there and what does not."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
PACKAGES = (
    "alerts",
    "expectations",
    "forecasting",
    "ingest",
    "orchestration",
    "profiles",
    "reporting",
    "spark",
    "supply_chain",
    "synthetic",
    "targets",
)
ELSEWHERE = ("benchmarks", "dbt_project", "docs", "tests")
MODULES = sorted(file for folder in (*PACKAGES, *ELSEWHERE) for file in (REPOSITORY / folder).rglob("*.py"))


def docstring_of(file: Path) -> str:
    return ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""


def test_every_module_opens_with_what_it_is_for() -> None:
    assert len(MODULES) > 300
    assert [str(file.relative_to(REPOSITORY)) for file in MODULES if not docstring_of(file)] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_says_what_belongs_there_and_what_does_not(package: str) -> None:
    for file in sorted((REPOSITORY / package).rglob("__init__.py")):
        said = " ".join(docstring_of(file).split())
        assert "Belongs here: " in said, file
        assert "Does not belong here: " in said or "Not here: " in said, file


def test_every_folder_of_modules_is_a_package() -> None:
    folders = {file.parent for package in PACKAGES for file in (REPOSITORY / package).rglob("*.py")}
    assert [str(folder) for folder in sorted(folders) if not (folder / "__init__.py").is_file()] == []
