"""From the cells under a header to our columns, as text, vectorised.

Under the contract's own headers a cell is landed as it is. Under a survey tool's layout the answers are put into our
words, and the tool's own text is kept beside them. Does not belong here: typing (dbt staging does it).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from ingest.contracts import SourceContract
from ingest.header_matching import HeaderMatch
from ingest.survey_layouts import Answer, SurveyLayout

UNKNOWN_PREFIX = "unknown／"
RAW_PREFIX = "raw／"
# How several options stand in one landed cell, whatever the tool joins them by.
CANONICAL_SEPARATOR = ";"

_NO_TEXT = pa.scalar(None, pa.string())


def landed_columns(cells: pa.RecordBatch, header: HeaderMatch, contract: SourceContract) -> dict[str, pa.Array]:
    """Return the columns to land: ours, then the raw answers of a survey tool, then those that nobody claims.

    Args:
        cells: String columns of the data rows.
        header: Header of the file.
        contract: Contract of the source.
    """
    count = cells.num_rows
    columns = {name: pa.nulls(count, pa.string()) for name in contract.column_names}
    if header.layout is None:
        columns |= {name: cells.column(position) for name, position in header.positions.items()}
    else:
        columns |= _mapped(cells, header.positions, header.layout)
        columns |= _raw_answers(cells, header.positions, header.layout)
    return columns | {f"{UNKNOWN_PREFIX}{name}": cells.column(position) for position, name in header.unknown.items()}


def _mapped(cells: pa.RecordBatch, positions: Mapping[str, int], layout: SurveyLayout) -> dict[str, pa.Array]:
    count = cells.num_rows
    columns = {name: pa.repeat(pa.scalar(text, pa.string()), count) for name, text in layout.constants.items()}
    for answer in layout.columns:
        if answer.header in positions:
            columns[answer.column] = _answered(cells.column(positions[answer.header]), answer, layout.separator)
    return columns


def _raw_answers(cells: pa.RecordBatch, positions: Mapping[str, int], layout: SurveyLayout) -> dict[str, pa.Array]:
    return {
        f"{RAW_PREFIX}{answer.header}": cells.column(positions[answer.header])
        for answer in layout.columns
        if answer.header in positions and answer.is_translated
    }


def _answered(cells: pa.Array, answer: Answer, separator: str | None) -> pa.Array:
    if answer.when_filled is not None:
        is_filled = pc.is_valid(_comparable(cells))
        return pc.if_else(is_filled, pa.scalar(answer.when_filled), pa.scalar(answer.when_blank, pa.string()))
    if answer.values:
        return _translated(cells, answer.values)
    if answer.formats:
        return _timestamps(cells, answer.formats)
    if answer.options or answer.multiple:
        assert separator is not None
        chosen = _padded(_comparable(cells), separator)
        return _options(chosen, answer, separator) if answer.options else _joined(chosen, separator)
    return cells


def _comparable(cells: pa.Array) -> pa.Array:
    """Return NFKC text without surrounding blanks; blank is null."""
    texts = pc.utf8_trim_whitespace(pc.utf8_normalize(cells, form="NFKC"))
    return pc.if_else(pc.equal(texts, ""), _NO_TEXT, texts)


def _translated(cells: pa.Array, values: Mapping[str, str]) -> pa.Array:
    known = _comparable(pa.array(list(values), pa.string()))
    places = pc.index_in(_comparable(cells), value_set=known)
    ours = pc.coalesce(pa.array(list(values.values()), pa.string()).take(places), cells)
    return pc.if_else(pc.equal(ours, ""), _NO_TEXT, ours)


def _timestamps(cells: pa.Array, formats: tuple[str, ...]) -> pa.Array:
    """Return ISO timestamps; text in none of the formats stays, for staging to read or to report."""
    texts = _comparable(cells)
    read = [pc.strptime(texts, format=form, unit="s", error_is_null=True) for form in formats]
    return pc.coalesce(pc.strftime(pc.coalesce(*read), format="%Y-%m-%d %H:%M:%S"), cells)


def _padded(texts: pa.Array, separator: str) -> pa.Array:
    """Put the separator around every answer, so that each option stands between two of them.

    An option that holds the separator itself is found too, which splitting would tear apart.
    """
    # Microsoft Forms ends an answer with the separator, too.
    texts = pc.replace_substring_regex(texts, pattern=rf"{re.escape(separator.strip())}\s*$", replacement="")
    return pc.binary_join_element_wise(pa.scalar(""), texts, pa.scalar(""), separator)


def _options(chosen: pa.Array, answer: Answer, separator: str) -> pa.Array:
    """Return our texts of the options chosen, joined; `otherwise` where there is an answer without any of them."""
    found = []
    for text in dict.fromkeys(answer.options.values()):
        options = [option for option, ours in answer.options.items() if ours == text]
        matches = [
            pc.match_substring(chosen, f"{separator}{_comparable_text(option)}{separator}") for option in options
        ]
        found.append(pc.if_else(functools.reduce(pc.or_, matches), pa.scalar(text), _NO_TEXT))
    joined = functools.reduce(_both, found)
    otherwise = pc.if_else(pc.is_valid(chosen), pa.scalar(answer.otherwise, pa.string()), _NO_TEXT)
    return pc.coalesce(joined, otherwise)


def _both(one: pa.Array, other: pa.Array) -> pa.Array:
    """Return two texts joined where there are two, else the one there is."""
    return pc.coalesce(pc.binary_join_element_wise(one, other, CANONICAL_SEPARATOR), one, other)


def _joined(chosen: pa.Array, separator: str) -> pa.Array:
    bare = pc.utf8_slice_codeunits(chosen, start=len(separator), stop=-len(separator))
    return pc.replace_substring(bare, pattern=separator, replacement=CANONICAL_SEPARATOR)


def _comparable_text(text: str) -> str:
    return str(_comparable(pa.array([text]))[0].as_py())
