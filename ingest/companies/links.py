"""The links: which company each identity in the current snapshots stands for, written for the warehouse.

Belongs here: the way from snapshots over exact rules, linkage and decisions to `company_links.parquet`, to the pairs
behind it and to the review file. Phones end before this: neither file holds one.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest.atomic_write import write_atomically
from ingest.companies.exact import exact_groups
from ingest.companies.identities import comparable_identities, read_mentions
from ingest.companies.linkage import COMPARISONS, Model, ScoredPair, load_model, nodes_of, score_pairs
from ingest.companies.resolution import ContradictionError, Decision, Group, Resolution, resolve
from ingest.companies.review import ReviewRow, contradiction, read_decisions, word_of, write_review
from ingest.contracts import SourceContract, load_contracts
from ingest.land import current_snapshots

COMPANY_LINKS_FILE = "company_links.parquet"
COMPANY_PAIRS_FILE = "company_pairs.parquet"

COMPANY_LINKS_SCHEMA = pa.schema(
    [
        ("company_name", pa.string()),
        ("corporate_number_text", pa.string()),
        ("prefecture_text", pa.string()),
        ("company_key", pa.string()),
        ("company_match", pa.string()),
        ("is_resolved", pa.bool_()),
        ("corporate_number", pa.string()),
        ("corporate_number_is_valid", pa.bool_()),
        ("name_key", pa.string()),
        ("prefecture", pa.string()),
        ("group_key", pa.string()),
        ("doubt", pa.string()),
    ]
)
COMPANY_PAIRS_SCHEMA = pa.schema(
    [
        ("group_a", pa.string()),
        ("group_b", pa.string()),
        ("outcome", pa.string()),
        ("decision", pa.string()),
        ("weight", pa.float64()),
        ("probability", pa.float64()),
        ("evidence", pa.map_(pa.string(), pa.string())),
        ("contributions", pa.map_(pa.string(), pa.float64())),
    ]
)


@dataclass(frozen=True)
class Links:
    """Companies of all identities, and how they were told.

    Attributes:
        links: Rows of COMPANY_LINKS_SCHEMA, one per distinct name, number and prefecture.
        pairs: Rows of COMPANY_PAIRS_SCHEMA, one per pair of groups that is the same, uncertain or decided.
        review: Rows of the review file.
    """

    links: pa.Table
    pairs: pa.Table
    review: list[ReviewRow]


@dataclass(frozen=True)
class LinkReport:
    """What was written.

    Attributes:
        path: The links.
        matches: Identities by how their company was told.
        pending: Pairs that wait for a person.
        decided: Pairs that a person decided.
        review: The review file, whether or not there is one.
    """

    path: Path
    matches: dict[str, int]
    pending: int
    decided: int
    review: Path


def write_company_links(
    landing: Path,
    receipts: Path,
    as_of: date,
    review: Path,
    contracts: Mapping[str, SourceContract] | None = None,
) -> LinkReport:
    """Link every distinct identity in the current snapshots to a company and write links, pairs and review file.

    Args:
        landing: Folder of landed Parquet.
        receipts: Folder of receipts.
        as_of: Snapshots dated later are not yet known.
        review: The review file.
        contracts: Contracts that say which columns tell the company; those of the default profile when None.

    Returns:
        What was written.

    Raises:
        ReviewFileError: The review file cannot be understood.
    """
    contracts = load_contracts() if contracts is None else contracts
    decisions = read_decisions(review)
    snapshots = current_snapshots(landing, receipts, as_of, contracts)
    try:
        found = link_mentions(read_mentions(contracts, snapshots), decisions)
    except ContradictionError as error:
        raise contradiction(review, error.decision) from error
    path = landing / COMPANY_LINKS_FILE
    _write_parquet(path, found.links)
    _write_parquet(landing / COMPANY_PAIRS_FILE, found.pairs)
    write_review(review, found.review)
    # What the tables took is for the models of the same process.
    pa.default_memory_pool().release_unused()
    states = Counter(row.state for row in found.review)
    counts = pc.value_counts(found.links["company_match"])
    matches = {str(count["values"]): int(count["counts"]) for count in counts.to_pylist()}
    return LinkReport(path, dict(sorted(matches.items())), states["pending"], len(decisions), review)


def link_mentions(mentions: pa.Table, decisions: Sequence[Decision] = (), model: Model | None = None) -> Links:
    """Tell the company of each identity.

    Args:
        mentions: Columns company_name, corporate_number_text, prefecture_text, phone_text.
        decisions: What people said about pairs.
        model: The trained model; the shipped one when None.

    Returns:
        Links and pairs, the same whatever the order of the mentions.

    Raises:
        ContradictionError: Decisions say that two groups are the same and that they are not.
    """
    model = load_model() if model is None else model
    identities = comparable_identities(mentions)
    # Millions of rows, and what follows takes as much again.
    del mentions
    exact = _kept_apart(exact_groups(identities), decisions)
    del identities
    pairs = score_pairs(nodes_of(exact), model)
    placed = _place(decisions, exact)
    known = [decision.today for decision in placed if decision.today is not None]
    # Most groups are alike to no other: each is a company of its own, and none of them is looked at one by one.
    compared = exact.filter(_is_one_of(exact["group_key"], _keys(pairs) | _keys(known)))
    resolution = resolve(_groups(compared), pairs, known, model)
    return Links(
        links=_links(exact, resolution),
        pairs=_pairs(pairs, known, resolution),
        review=_review_rows(pairs, placed, resolution, _spellings(exact, _keys(pairs) | _keys(decisions))),
    )


def _keys(pairs: Iterable[ScoredPair | Decision]) -> set[str]:
    return {key for pair in pairs for key in (pair.a, pair.b)}


def _is_one_of(column: pa.ChunkedArray, keys: Collection[str]) -> pa.ChunkedArray:
    return pc.is_in(column, pa.array(sorted(keys), pa.string()))


def _kept_apart(exact: pa.Table, decisions: Sequence[Decision]) -> pa.Table:
    """Take out of their groups the names that a person told apart from them."""
    apart = {(d.b, d.a) for d in decisions if not d.is_same and d.a[0] == "C" and d.b[0] == "N"}
    if not apart:
        return exact
    taken = [
        match == "name_and_prefecture" and (name_group, group) in apart
        for name_group, group, match in zip(
            *(exact[column].to_pylist() for column in ("name_group", "group_key", "exact_match")), strict=True
        )
    ]
    mask = pa.array(taken, pa.bool_())
    changes = {
        "group_key": exact["name_group"],
        "linked_number": pa.scalar(None, pa.string()),
        "exact_match": pa.scalar("name_only"),
    }
    for name, value in changes.items():
        at = exact.schema.get_field_index(name)
        exact = exact.set_column(at, name, pc.if_else(mask, value, exact[name]))
    return exact


def _groups(compared: pa.Table) -> list[Group]:
    groups: dict[str, Group] = {}
    for row in compared.select(["group_key", "linked_number", "name_key", "prefecture", "exact_match"]).to_pylist():
        key = row["group_key"]
        if key not in groups:
            is_ambiguous = row["exact_match"] == "ambiguous"
            groups[key] = Group(key, row["linked_number"], row["name_key"] or "", row["prefecture"] or "", is_ambiguous)
    return list(groups.values())


@dataclass(frozen=True)
class _Placed:
    """A decision, and the same about the groups of today; None when it is about no two of them."""

    said: Decision
    today: Decision | None
    state: str = "decided"


def _place(decisions: Sequence[Decision], exact: pa.Table) -> list[_Placed]:
    asked = _keys(decisions)
    # A name that was a group of its own may meanwhile belong to a number.
    moved = exact.filter(
        pc.and_(pc.equal(exact["exact_match"], "name_and_prefecture"), _is_one_of(exact["name_group"], asked))
    )
    today = dict(zip(moved["name_group"].to_pylist(), moved["group_key"].to_pylist(), strict=True))
    groups = exact["group_key"].filter(_is_one_of(exact["group_key"], asked)).unique()
    today |= {key: key for key in groups.to_pylist()}
    placed = []
    for decision in decisions:
        a, b = today.get(decision.a), today.get(decision.b)
        if a is None or b is None:
            placed.append(_Placed(decision, None, "not in the data"))
        elif a == b:
            placed.append(_Placed(decision, None))
        else:
            placed.append(_Placed(decision, replace(decision, a=min(a, b), b=max(a, b))))
    return placed


def _links(exact: pa.Table, resolution: Resolution) -> pa.Table:
    """Return the company of each identity; a group that was compared with no other is its own."""
    groups = pa.array(resolution.companies, pa.string())
    companies = list(resolution.companies.values())
    at = pc.index_in(exact["group_key"], value_set=groups)
    was_compared = pc.is_valid(at)

    def company(values: list[Any], data_type: pa.DataType) -> pa.ChunkedArray:
        return pa.chunked_array([pa.array(values, data_type)]).take(at)

    match, key, number = exact["exact_match"], exact["group_key"], exact["linked_number"]
    is_ambiguous = pc.equal(match, "ambiguous")
    is_alone_and_known = pc.and_(pc.is_valid(key), pc.or_(pc.is_valid(number), pc.invert(is_ambiguous)))
    resolved = company([company.is_resolved for company in companies], pa.bool_())
    is_resolved = pc.if_else(was_compared, resolved, is_alone_and_known)
    cause = company([company.cause for company in companies], pa.string())
    told = {
        "company_key": pc.if_else(was_compared, company([company.key for company in companies], pa.string()), key),
        "company_match": _match(match, is_resolved, cause),
        "is_resolved": is_resolved,
        "corporate_number": pc.if_else(
            was_compared, company([company.number for company in companies], pa.string()), number
        ),
        "doubt": company([company.doubt for company in companies], pa.string()),
    }
    columns = [told[name] if name in told else exact[name] for name in COMPANY_LINKS_SCHEMA.names]
    return pa.table(columns, schema=COMPANY_LINKS_SCHEMA)


def _match(exact: pa.ChunkedArray, is_resolved: pa.ChunkedArray, cause: pa.ChunkedArray) -> pa.ChunkedArray:
    is_decided = pc.is_in(exact, pa.array(["corporate_number", "name_and_prefecture", "unknown"]))
    is_ambiguous = pc.equal(exact, "ambiguous")
    unresolved = pc.if_else(is_ambiguous, "ambiguous", "uncertain")
    resolved = pc.coalesce(cause, pc.if_else(is_ambiguous, "reviewed", exact))
    return pc.if_else(is_decided, exact, pc.if_else(is_resolved, resolved, unresolved))


def _pairs(pairs: Sequence[ScoredPair], decisions: Sequence[Decision], resolution: Resolution) -> pa.Table:
    words = {(d.a, d.b): word_of(d) for d in decisions}
    rows: list[dict[str, Any]] = [
        {
            "group_a": pair.a,
            "group_b": pair.b,
            "outcome": resolution.outcomes[pair.a, pair.b],
            "decision": words.pop((pair.a, pair.b), None),
            "weight": pair.weight,
            "probability": round(pair.probability, 6),
            "evidence": list(pair.evidence.items()),
            "contributions": list(pair.contributions.items()),
        }
        for pair in pairs
    ]
    overruled = {(d.a, d.b) for d in resolution.overruled}
    rows += [
        {"group_a": a, "group_b": b, "outcome": "different" if (a, b) in overruled else word, "decision": word}
        for (a, b), word in words.items()
    ]
    rows.sort(key=lambda row: (row["group_a"], row["group_b"]))
    return pa.Table.from_pylist(rows, schema=COMPANY_PAIRS_SCHEMA)


def _spellings(exact: pa.Table, shown: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return one spelling of the name and the prefecture of each group shown: the shortest, then the first."""
    found: dict[str, tuple[str, str]] = {}
    of_shown = exact.filter(_is_one_of(exact["group_key"], shown))
    for row in of_shown.select(["group_key", "company_name", "prefecture"]).to_pylist():
        name = (row["company_name"] or "").strip()
        spelt = (name, row["prefecture"] or "")
        known = found.get(row["group_key"])
        if name and (known is None or (len(name), spelt) < (len(known[0]), known)):
            found[row["group_key"]] = spelt
    return found


