"""Is what is installed what was tested?"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec

from orchestration.doctor.findings import Finding, Subject, failed, first_few, from_error, ok, warning
from orchestration.settings import REPOSITORY

LOCK = REPOSITORY / "requirements.lock"
PYPROJECT = REPOSITORY / "pyproject.toml"
# Those with native code: present, and yet not loadable on another system.
NATIVE = ("duckdb", "pyarrow", "numpy", "pandas", "python_calamine", "vl_convert")
OTHERS = ("dagster", "dagster_dbt", "dbt", "great_expectations", "splink", "statsmodels", "xlsxwriter", "upath")
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)")
SERVED = ("httpfs", "quack")
REMEDY_JA, REMEDY_EN = "`make setup` で入れ直す", "`make setup`."


def python(subject: Subject) -> Finding:
    """Is this a Python that the package is made for?"""
    from packaging.specifiers import SpecifierSet

    found = ".".join(map(str, sys.version_info[:3]))
    wanted = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]["requires-python"]
    if SpecifierSet(wanted).contains(found):
        return ok(f"Python {found}", f"Python {found}")
    return failed(f"Python {found}（必要 {wanted}）", f"Python {found}, not {wanted}", REMEDY_JA, REMEDY_EN)


def dependencies(subject: Subject) -> Finding:
    """Is every dependency within the bounds that the package names?"""
    from packaging.requirements import Requirement

    wrong, count = [], 0
    for text in _required():
        wanted = Requirement(text)
        if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
            continue
        count += 1
        found = _installed(wanted.name)
        if found is None or not wanted.specifier.contains(found, prereleases=True):
            wrong.append(f"{wanted.name} {found or '–'} ({wanted.specifier})")
    if wrong:
        listed = first_few(wrong, 5)
        return failed(f"範囲外: {listed}", f"out of bounds: {listed}", REMEDY_JA, REMEDY_EN)
    return ok(f"依存 {count} 件すべて範囲内", f"{count} dependencies within their bounds")


def locked(subject: Subject) -> Finding:
    """Is every package the version that was tested?"""
    if not LOCK.is_file():
        return warning("ロックなし", "there is no lock", "チェックアウトから入れる", "install from a checkout.")
    pins = [match for line in LOCK.read_text(encoding="utf-8").splitlines() if (match := PINNED.match(line))]
    other = [
        f"{pin['name']} {found or '–'} ({pin['version']})"
        for pin in pins
        if (found := _installed(pin["name"])) != pin["version"]
    ]
    if other:
        listed = f"{len(other)}: {first_few(other)}"
        return warning(f"ロックと違う {listed}", f"other than locked, {listed}", REMEDY_JA, REMEDY_EN)
    return ok(f"{len(pins)} 件がロックの通り", f"{len(pins)} packages as locked")


def imports(subject: Subject) -> Finding:
    """Can what a run imports be imported?"""
    broken = []
    for name in NATIVE:
        try:
            import_module(name)
        except Exception as error:
            broken.append(f"{name}: {type(error).__name__}: {error}")
    broken += [f"{name}: missing" for name in OTHERS if find_spec(name) is None]
    if broken:
        listed = first_few(broken)
        return failed(f"読み込めない {listed}", f"cannot be imported: {listed}", REMEDY_JA, REMEDY_EN)
    return ok("すべて読み込める", "all can be imported")


def served_extensions(subject: Subject) -> Finding:
    """Are the extensions for serving the marts of this DuckDB, if they are installed at all?"""
    from reporting.served.extensions import ExtensionMissingError, extension_file

    if not any(find_spec(f"duckdb_extension_{name}") for name in SERVED):
        return ok("提供用の拡張は入れていない", "extensions for serving the marts are not installed, and not needed")
    try:
        for name in SERVED:
            extension_file(name)
    except ExtensionMissingError as error:
        return from_error(error)
    return ok("提供用の拡張あり", "extensions for serving the marts are there")


def _required() -> Iterator[str]:
    if PYPROJECT.is_file():
        yield from tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]["dependencies"]
    else:
        yield from requires("mokuhyo") or ()


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
