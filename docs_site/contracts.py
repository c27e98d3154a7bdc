"""Reference of source contracts: the fields, from their JSON Schema, and the contracts that are shipped."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from docs_site.markdown import block, code, folded, page, plain, table
from ingest.contracts import SourceContract, contract_json_schema, load_contracts

HEADINGS = ("field", "form", "required", "default", "meaning")


def contracts_page() -> str:
    """Return the page: fields of a contract and of its parts, the schema itself, then each contract's columns."""
    schema = contract_json_schema()
    parts = [text for name, part in schema["$defs"].items() for text in _object(f"### {name}", part)]
    return page(
        "# Contracts",
        "A contract says what a source promises. How to write one: [files](../files.md).",
        *_object("## Fields", schema),
        *parts,
        "## JSON Schema",
        "`mokuhyo contract schema` prints it; editors find it at `docs/reference/contract.schema.json`.",
        folded("The schema", block(json.dumps(schema, indent=1, ensure_ascii=False), "json")),
        "## Contracts shipped",
        *(text for contract in load_contracts().values() for text in _contract(contract)),
    )


def _object(heading: str, schema: Mapping[str, Any]) -> Iterator[str]:
    yield heading
    first, _, rest = str(schema.get("description", "")).partition("\n\n")
    yield plain(first)
    yield plain(rest)
    required = schema.get("required", [])
    yield table(
        HEADINGS,
        (
            (
                code(name),
                _form(field),
                "yes" if name in required else "",
                code("" if field.get("default") is None else json.dumps(field["default"], ensure_ascii=False)),
                plain(field.get("description", "")),
            )
            for name, field in schema["properties"].items()
        ),
    )


def _form(field: Mapping[str, Any]) -> str:
    if "anyOf" in field:
        return " or ".join(_form(one) for one in field["anyOf"] if one.get("type") != "null")
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "enum" in field:
        return ", ".join(map(code, field["enum"]))
    if "const" in field:
        return code(field["const"])
    if field.get("type") == "array" and "items" in field:
        return f"list of {_form(field['items'])}"
    return str(field.get("type", "any"))


def _contract(contract: SourceContract) -> Iterator[str]:
    yield f"### {contract.source}"
    yield plain(f"{contract.title_ja} / {contract.title_en}. Owner: {contract.owner}.")
    yield table(
        ("column", "header", "other headers", "form", "required"),
        (
            (
                code(column.name),
                plain(column.header),
                plain(", ".join(column.aliases)),
                plain(" ".join(filter(None, (column.type, column.codes, column.unit)))),
                "yes" if column.required else "",
            )
            for column in contract.columns
        ),
    )
