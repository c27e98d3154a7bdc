"""The links: which company each identity in the current snapshots stands for, written for the warehouse.

Belongs here: the way from snapshots over exact rules, linkage and decisions to `company_links.parquet`, to the pairs
behind it and to the review file. Phones end before this: neither file holds one.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping, Sequence
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
from ingest.companies.resolution import Company, ContradictionError, Decision, Group, Resolution, resolve
from ingest.companies.review import ReviewRow, contradiction, read_decisions, word_of, write_review
from ingest.contracts import SourceContract, load_contracts
from ingest.land import current_snapshots

COMPANY_LINKS_FILE = "company_links.parquet"
COMPANY_PAIRS_FILE = "company_pairs.parquet"

# What linking reads of the exact groups.
_READ = ["company_name", "name_key", "prefecture", "group_key", "name_group", "linked_number", "exact_match"]

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
        contracts: Contracts that say which columns tell the company; the shipped ones when None.

    Returns:
        What was written.

    Raises:
        ReviewFileError: The review file cannot be understood.
    """
    contracts = load_contracts() if contracts is None else contracts
    decisions = read_decisions(review)
    mentions = read_mentions(contracts, current_snapshots(landing, receipts, as_of, contracts))
    try:
        found = link_mentions(mentions, decisions)
    except ContradictionError as error:
        raise contradiction(review, error.decision) from error
    path = landing / COMPANY_LINKS_FILE
    _write_parquet(path, found.links)
    _write_parquet(landing / COMPANY_PAIRS_FILE, found.pairs)
    write_review(review, found.review)
    states = Counter(row.state for row in found.review)
    matches = Counter(found.links["company_match"].to_pylist())
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
    exact = _kept_apart(exact_groups(comparable_identities(mentions)), decisions)
    pairs = score_pairs(nodes_of(exact), model)
    rows = exact.select(_READ).to_pylist()
    groups = _groups(rows)
    placed = _place(decisions, rows, groups)
    known = [decision.today for decision in placed if decision.today is not None]
    resolution = resolve(list(groups.values()), pairs, known, model)
    return Links(
        links=_links(exact, rows, resolution),
        pairs=_pairs(pairs, known, resolution),
        review=_review_rows(pairs, placed, resolution, _spellings(rows)),
    )


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


def _groups(rows: Sequence[Mapping[str, Any]]) -> dict[str, Group]:
    groups: dict[str, Group] = {}
    for row in rows:
        key = row["group_key"]
        if key is not None and key not in groups:
            is_ambiguous = row["exact_match"] == "ambiguous"
            groups[key] = Group(key, row["linked_number"], row["name_key"] or "", row["prefecture"] or "", is_ambiguous)
    return groups


@dataclass(frozen=True)
class _Placed:
    """A decision, and the same about the groups of today; None when it is about no two of them."""

    said: Decision
    today: Decision | None
    state: str = "decided"


def _place(
    decisions: Sequence[Decision], rows: Sequence[Mapping[str, Any]], groups: Mapping[str, Group]
) -> list[_Placed]:
    # A name that was a group of its own may meanwhile belong to a number.
    today = {row["name_group"]: row["group_key"] for row in rows if row["exact_match"] == "name_and_prefecture"}
    today |= {key: key for key in groups}
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


def _links(exact: pa.Table, rows: Sequence[Mapping[str, Any]], resolution: Resolution) -> pa.Table:
    nobody = Company("", None, None, False, None)
    found = [resolution.companies.get(row["group_key"], nobody) for row in rows]
    told = {
        "company_key": [company.key or None for company in found],
        "company_match": [_match(row, company) for row, company in zip(rows, found, strict=True)],
        "is_resolved": [company.is_resolved for company in found],
        "corporate_number": [company.number for company in found],
        "doubt": [company.doubt for company in found],
    }
    columns = [
        pa.array(told[field.name], field.type) if field.name in told else exact[field.name]
        for field in COMPANY_LINKS_SCHEMA
    ]
    return pa.table(columns, schema=COMPANY_LINKS_SCHEMA)


def _match(row: Mapping[str, Any], company: Company) -> str:
    exact = str(row["exact_match"])
    if exact in ("corporate_number", "name_and_prefecture", "unknown"):
        return exact
    if not company.is_resolved:
        return "ambiguous" if exact == "ambiguous" else "uncertain"
    return company.cause or ("reviewed" if exact == "ambiguous" else exact)


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


def _spellings(rows: Sequence[Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    """Return one spelling of the name and the prefecture of each group: the shortest, then the first."""
    found: dict[str, tuple[str, str]] = {}
    for row in rows:
        name = (row["company_name"] or "").strip()
        shown = (name, row["prefecture"] or "")
        known = found.get(row["group_key"])
        if name and (known is None or (len(name), shown) < (len(known[0]), known)):
            found[row["group_key"]] = shown
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
