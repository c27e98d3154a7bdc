"""`mokuhyo contract`: draft one from a file, check a file against one, print the schema for editors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from orchestration.command_line.application import (
    FAILED,
    CommandError,
    JsonOption,
    UsageError,
    VerboseOption,
    application,
    settings_from,
)
from orchestration.command_line.described import Application
from orchestration.command_line.terminal import print_json, terminal

if TYPE_CHECKING:
    from ingest.contracts import SourceContract
    from ingest.file_problems import FileCheck, Problem

SHOWN_PROBLEMS = 60

contract_application = Application(name="contract", help="Source contracts: draft one, check a file, print the schema.")
application.add_typer(contract_application)

FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="CSV or XLSX, wherever it lies.", show_default=False)
]
ContractsOption = Annotated[
    Path | None,
    typer.Option("--contracts", help="Folder of contracts [MOKUHYO_CONTRACTS; the shipped ones].", show_default=False),
]


@contract_application.command()
def infer(
    file: FileArgument,
    source: Annotated[
        str | None, typer.Option("--source", help="Name of the new source [from the file's name].", show_default=False)
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="File to write; must not exist yet.", show_default=False)
    ] = None,
    contracts: ContractsOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Draft a contract from an unknown file; a person confirms what it marks TODO."""
    from ingest.contract_draft import draft_contract
    from ingest.contract_problems import ContractError
    from ingest.contracts import load_contracts
    from ingest.errors import FileRefusedError
    from ingest.typing_rules import TypingRules

    settings = settings_from(contracts=contracts)
    _require_file(file)
    if out is not None and out.exists():
        raise UsageError(f"{out} exists already. Remedy: name a new file with --out.")
    known = load_contracts(settings.contracts)
    try:
        text = draft_contract(file, TypingRules(settings.dbt_project), known.values(), source)
    except FileRefusedError as error:
        raise CommandError(error.describe(file.name)) from error
    except ContractError as error:
        raise UsageError(f"{error} Remedy: name the source in small letters, digits and _ with --source.") from error
    console = terminal()
    if out is None:
        console.out(text, end="", highlight=False)
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text, encoding="utf-8")
    console.print(Text(f"{out}: {text.count('TODO')} lines to check"))


@contract_application.command()
def check(
    file: FileArgument,
    source: Annotated[
        str | None, typer.Option("--source", help="Source it belongs to [from the file's name].", show_default=False)
    ] = None,
    contracts: ContractsOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> int:
    """Say everything that is wrong in a file; exit 1 when there are errors."""
    from ingest.contract_check import check_file
    from ingest.contracts import load_contracts
    from ingest.typing_rules import TypingRules

    settings = settings_from(contracts=contracts)
    _require_file(file)
    contract = _contract_for(file, source, load_contracts(settings.contracts))
    outcome = check_file(file, contract, TypingRules(settings.dbt_project))
    console = terminal()
    if as_json:
        print_json(console, outcome.as_json())
    else:
        for line in describe(outcome):
            console.print(line, soft_wrap=True)
    return FAILED if outcome.has_errors else 0


@contract_application.command()
def schema(verbose: VerboseOption = False) -> None:
    """Print the JSON Schema of a contract, for editors."""
    from ingest.contracts import contract_json_schema

    print_json(terminal(), contract_json_schema())


def describe(outcome: FileCheck) -> list[Text]:
    """Put the outcome of a check into lines, errors first, bounded.

    Args:
        outcome: What was found.
    """
    layout = f", layout {outcome.layout}" if outcome.layout is not None else ""
    lines = [Text(f"{outcome.file}: source {outcome.source}{layout}, {outcome.encoding}, {outcome.rows:,} rows")]
    lines += [_line(problem) for problem in outcome.problems[:SHOWN_PROBLEMS]]
    left = len(outcome.problems) - SHOWN_PROBLEMS
    if left > 0:
        lines.append(Text(f"… and {left} more; --json shows all"))
    errors = sum(1 for problem in outcome.problems if problem.severity == "error")
    lines.append(Text(f"{errors} errors, {len(outcome.problems) - errors} warnings"))
    return lines


def _line(problem: Problem) -> Text:
    more = ", …" if problem.count > len(problem.rows) and problem.rows else ""
    where = [
        f"column {problem.column}" if problem.column else "",
        f"row {', '.join(map(str, problem.rows))}{more}" if problem.rows else "",
    ]
    found = f" Found: {', '.join(repr(text) for text in problem.values)}." if problem.values else ""
    style = "red" if problem.severity == "error" else "yellow"
    place = ", ".join(part for part in where if part)
    text = Text(f"{problem.severity} ", style=style)
    return text.append(
        f"{place + ': ' if place else ''}{problem.message}{found} Remedy: {problem.remedy}", style="none"
    )


def _contract_for(file: Path, source: str | None, contracts: dict[str, SourceContract]) -> SourceContract:
    from ingest.discovery import FILE_NAME

    match = FILE_NAME.match(file.name)
    name = source or (match["source"] if match is not None else None)
    if name is None:
        raise UsageError(f"the name of {file.name} does not tell its source. Remedy: name it with --source.")
    if name not in contracts:
        raise UsageError(f"there is no source {name!r}. Remedy: use one of {', '.join(contracts)}.")
    return contracts[name]


def _require_file(file: Path) -> None:
    if not file.is_file():
        raise UsageError(f"{file} is no file. Remedy: name a CSV or XLSX.")
