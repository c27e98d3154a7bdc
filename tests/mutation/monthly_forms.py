"""The forms that gaps of monthly figures take: exchange rates, in use or not, and web views."""

from __future__ import annotations

from collections.abc import Callable

from synthetic.exports import Cell, ExportFile
from synthetic.gap_plan import is_filled
from tests.mutation.exports import Exports, Finding, month_of
from tests.mutation.kinds import Kind
from tests.mutation.ripples import ALL_RIPPLES, NO_RATE, missing_rates, needed_rates

Spoil = Callable[[Exports, ExportFile, int], None]


def rate(what: str, rules: list[str], change: Spoil, *, is_needed: bool = False, loses: str = "") -> Kind:
    """Something done to one exchange rate.

    Args:
        what: What is done.
        rules: Rests of the ids that find its row, the meant one first; none when the row itself is gone.
        change: Does it.
        is_needed: Whether an amount is converted by the rate; then that it goes missing is found too, and is meant.
            Otherwise rates that no amount needs are preferred.
        loses: The part of month and currency that the row no longer names.
    """
    meant = NO_RATE if is_needed else f"fx_rates__{rules[0]}"

    def plant(exports: Exports) -> list[Finding]:
        pairs = {(month, currency) for _, month, currency in needed_rates(exports)}
        fitting = [
            (export, position)
            for export in exports.speaking("fx_rates")
            for position, key in enumerate(exports.keys(export))
            # The first months have too little before them for a jump to be told.
            if not exports.is_touched("fx_rates", key)
            and month_of(export.columns["年月"][position]) is not None
            and export.columns["通貨"][position] != "USD"
            and position >= 2 * len(set(export.columns["通貨"]))
        ]
        better = [place for place in fitting if (_pair(*place) in pairs) is is_needed]
        if is_needed or better:
            fitting = better
        if not fitting:
            return []
        export, position = fitting[int(exports.rng.integers(len(fitting)))]
        exports.touch("fx_rates", exports.keys(export)[position])
        month, currency = _month(export.columns["年月"][position]), str(export.columns["通貨"][position])
        change(exports, export, position)
        _keep_apart(exports, export, position)
        record = {"": f"{month}/{currency}", "month": currency, "currency": month}[loses]
        found = [Finding(f"fx_rates__{rule}", "fx_rates", export.fiscal_year, record) for rule in rules]
        if is_needed:
            found += [finding for finding in missing_rates(exports) if finding.record == f"{month}/{currency}"]
        return found

    return Kind(what, "fx_rates", meant, plant, ALL_RIPPLES)


def views(what: str, rules: list[str], change: Spoil, loses: str = "") -> Kind:
    """Something done to the views of one site in one month.

    Args:
        what: What is done.
        rules: Rests of the ids that find it, the meant one first.
        change: Does it.
        loses: The part of month and site that the row no longer names.
    """

    def plant(exports: Exports) -> list[Finding]:
        chosen = exports.choose("web_analytics", dict.fromkeys(("年月", "サイト", "閲覧数"), is_filled))
        if chosen is None:
            return []
        export, position = chosen
        site = str(export.columns["サイト"][position])
        month = _month(export.columns["年月"][position])
        change(exports, export, position)
        _keep_apart(exports, export, position)
        now = export.columns["年月"][position]
        month = _month(now) if month_of(now) is not None else month
        record = {"": f"{month}/{site}", "month": site, "site": month}[loses]
        return [Finding(f"web_analytics__{rule}", "web_analytics", export.fiscal_year, record) for rule in rules]

    return Kind(what, "web_analytics", f"web_analytics__{rules[0]}", plant, ALL_RIPPLES)


def put(heading: str, cell: Cell) -> Spoil:
    """Overwrite a cell."""

    def change(_: Exports, export: ExportFile, position: int) -> None:
        export.columns[heading][position] = cell

    return change


def remove(_: Exports, export: ExportFile, position: int) -> None:
    """Take the row out."""
    export.remove([position])


def times(factor: float) -> Spoil:
    """Misplace the point of a rate."""

    def change(_: Exports, export: ExportFile, position: int) -> None:
        export.columns["円"][position] = f"{float(str(export.columns['円'][position])) * factor:.4f}"

    return change


def twice(heading: str = "", cell: Cell = "") -> Spoil:
    """Repeat the row, as it is or with another figure."""

    def change(exports: Exports, export: ExportFile, position: int) -> None:
        row = export.row(position)
        exports.insert(export, position, row | {heading: cell} if heading else row)

    return change


def twice_differently(exports: Exports, export: ExportFile, position: int) -> None:
    """Repeat a rate, a little higher."""
    row = export.row(position)
    exports.insert(export, position, row | {"円": f"{float(str(row['円'])) * 1.02:.4f}"})


def _pair(export: ExportFile, position: int) -> tuple[tuple[int, int] | None, Cell]:
    return month_of(export.columns["年月"][position]), export.columns["通貨"][position]


def _keep_apart(exports: Exports, export: ExportFile, position: int) -> None:
    """Keep a row from being chosen under the name that it bears now."""
    if position < export.rows:
        exports.touch(export.source, exports.keys(export)[position])


def _month(cell: Cell) -> str:
    month = month_of(cell)
    assert month is not None
    return f"{month[0]}-{month[1]:02d}-01"
