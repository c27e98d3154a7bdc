"""Source contracts: what each export promises, as data, `contracts/` of a profile.

One YAML file per source. The contract names the columns and the headers they arrive under; it does not type
values (dbt staging does) and knows nothing of indicators. Code lists and units are referred to by the name of their
list in the seed `codes`, the one place that holds them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from ingest.contract_problems import ContractError, problems_of, read_yaml
from ingest.discovery import NARRATIVES
from ingest.header_text import normalise_header
from ingest.survey_layouts import Name, SurveyLayout
from profiles import DEFAULT_PROFILE

CONTRACTS_DIRECTORY = DEFAULT_PROFILE / "contracts"
# Lists of the seed `codes` that say what a unit or a currency is.
UNIT_LIST = "unit"
CURRENCY_LIST = "currency"

ColumnType = Literal["text", "code", "date", "month", "flag", "amount", "integer"]
IdentityRole = Literal["company_name", "corporate_number", "prefecture", "phone"]

_Names = Annotated[tuple[Name, ...], Field(min_length=1)]
# One name or a list of them; read as a list.
Key = Annotated[
    _Names,
    BeforeValidator(lambda key: (key,) if isinstance(key, str) else key, json_schema_input_type=Name | _Names),
]


class ColumnContract(BaseModel):
    """One column: our name, the header it arrives under, and what it holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    header: str = Field(min_length=1, description="Header in the file; compared by NFKC and without white space.")
    aliases: tuple[str, ...] = Field(default=(), description="Other headers under which the column is accepted.")
    type: ColumnType = Field(default="text", description="What staging reads the cells as.")
    codes: Name | None = Field(default=None, description="Code list of the column: a domain of the seed `codes`.")
    unit: str | None = Field(default=None, description="Unit of every cell, such as 円 or 件.")
    unit_column: Name | None = Field(default=None, description="Column of the row that says the unit of an amount.")
    currency_column: Name | None = Field(default=None, description="Column of the row that says the currency.")
    required: bool = Field(default=True, description="Without it the file is quarantined.")
    personal: bool = Field(default=False, description="Personal data: for matching only, never printed or published.")
    identity: IdentityRole | None = Field(default=None, description="Part in telling which company a row is about.")

    @model_validator(mode="after")
    def _fields_fit_the_type(self) -> ColumnContract:
        if (self.codes is not None) != (self.type == "code"):
            raise ValueError("codes: a column of type code names its code list, and no other does")
        for field in ("unit", "unit_column", "currency_column"):
            if getattr(self, field) is not None and self.type not in ("amount", "integer"):
                raise ValueError(f"{field}: a column of type {self.type} has none")
        if self.unit is not None and self.unit_column is not None:
            raise ValueError("unit: the unit is either fixed or said by unit_column, not both")
        return self

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header under which the column is accepted."""
        return (self.header, *self.aliases)


class Drift(BaseModel):
    """From when on a column counts as retyped, so that its file is quarantined.

    Below that each unreadable cell is a gap of its own row, which costs less than the file. Half is where most of
    the column is no longer what was promised; fewer than three cells are slips of single rows even in a tiny file.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    unreadable_share: float = Field(
        default=0.5, gt=0, lt=1, description="Share of a column's filled cells that may be unreadable."
    )
    least_cells: int = Field(default=3, ge=1, description="Fewer unreadable cells never quarantine a file.")


