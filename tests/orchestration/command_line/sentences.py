"""The sentences with a remedy that code raises, read from its source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]


def sentences_with_remedy(*folders: str) -> Iterator[tuple[str, str]]:
    """Yield each sentence with its file; values in it are `{0}`, `{1}`, … in their order."""
    for folder in folders:
        for file in sorted((REPOSITORY / folder).rglob("*.py")):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            parts = {id(value) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for value in node.values}
            for node in ast.walk(tree):
                text = _text(node)
                if id(node) not in parts and text is not None and "Remedy: " in text and "\n" not in text:
                    yield str(file.relative_to(REPOSITORY)), text


def _text(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return None
    pieces, places = [], 0
    for value in node.values:
        if isinstance(value, ast.Constant):
            pieces.append(str(value.value))
        else:
            pieces.append(f"{{{places}}}")
            places += 1
    return "".join(pieces)
