"""Text that a spreadsheet would take for a formula: it comes from files of others and must stay text.

Excel and others reckon a cell of a CSV file that begins with one of a few characters. Such a text gets an apostrophe
in front, which is how people themselves tell a spreadsheet that text follows. In the workbook a property of the cell
says the same, so the text itself stays as it is.
"""

from __future__ import annotations

# Full-width ones too: Japanese input methods and some importers read them as the narrow ones.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
GUARD = "'"


def reads_as_formula(text: str) -> bool:
    """Say whether a spreadsheet might take a text for a formula.

    Args:
        text: The text.
    """
    # Some importers drop spaces in front first.
    return text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS)


def guarded(text: str) -> str:
    """Return a text as a CSV file may hold it.

    Args:
        text: The text.
    """
    return f"{GUARD}{text}" if reads_as_formula(text) else text
