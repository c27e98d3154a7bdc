"""Licences of the locked packages, from the metadata of those installed, against the list of allowed ones.

`python -m supply_chain.licences requirements-postgres.lock … > docs/licences.csv` writes the list anew.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

import yaml

RULES = Path(__file__).parent / "licences.yml"
OSI = "License :: OSI Approved :: "
LONGEST_NAME = 60
NOT_INSTALLED, UNKNOWN = "(not installed)", "(unknown)"


@dataclass(frozen=True)
class Licences:
    """Which licences may be used.

    Attributes:
        allowed: SPDX identifiers.
        spellings: SPDX identifier by what packages write instead.
        exceptions: Reason by package.
    """

    allowed: frozenset[str]
    spellings: Mapping[str, str]
    exceptions: Mapping[str, str]

    def accepts(self, package: str, declared: str) -> bool:
        """Tell whether a package may be used.

        Args:
            package: Its name.
            declared: What it says about its licence.
        """
        return package in self.exceptions or self.is_allowed(declared)

    def is_allowed(self, declared: str) -> bool:
        """Tell whether a declared licence is on the list.

        Args:
            declared: An SPDX expression, classifiers, or a spelling of a licence.
        """
        declared = self.spellings.get(declared.strip(), declared.strip())
        # SPDX: OR binds less than AND. Several classifiers may all apply.
        choices = re.split(r"\s+OR\s+", _without_outer_parentheses(declared)) if "(" not in declared else [declared]
        if len(choices) > 1:
            return any(map(self.is_allowed, choices))
        parts = re.split(r"\s+AND\s+|;\s*", declared)
        if len(parts) > 1:
            return all(self.is_allowed(_without_outer_parentheses(part)) for part in parts)
        return declared in self.allowed


def load_licences(file: Path = RULES) -> Licences:
    """Read the rules.

    Args:
        file: YAML.
    """
    content: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return Licences(frozenset(content["allowed"]), content["spellings"], content["exceptions"])


def declared_licence(package: str) -> str:
    """Return what an installed package says about its licence.

    Args:
        package: Its name.
    """
    try:
        fields = metadata(package)
    except PackageNotFoundError:
        return NOT_INSTALLED
    if "License-Expression" in fields:
        return str(fields["License-Expression"])
    classifiers = [str(line) for line in fields.get_all("Classifier") or ()]
    if named := [line.removeprefix(OSI) for line in classifiers if line.startswith(OSI)]:
        return "; ".join(named)
    # Some put the whole text there.
    text = str(fields["License"]).strip() if "License" in fields else ""
    return text if text and len(text) <= LONGEST_NAME and "\n" not in text else UNKNOWN


def _without_outer_parentheses(text: str) -> str:
    return text[1:-1] if text.startswith("(") and text.endswith(")") else text


def main(locks: Iterable[str]) -> None:
    """Print package, version, licence and reason of an exception as CSV.

    Args:
        locks: Hashed locks.
    """
    from supply_chain.locks import locked_packages

    licences = load_licences()
    packages = {name: version for lock in locks for name, version in locked_packages(Path(lock)).items()}
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["package", "version", "licence", "exception"])
    for name, version in sorted(packages.items()):
        writer.writerow([name, version, declared_licence(name), licences.exceptions.get(name, "")])


if __name__ == "__main__":
    main(sys.argv[1:])
