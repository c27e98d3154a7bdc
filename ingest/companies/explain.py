"""Why a row is about a company: what the links and the pairs behind them say, put together for a person.

Belongs here: finding a company by name, key or number in the files that a run left. Does not belong here: printing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.companies.linkage import load_model
from ingest.companies.links import COMPANY_LINKS_FILE, COMPANY_PAIRS_FILE
from ingest.companies.names import comparable_name, comparable_numbers

SHOWN_COMPANIES = 20


class CompanyNotFoundError(Exception):
    """No company answers to what was asked."""


@dataclass(frozen=True)
class PairExplanation:
    """A pair of groups that bears on a company.

    Attributes:
        group_a: Key of the first group.
        group_b: Key of the second.
        name_a: Spellings of the first, the shortest.
        name_b: Likewise of the second.
        outcome: `same`, `different` or `uncertain`.
        decision: What a person said, if somebody did.
        weight: Match weight in bits; None when the pair was decided without being scored.
        probability: That both are one company.
        prior: What the weight is before anything is compared.
        evidence: What each comparison found.
        contributions: What each comparison adds to the weight.
    """

    group_a: str
    group_b: str
    name_a: str
    name_b: str
    outcome: str
    decision: str | None
    weight: float | None
    probability: float | None
    prior: float
    evidence: dict[str, str]
    contributions: dict[str, float]


@dataclass(frozen=True)
class CompanyExplanation:
    """A company and how it was told.

    Attributes:
        company_key: Its key.
        corporate_number: Its number, if known.
        is_resolved: Whether it counts as a company of its own for sure.
        doubt: Shared with the companies that it may be one with.
        identities: How it is written in the exports, and by which rule each was linked.
        pairs: Pairs that link, separate or leave open its groups.
    """

    company_key: str
    corporate_number: str | None
    is_resolved: bool
    doubt: str | None
    identities: list[dict[str, Any]]
    pairs: list[PairExplanation]


def explain_company(landing: Path, asked: str) -> list[CompanyExplanation]:
    """Explain the companies that answer to a name, a key or a corporate number.

    Args:
        landing: Folder of landed Parquet with the links of the last run.
        asked: A name in any spelling or a part of one, a company or group key, or a corporate number.

    Returns:
        Companies by their keys; several when a name is borne by several.

    Raises:
        CompanyNotFoundError: Nothing was linked yet, no company answers, or too many do.
    """
    if not (landing / COMPANY_LINKS_FILE).is_file():
        raise CompanyNotFoundError("no companies were linked yet. Remedy: run `mokuhyo run` first.")
    links = pq.read_table(landing / COMPANY_LINKS_FILE).to_pylist()
    keys = _keys(links, asked)
    if not keys:
        raise CompanyNotFoundError(
            f"no company answers to {asked!r}. Remedy: give a name as the exports write it, a key or a number."
        )
    if len(keys) > SHOWN_COMPANIES:
        raise CompanyNotFoundError(f"{len(keys)} companies answer to {asked!r}. Remedy: give more of the name.")
    pairs = pq.read_table(landing / COMPANY_PAIRS_FILE).to_pylist()
    names = _names(links)
    return [_explanation(key, links, pairs, names) for key in sorted(keys)]


def _keys(links: Sequence[Mapping[str, Any]], asked: str) -> set[str]:
    number = comparable_numbers(pa.array([asked], pa.string()))[0].as_py()
    name = comparable_name(asked).key
    rules = (
        lambda row: asked.strip() in (row["company_key"], row["group_key"]),
        lambda row: number is not None and f"C{number}" == row["company_key"],
        lambda row: name is not None and row["name_key"] == name,
        lambda row: name is not None and name in (row["name_key"] or ""),
    )
    for rule in rules:
        found = {row["company_key"] for row in links if row["company_key"] is not None and rule(row)}
        if found:
            return found
    return set()


def _names(links: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    names: dict[str, str] = {}
    for row in links:
        name, group = (row["company_name"] or "").strip(), row["group_key"]
        if name and (group not in names or (len(name), name) < (len(names[group]), names[group])):
            names[group] = name
    return names


def _explanation(
    key: str, links: Sequence[Mapping[str, Any]], pairs: Sequence[Mapping[str, Any]], names: Mapping[str, str]
) -> CompanyExplanation:
    rows = [row for row in links if row["company_key"] == key]
    groups = {row["group_key"] for row in rows}
    shown = ("company_name", "corporate_number_text", "prefecture_text", "company_match", "is_resolved", "group_key")
    return CompanyExplanation(
        company_key=key,
        corporate_number=next((row["corporate_number"] for row in rows if row["is_resolved"]), None),
        is_resolved=all(row["is_resolved"] for row in rows),
        doubt=rows[0]["doubt"],
        identities=[{name: row[name] for name in shown} for row in rows],
        pairs=[_pair(pair, names) for pair in pairs if groups & {pair["group_a"], pair["group_b"]}],
    )


def _pair(pair: Mapping[str, Any], names: Mapping[str, str]) -> PairExplanation:
    return PairExplanation(
        group_a=pair["group_a"],
        group_b=pair["group_b"],
        name_a=names.get(pair["group_a"], ""),
        name_b=names.get(pair["group_b"], ""),
        outcome=pair["outcome"],
        decision=pair["decision"],
        weight=pair["weight"],
        probability=pair["probability"],
        prior=round(load_model().prior_weight, 6),
        evidence=dict(pair["evidence"] or ()),
        contributions=dict(pair["contributions"] or ()),
    )