def _review_rows(
    pairs: Sequence[ScoredPair],
    placed: Sequence[_Placed],
    resolution: Resolution,
    spellings: Mapping[str, tuple[str, str]],
) -> list[ReviewRow]:
    def row(a: str, b: str, state: str, decision: str = "") -> ReviewRow:
        pair = by_keys.get((a, b))
        one, other = spellings.get(a, ("", "")), spellings.get(b, ("", ""))
        probability = None if pair is None else round(100 * pair.probability)
        evidence = ("",) * len(COMPARISONS) if pair is None else tuple(pair.evidence[name] for name in COMPARISONS)
        return ReviewRow(a, b, state, decision, *one, *other, probability, evidence)

    by_keys = {(pair.a, pair.b): pair for pair in pairs}
    best: dict[tuple[str, str], ScoredPair] = {}
    for pair in sorted(pairs, key=lambda pair: (-pair.weight, pair.a, pair.b)):
        if resolution.outcomes[pair.a, pair.b] == "uncertain":
            # One question per two companies, however many of their names are alike.
            best.setdefault(_companies_of(pair, resolution), pair)
    overruled = {(d.a, d.b) for d in resolution.overruled}
    rows = [row(pair.a, pair.b, "pending") for pair in best.values()]
    for decision in placed:
        said, today = decision.said, decision.today
        is_overruled = today is not None and (today.a, today.b) in overruled
        state = "overruled by corporate numbers" if is_overruled else decision.state
        rows.append(row(said.a, said.b, state, word_of(said)))
    return rows


def _companies_of(pair: ScoredPair, resolution: Resolution) -> tuple[str, str]:
    one, other = sorted(resolution.companies[key].key for key in (pair.a, pair.b))
    return one, other


def _write_parquet(path: Path, table: pa.Table) -> None:
    written = io.BytesIO()
    pq.write_table(table, written, compression="zstd")
    # The same links leave the file alone.
    if not path.is_file() or path.read_bytes() != written.getvalue():
        write_atomically(path, written.getvalue())