class SourceContract(BaseModel):
    """What one source sends: its columns, its cadence, its owner."""

    model_config = ConfigDict(extra="forbid", frozen=True, title="Source contract")

    source: Name = Field(description="Name of the source: its folder in the inbox and this file's name.")
    version: int = Field(ge=1)
    title_ja: str
    title_en: str
    owner: Name = Field(description="Desk that answers for the source.")
    cadence_days: int = Field(gt=0, description="A snapshot older than this is stale.")
    every_fiscal_year: bool = Field(default=True, description="Whether a fiscal year without a file is a gap.")
    monthly_by: Name | None = Field(default=None, description="Date or month column; a month without a row is a gap.")
    key: Key = Field(description="Column, or list of columns, that tells rows apart.")
    sheet: str | None = Field(default=None, description="Sheet of a workbook; the first one when left out.")
    header_levels: int = Field(default=1, ge=1, le=3, description="Rows that a header may span.")
    drift: Drift = Drift()
    columns: tuple[ColumnContract, ...] = Field(min_length=1)
    layouts: tuple[SurveyLayout, ...] = Field(default=(), description="Forms in which survey tools send the source.")

    @model_validator(mode="after")
    def _names_hold_together(self) -> SourceContract:
        problems = [*self._repeated_names(), *self._unknown_names()]
        for position, layout in enumerate(self.layouts):
            problems += [f"layouts[{position}].{problem}" for problem in layout.problems(self.column_names, self.key)]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _repeated_names(self) -> list[str]:
        problems = []
        if twice := _twice(self.column_names):
            problems.append(f"columns named twice: {twice}")
        if twice := _twice([normalise_header(header) for column in self.columns for header in column.headers]):
            problems.append(f"headers that lead to two columns: {twice}")
        if twice := _twice([layout.name for layout in self.layouts]):
            problems.append(f"layouts named twice: {twice}")
        return problems

    def _unknown_names(self) -> list[str]:
        lists = {column.name: column.codes for column in self.columns}
        types = {column.name: column.type for column in self.columns}
        problems = [f"key: there is no column {name!r}" for name in self.key if name not in lists]
        if self.monthly_by is not None and types.get(self.monthly_by) not in ("date", "month"):
            problems.append(
                f"monthly_by: there is no column {self.monthly_by!r}"
                if self.monthly_by not in types
                else f"monthly_by: column {self.monthly_by!r} is neither a date nor a month"
            )
        for position, column in enumerate(self.columns):
            for field, code_list in (("unit_column", UNIT_LIST), ("currency_column", CURRENCY_LIST)):
                name = getattr(column, field)
                if name is not None and lists.get(name) != code_list:
                    problems.append(f"columns[{position}].{field}: {name!r} is no column with code list {code_list!r}")
        return problems

    @cached_property
    def fingerprint(self) -> str:
        """Hash of the contract's content: files landed under another one are landed again."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    @property
    def column_names(self) -> list[str]:
        """Our column names, in the contract's order."""
        return [column.name for column in self.columns]

    def column_with_identity(self, role: IdentityRole) -> str | None:
        """Name of the column that plays a role in telling which company a row is about."""
        return next((column.name for column in self.columns if column.identity == role), None)


def load_contracts(directory: Path = CONTRACTS_DIRECTORY) -> dict[str, SourceContract]:
    """Read every contract of a directory.

    Args:
        directory: Folder of `<source>.yml` files.

    Returns:
        Contracts by source name, sorted by it.

    Raises:
        ContractError: Files are no valid contracts; it names every file, field and remedy at once.
    """
    contracts: dict[str, SourceContract] = {}
    problems: list[str] = []
    if not directory.is_dir():
        raise ContractError([f"{directory} is no folder. Remedy: name the folder of contracts (MOKUHYO_CONTRACTS)."])
    for path in sorted(directory.glob("*.yml")):
        try:
            contract = parse_contract(path.name, path.read_bytes())
        except ContractError as error:
            problems += error.problems
            continue
        if contract.source != path.stem:
            problems.append(
                f"{path.name}: source: it describes source {contract.source!r}. "
                f"Remedy: name the file {contract.source}.yml."
            )
        if contract.source == NARRATIVES:
            problems.append(
                f"{path.name}: source: the folder {NARRATIVES!r} holds texts, not exports. Remedy: choose another name."
            )
        contracts[contract.source] = contract
    if problems:
        raise ContractError(problems)
    return contracts


def parse_contract(name: str, content: bytes) -> SourceContract:
    """Read one contract.

    Args:
        name: File name, for messages.
        content: YAML in UTF-8.

    Raises:
        ContractError: It is no valid contract.
    """
    values = read_yaml(name, content)
    try:
        return SourceContract.model_validate(values)
    except ValidationError as error:
        raise ContractError(problems_of(name, error, values)) from error


def _twice(entries: Sequence[str]) -> str:
    return ", ".join(sorted({entry for entry in entries if entries.count(entry) > 1}))


def contract_json_schema() -> Mapping[str, Any]:
    """Return the JSON Schema of a contract file, for editors."""
    schema = SourceContract.model_json_schema()
    return json.loads(json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}))  # type: ignore[no-any-return]
