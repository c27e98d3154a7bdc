"""How figures are written on pages: thousands separated, never rounded away, a suppressed one never as 0."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any


def figure(value: float | Decimal | None) -> str:
    """Write a figure: an integer as it is, any other with up to two decimals; a dash for None.

    Args:
        value: The figure.
    """
    if value is None:
        return "–"
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.2f}".rstrip("0")


def signed(value: float | Decimal | None) -> str:
    """Write a difference with its sign, a dash for None.

    Args:
        value: The difference.
    """
    if value is None:
        return "–"
    if value == 0:
        return "0"
    return f"+{figure(value)}" if value > 0 else f"−{figure(-value)}"


def percent(share: float | None, digits: int = 1) -> str:
    """Write a share in percent, a dash for None.

    Args:
        share: The share, 0 to 1.
        digits: Decimals.
    """
    return "–" if share is None else f"{100 * share:.{digits}f} %"


def probability(value: float | None) -> str:
    """Write a probability in whole percent; never 0 or 100, which no simulation can say. A dash for None.

    Args:
        value: The probability, 0 to 1.
    """
    if value is None:
        return "–"
    whole = round(100 * value)
    return ">99 %" if whole >= 100 else "<1 %" if whole <= 0 else f"{whole} %"


def is_withheld(row: Mapping[str, Any], column: str) -> bool:
    """Whether disclosure control has taken a figure away, so that it must not be read as none, 0 or unbounded.

    Args:
        row: Row of a mart. Where the mart has no `is_suppressed`, a missing figure is taken for a withheld one.
        column: Column of the figure.
    """
    return row[column] is None and bool(row.get("is_suppressed", True))
