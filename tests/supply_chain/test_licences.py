"""Every package that is run is under a licence that may be used."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from supply_chain.licences import NOT_INSTALLED, declared_licence, load_licences
from supply_chain.locks import locked_packages

REPOSITORY = Path(__file__).resolve().parents[2]
RUN = [REPOSITORY / f"requirements{extra}.lock" for extra in ("", "-remote", "-served", "-postgres")]
LICENCES = load_licences()


@pytest.mark.parametrize("lock", RUN, ids=lambda lock: lock.stem)
def test_every_package_that_is_run_may_be_used(lock: Path) -> None:
    declared = {name: declared_licence(name) for name in locked_packages(lock)}
    assert len(declared) > 100
    refused = {
        name: licence
        for name, licence in declared.items()
        if licence != NOT_INSTALLED and not LICENCES.accepts(name, licence)
    }
    assert refused == {}


@pytest.mark.parametrize(
    ("declared", "accepted"),
    [
        ("MIT", True),
        ("MIT License", True),
        ("GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("(unknown)", False),
        ("", False),
        ("GPL-2.0-only OR MIT", True),
        ("GPL-2.0-only AND MIT", False),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", True),
        ("MPL-2.0 AND (GPL-2.0-only AND MIT)", False),
        ("MIT License; GNU General Public License (GPL)", False),
    ],
)
def test_a_licence_is_judged_by_what_it_says(declared: str, accepted: bool) -> None:
    assert LICENCES.accepts("made-up", declared) is accepted


def test_each_exception_is_still_needed_and_has_a_reason() -> None:
    locked = {name for lock in RUN for name in locked_packages(lock)}
    assert LICENCES.exceptions.keys() <= locked
    for name, reason in LICENCES.exceptions.items():
        assert len(reason) > 20
        assert declared_licence(name) == NOT_INSTALLED or not LICENCES.is_allowed(declared_licence(name))


def test_the_list_shipped_is_that_of_the_locks() -> None:
    with (REPOSITORY / "docs" / "licences.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["package"]: row["version"] for row in csv.DictReader(file)}
    # `make licences` writes it anew.
    assert listed == {name: version for lock in RUN for name, version in locked_packages(lock).items()}
