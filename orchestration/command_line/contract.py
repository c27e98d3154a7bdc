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
    LanguageOption,
    UsageError,
    VerboseOption,
    application,
    settings_from,
)
from orchestration.command_line.described import Application
from orchestration.command_line.findings import finding_text, words_in_japanese
from orchestration.command_line.terminal import at_work, print_json, terminal

if TYPE_CHECKING:
    from ingest.contracts import SourceContract
    from ingest.file_problems import FileCheck, Problem
    from reporting.language import Language

SHOWN_PROBLEMS = 60

contract_application = Application(name="contract", help="Source contracts: draft one, check a file, print the schema.")
application.add_typer(contract_application)

FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="CSV or XLSX, wherever it lies.", show_default=False)
]
ContractsOption = Annotated[
    Path | None,
    typer.Option(
        "--contracts", help="Folder of contracts [MOKUHYO_CONTRACTS; those of the profile].", show_default=False
    ),
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
    language: LanguageOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Draft a contract from an unknown file; a person confirms what it marks TODO."""
    from ingest.contract_draft import draft_contract
    from ingest.contract_problems import ContractError
    from ingest.contracts import load_contracts
    from ingest.errors import FileRefusedError
    from ingest.typing_rules import TypingRules
    from reporting.language import language_of

    settings = settings_from(contracts=contracts)
    _require_file(file)
    if out is not None and out.exists():
        raise UsageError(f"{out} exists already. Remedy: name a new file with --out.")
    spoken = language or language_of()
    known = load_contracts(settings.contracts)
    try:
        with at_work(spoken.pick("ファイルを読んでいます", "Reading the file")):
            text = draft_contract(file, TypingRules(settings.dbt_project, settings.profile), known.values(), source)
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
    count = text.count("TODO")
    console.print(Text(spoken.pick(f"{out}: 確かめる行 {count}", f"{out}: {count} lines to check")), soft_wrap=True)


@contract_application.command()
def check(
    file: FileArgument,
    source: Annotated[
        str | None, typer.Option("--source", help="Source it belongs to [from the file's name].", show_default=False)
    ] = None,
    contracts: ContractsOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> int:
    """Say everything that is wrong in a file; exit 1 when there are errors."""
    from ingest.contract_check import check_file
    from ingest.contracts import load_contracts
    from ingest.typing_rules import TypingRules
    from reporting.language import language_of

    settings = settings_from(contracts=contracts)
    _require_file(file)
    contract = _contract_for(file, source, load_contracts(settings.contracts))
    console, spoken = terminal(), language or language_of()
    with at_work(spoken.pick("ファイルを調べています", "Checking the file")):
        outcome = check_file(file, contract, TypingRules(settings.dbt_project, settings.profile))
    if as_json:
        print_json(console, outcome.as_json())
    else:
        for line in describe(outcome, spoken):
            console.print(line, soft_wrap=True)
    return FAILED if outcome.has_errors else 0


@contract_application.command()
def schema(verbose: VerboseOption = False) -> None:
    """Print the JSON Schema of a contract, for editors."""
    from ingest.contracts import contract_json_schema

    print_json(terminal(), contract_json_schema())


def describe(outcome: FileCheck, language: Language) -> list[Text]:
    """Put the outcome of a check into lines, errors first, bounded.

    Args:
        outcome: What was found.
        language: The reader's.
    """
    say, layout, rows = language.pick, "", f"{outcome.rows:,}"
    encoding = outcome.encoding or say("読めない", "unreadable")
    encoding = say(words_in_japanese(encoding), encoding)
    if outcome.layout is not None:
        layout = say(f"、形式 {outcome.layout}", f", layout {outcome.layout}")
    lines = [
        Text(
            say(
                f"{outcome.file}: データソース {outcome.source}{layout}、{encoding}、{rows} 行",
                f"{outcome.file}: source {outcome.source}{layout}, {encoding}, {rows} rows",
            )
        )
    ]
    lines += [_line(problem, language) for problem in outcome.problems[:SHOWN_PROBLEMS]]
    left = len(outcome.problems) - SHOWN_PROBLEMS
    if left > 0:
        lines.append(Text(say(f"… ほか {left} 件。すべては --json", f"… and {left} more; --json shows all")))
    errors = sum(1 for problem in outcome.problems if problem.severity == "error")
    warnings = len(outcome.problems) - errors
    lines.append(Text(say(f"誤り {errors} 件、注意 {warnings} 件", f"{errors} errors, {warnings} warnings")))
    return lines


def _line(problem: Problem, language: Language) -> Text:
    say, severities = language.pick, {"error": "誤り", "warning": "注意"}
    more = ", …" if problem.count > len(problem.rows) and problem.rows else ""
    numbers = f"{', '.join(map(str, problem.rows))}{more}"
    where = [
        say(f"列 {problem.column}", f"column {problem.column}") if problem.column else "",
        say(f"行 {numbers}", f"row {numbers}") if problem.rows else "",
    ]
    values = ", ".join(repr(text) for text in problem.values)
    found = say(f" 実際: {values}。", f" Found: {values}.") if values else ""
    style = "red" if problem.severity == "error" else "yellow"
    place = ", ".join(part for part in where if part)
    text = Text(say(severities[problem.severity], problem.severity) + " ", style=style)
    what, remedy = finding_text(problem.message, language), finding_text(problem.remedy, language)
    return text.append(f"{place + ': ' if place else ''}{what}{found} {say('対処', 'Remedy')}: {remedy}", style="none")


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
