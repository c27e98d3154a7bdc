"""The sentences that code says to people, read from its source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
WORD = re.compile(r"[A-Za-z]{2}")


def sentences_with_remedy(*folders: str) -> Iterator[tuple[str, str]]:
    """Yield each sentence with its file; values in it are `{0}`, `{1}`, … in their order."""
    for folder in folders:
        for file in sorted((REPOSITORY / folder).rglob("*.py")):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            for text in _texts(tree, tree):
                if "Remedy: " in text and "\n" not in text:
                    yield str(file.relative_to(REPOSITORY)), text


def modules_that_hold(text: str, folder: str) -> list[str]:
    """Return the modules of a folder whose source holds a text."""
    files = sorted((REPOSITORY / folder).rglob("*.py"))
    return [str(file.relative_to(REPOSITORY)) for file in files if text in file.read_text(encoding="utf-8")]


def texts_with_blanks(file: str, functions: str = "") -> Iterator[str]:
    """Yield every text of a module that holds words and a blank, and is no docstring and no description of a field.

    Args:
        file: The module.
        functions: Only what these functions raise, as a pattern of their names; all of the module where it is empty.
    """
    tree = ast.parse((REPOSITORY / file).read_text(encoding="utf-8"))
    within: list[ast.AST] = [tree]
    if functions:
        defined = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
        raising = (node for node in defined if re.fullmatch(functions, node.name))
        within = [node for one in raising for node in ast.walk(one) if isinstance(node, ast.Raise)]
    for node in within:
        yield from (text for text in _texts(tree, node) if " " in text.strip() and WORD.search(text))


def _texts(tree: ast.AST, within: ast.AST) -> Iterator[str]:
    left_out: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            left_out |= {id(value) for value in node.values}
        elif isinstance(node, ast.Expr) or (isinstance(node, ast.keyword) and node.arg == "description"):
            left_out.add(id(node.value))
    for node in ast.walk(within):
        text = _text(node)
        if id(node) not in left_out and text is not None:
            yield text


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
