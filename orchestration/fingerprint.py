"""The fingerprint of a run: a hash of everything its result depends on.

Two runs with the same fingerprint would publish the same figures, so the second one need not work.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from expectations.waivers import load_waivers, waivers_as_text
from ingest.companies.review import decisions_as_text, read_decisions
from ingest.contracts import SourceContract, load_contracts
from ingest.land import current_snapshots
from ingest.receipts import read_receipts
from ingest.retraction import standing_receipts
from orchestration.home import Home
from orchestration.settings import REPOSITORY

PACKAGES = ("ingest", "expectations", "forecasting", "targets", "reporting", "orchestration", "spark")
SUFFIXES = frozenset({".py", ".yml", ".yaml", ".sql", ".csv", ".md", ".json", ".j2"})
ENGINES = ("duckdb", "dbt-core", "dbt-duckdb", "great-expectations", "splink", "python-stdnum", "statsmodels")


def content_hash(roots: Iterable[Path], exclude: Sequence[str] = ("target", "logs", "inbox", "__pycache__")) -> str:
    """Hash the names and contents of the source files below some folders.

    Args:
        roots: Folders.
        exclude: Names of folders that hold products, not sources.

    Returns:
        Hexadecimal SHA-256.
    """
    digest = hashlib.sha256()
    for root in roots:
        for path in sorted(root.rglob("*")):
            relative = path.relative_to(root)
            if path.suffix not in SUFFIXES or not path.is_file() or set(relative.parts) & set(exclude):
                continue
            digest.update(f"{root.name}/{relative.as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def code_version(dbt_project: Path, profile: Path) -> str:
    """Return the version of the code: the package's, and a hash of every rule, contract and model."""
    packages = [REPOSITORY / package for package in PACKAGES]
    return f"{_installed('mokuhyo')}+{content_hash([*packages, dbt_project, profile])[:12]}"


def package_version(package: str) -> str:
    """Return a hash of one of our packages, for an asset that is made by it."""
    return content_hash([REPOSITORY / package])


def engine_versions() -> dict[str, str]:
    """Return the versions of what computes figures."""
    return {name: _installed(name) for name in ENGINES}


def run_fingerprint(
    home: Home,
    as_of: date,
    code: str,
    contracts: Mapping[str, SourceContract] | None = None,
    waivers: Path | None = None,
) -> str:
    """Hash what a run's result depends on.

    Args:
        home: Home directory, after landing.
        as_of: Day up to which is counted.
        code: Version of the code.
        contracts: Contracts of the sources; those of the default profile when None.
        waivers: File of accepted gaps, which must exist; that of the home directory, if any, when None.

    Returns:
        Hexadecimal SHA-256 over the current snapshots, what stands of every file (a quarantined one is a gap), what
        people decided about companies and gaps, the as-of date, the code and the engines.

    Raises:
        ReviewFileError: The review file of companies cannot be understood.
        WaiverFileError: The file of accepted gaps cannot be understood.
    """
    contracts = load_contracts() if contracts is None else contracts
    snapshots = current_snapshots(home.landing, home.receipts, as_of, contracts)
    parts = {
        "as_of": as_of.isoformat(),
        "code": code,
        # Their folder may lie outside the code.
        "contracts": {source: contract.fingerprint for source, contract in contracts.items()},
        "engines": engine_versions(),
        "snapshots": [
            [snapshot.source, snapshot.fiscal_year, snapshot.snapshot_date.isoformat(), snapshot.path.name]
            for group in snapshots.values()
            for snapshot in group
        ],
        "files": sorted(
            # The same content sent again is no news.
            [receipt.file, receipt.sha256, receipt.outcome.replace("already_landed", "accepted"), receipt.error or ""]
            for receipt in standing_receipts(read_receipts(home.receipts)).values()
        ),
        "company_decisions": decisions_as_text(read_decisions(home.company_pairs)),
        "waivers": waivers_as_text(load_waivers(waivers or home.gap_waivers, required=waivers is not None)),
    }
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _installed(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "0"
