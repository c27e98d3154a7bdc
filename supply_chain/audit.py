"""Known weaknesses in the locked packages, by pip-audit. What could not be looked up is a failure, never a pass.

pip-audit itself leaves out packages that its source does not know, and then says that nothing was found.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from supply_chain.locks import locked_packages

ACCEPTED = Path(__file__).parent / "accepted_advisories.yml"
SHOWN = 5


@dataclass(frozen=True)
class Acceptance:
    """A weakness that a person has judged.

    Attributes:
        id: Of the advisory.
        package: Where it is.
        reason: Why it does not reach us.
        review_on: From this day on it is a finding again.
    """

    id: str
    package: str
    reason: str
    review_on: date


def load_acceptances(file: Path = ACCEPTED) -> list[Acceptance]:
    """Read what was accepted.

    Args:
        file: YAML.
    """
    return [Acceptance(**entry) for entry in yaml.safe_load(file.read_text(encoding="utf-8")) or ()]


def problems(
    report: Mapping[str, Any], locked: Mapping[str, str], acceptances: Sequence[Acceptance], today: date
) -> list[str]:
    """Return everything that must not pass.

    Args:
        report: What pip-audit found, from its JSON.
        locked: Version by package that it was asked about.
        acceptances: Weaknesses that were judged.
        today: Decides which acceptances still hold.
    """
    looked_up = {entry["name"] for entry in report["dependencies"] if "skip_reason" not in entry}
    missing = sorted(locked.keys() - looked_up)
    found = []
    if missing:
        named = ", ".join(missing[:SHOWN]) + (" …" if len(missing) > SHOWN else "")
        found.append(
            f"{len(missing)} of {len(locked)} packages were not looked up: {named}. Remedy: run it where the package "
            "index answers with its advisories."
        )
    holding = {(one.package, one.id) for one in acceptances if today < one.review_on}
    for entry in report["dependencies"]:
        for weakness in entry.get("vulns", ()):
            names = {weakness["id"], *weakness.get("aliases", ())}
            if not any((entry["name"], name) in holding for name in names):
                fixed = ", ".join(weakness.get("fix_versions", ())) or "no version yet"
                found.append(
                    f"{entry['name']} {entry['version']}: {weakness['id']}, fixed in {fixed}. Remedy: `make lock` with "
                    f"that version, or judge it in {ACCEPTED.name}."
                )
    return found


def ask(lock: Path, program: str = "pip-audit") -> dict[str, Any]:
    """Have pip-audit look a lock up.

    Args:
        lock: Hashed lock.
        program: pip-audit.

    Raises:
        RuntimeError: It gave no report.
    """
    command = [program, "--requirement", str(lock), "--disable-pip", "--require-hashes", "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (our own arguments)
    try:
        report: dict[str, Any] = json.loads(done.stdout)
    except json.JSONDecodeError:
        last = (done.stderr.strip().splitlines() or ["no output"])[-1]
        raise RuntimeError(f"{lock}: pip-audit gave no report: {last}") from None
    return report


def main(locks: Iterable[str], program: str = "pip-audit") -> int:
    """Look up every lock and say what is wrong.

    Args:
        locks: Hashed locks.
        program: pip-audit.

    Returns:
        0 when every package was looked up and nothing unjudged was found, else 1.
    """
    failed = False
    for lock in map(Path, locks):
        try:
            wrong = problems(ask(lock, program), locked_packages(lock), load_acceptances(), datetime.now(UTC).date())
        except (RuntimeError, OSError) as error:
            wrong = [f"{error} Remedy: `make audit` installs pip-audit; it needs the network."]
        for line in wrong:
            print(f"{lock.name}: {line}", file=sys.stderr)
        if not wrong:
            print(f"{lock.name}: {len(locked_packages(lock))} packages, nothing known against them")
        failed |= bool(wrong)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[2:], sys.argv[1]))
