"""Source contracts: what each export promises, as data under `contracts/`.

One YAML file per source. The contract names the columns and the headers they arrive under; it does not type
values (dbt staging does) and knows nothing of indicators.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cached_property
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

CONTRACTS_DIRECTORY = Path(__file__).parent / "contracts"

ColumnType = Literal["text", "code", "date", "month", "flag", "amount", "integer"]
IdentityRole = Literal["company_name", "corporate_number", "prefecture", "phone"]


class ContractError(ValueError):
    """A contract file does not follow the schema."""


class ColumnContract(BaseModel):
    """One column: our name, the header it arrives under, and what it holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    header: str
    aliases: tuple[str, ...] = ()
    type: ColumnType = "text"
    required: bool = True
    personal: bool = False
    identity: IdentityRole | None = None

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header under which the column is accepted."""
        return (self.header, *self.aliases)


class SourceContract(BaseModel):
    """What one source sends: its columns, its cadence, its owner."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    version: int = Field(ge=1)
    title_ja: str
    title_en: str
    owner: str
    cadence_days: int = Field(gt=0)
    every_fiscal_year: bool = True
    monthly_by: str | None = None
    key: str
    sheet: str | None = None
    header_levels: int = Field(default=1, ge=1, le=3)
    columns: tuple[ColumnContract, ...]

    @model_validator(mode="after")
    def _names_hold_together(self) -> SourceContract:
        names = [column.name for column in self.columns]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(f"columns named twice: {', '.join(sorted(twice))}")
        headers = [normalise_header(header) for column in self.columns for header in column.headers]
        twice = {header for header in headers if headers.count(header) > 1}
        if twice:
            raise ValueError(f"headers that lead to two columns: {', '.join(sorted(twice))}")
        for field in ("key", "monthly_by"):
            value = getattr(self, field)
            if value is not None and value not in names:
                raise ValueError(f"{field}: there is no column {value!r}")
        return self

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


def normalise_header(header: str) -> str:
    """Return the form in which headers are compared: NFKC, without white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", header))


def load_contracts(directory: Path = CONTRACTS_DIRECTORY) -> dict[str, SourceContract]:
    """Read every contract of a directory.

    Args:
        directory: Folder of `<source>.yml` files.

    Returns:
        Contracts by source name, sorted by it.

    Raises:
        ContractError: A file is no valid contract, or its name differs from its source.
    """
    contracts: dict[str, SourceContract] = {}
    for path in sorted(directory.glob("*.yml")):
        try:
            contract = SourceContract.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        except (ValidationError, yaml.YAMLError) as error:
            raise ContractError(f"{path.name}: {error}. Remedy: correct the contract.") from error
        if contract.source != path.stem:
            raise ContractError(
                f"{path.name}: it describes source {contract.source!r}. Remedy: name the file {contract.source}.yml."
            )
        contracts[contract.source] = contract
    return contracts
