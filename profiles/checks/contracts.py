"""The contracts of a profile by themselves, and the code lists that they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ingest.contract_problems import ContractError
from ingest.contracts import SourceContract, load_contracts, parse_contract
from profiles.checks.near import meant
from profiles.problems import ProfileProblem, error, warning
from targets.files import Table

FOLDER = "contracts"
REMEDY = " Remedy: "


def read_contracts(directory: Path) -> tuple[dict[str, SourceContract], list[ProfileProblem]]:
    """Read the contracts that can be read, and say everything that is wrong with the others.

    Args:
        directory: Folder of the profile.
    """
    folder = directory / FOLDER
    if not folder.is_dir() or not any(folder.glob("*.yml")):
        remedy = "write one for each source; `mokuhyo contract infer` drafts it from an export."
        return {}, [error("no_contract", FOLDER, "there is no contract.", remedy)]
    problems = [
        warning("never_read", f"{FOLDER}/{file.name}", "it is never read.", f"call it {file.stem}.yml.")
        for file in sorted(folder.glob("*.yaml"))
    ]
    try:
        return load_contracts(folder), problems
    except ContractError as refused:
        problems += [_problem(line) for line in refused.problems]
    contracts = {}
    for file in sorted(folder.glob("*.yml")):
        try:
            contracts[file.stem] = parse_contract(file.name, file.read_bytes())
        except ContractError:
            continue
    return contracts, problems


def code_problems(contracts: Mapping[str, SourceContract], codes: Table) -> Iterator[ProfileProblem]:
    """Yield code lists that contracts name and `codes.csv` does not hold, and the reverse.

    Args:
        contracts: Contracts that can be read.
        codes: The seed.
    """
    if not codes.is_usable:
        return
    lists = codes.values("domain")
    for source, contract in contracts.items():
        for column in contract.columns:
            if column.codes is not None and column.codes not in lists:
                message = f"column {column.name}: there is no code list {column.codes!r} in seeds/codes.csv."
                remedy = meant(column.codes, lists, f"add rows of the domain {column.codes} there.")
                yield error("unknown_codes", f"{FOLDER}/{source}.yml", message, remedy, field=column.name)


def _problem(line: str) -> ProfileProblem:
    said, _, remedy = line.partition(REMEDY)
    file, _, message = said.partition(": ")
    return error("bad_contract", f"{FOLDER}/{file}", message, remedy)
