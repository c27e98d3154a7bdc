"""Record linkage: how likely two groups that the exact rules left open are one company.

Belongs here: which pairs are looked at, and their weights from the trained model (`linkage_model.json`, made by
`training`). Does not belong here: what is made of the weights (`resolution`).

The weight of a pair depends on the two groups alone, never on how much else is in the inbox, so that a further file
does not change what was decided about others.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from ingest.companies.working_database import working_database

MODEL_FILE = Path(__file__).with_name("linkage_model.json")
COMPARISONS = ("name", "prefecture", "phone", "number", "legal_form")
# Lists do not go onto the disk while they are put together, so many rows at once.
ROWS_IN_A_PIECE = 1_000_000
# Columns of nodes that a scored pair carries on.
_SHOWN = ("group_key", "name_key", "prefecture")

# One node per group, name and prefecture: a company is known under several names, and the best agreement counts.
_GROUPED_SQL = """
    select
        group_key, name_key, prefecture,
        first(sound_key) as sound_key,
        bool_or(is_latin) as is_latin,
        linked_number is null as is_open,
        coalesce(
            linked_number,
            min(corporate_number) filter (where regexp_full_match(corporate_number, '[0-9]{12,14}'))
        ) as number_text,
        list_sort(list_distinct(flatten(list(phones)))) as phones,
        list_sort(list_distinct(list(legal_form) filter (where legal_form is not null))) as legal_forms
    from exact
    where name_key is not null and hash(group_key) % ? = ?
    group by group_key, name_key, prefecture, linked_number
"""
_NODES_SQL = """
select
    row_number() over (order by group_key, name_key, prefecture) as unique_id, * exclude (phones, legal_forms),
    coalesce(phones, []) as phones, coalesce(legal_forms, []) as legal_forms,
    -- The name, and what is left of it without any one of its signs: names one sign apart have one of these in common.
    list_distinct(list_prepend(hash(name_key), list_transform(
        range(1, length(name_key) + 1), lambda place: hash(left(name_key, place - 1) || substr(name_key, place + 1))
    ))) as near
from nodes
order by unique_id
"""

# Each pair once, by its best agreement.
_BEST_SQL = """
select *
from (
    select
        case when group_key_l < group_key_r then group_key_l else group_key_r end as group_a,
        case when group_key_l < group_key_r then group_key_r else group_key_l end as group_b,
        *
    from scored
    where group_key_l <> group_key_r
)
qualify row_number() over (partition by group_a, group_b order by match_weight desc, unique_id_l, unique_id_r) = 1
order by group_a, group_b
"""


@dataclass(frozen=True)
class ScoredPair:
    """Two groups and how likely they are one company.

    Attributes:
        a: Key of the first group, the smaller one.
        b: Key of the second.
        weight: Match weight in bits, the prior included; 0 is even odds.
        evidence: What each comparison found, in the words of the model.
        contributions: What each comparison adds to the weight.
    """

    a: str
    b: str
    weight: float
    evidence: dict[str, str]
    contributions: dict[str, float]

    @property
    def probability(self) -> float:
        """Probability that both are one company."""
        return float(1 / (1 + 2**-self.weight))


@dataclass(frozen=True)
class Model:
    """The trained model.

    Attributes:
        settings: Settings of Splink with trained parameters.
        same_weight: From this weight on a pair is one company.
        review_weight: Below this weight it is two; in between a person decides.
        margin: By so much must the best of several companies be ahead of the next to be taken.
    """

    settings: dict[str, Any]
    same_weight: float
    review_weight: float
    margin: float

    @property
    def prior_weight(self) -> float:
        """Weight of a pair of which nothing is known."""
        from math import log2

        prior = float(self.settings["probability_two_random_records_match"])
        return log2(prior / (1 - prior))

    def words(self) -> dict[str, dict[int, str]]:
        """What each level of each comparison is called."""
        return {
            comparison["output_column_name"]: _level_words(comparison["comparison_levels"])
            for comparison in self.settings["comparisons"]
        }


@cache
def load_model(path: Path = MODEL_FILE) -> Model:
    """Read the trained model."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return Model(content["settings"], content["same_weight"], content["review_weight"], content["margin"])


def nodes_of(exact: pa.Table) -> pa.Table:
    """Return what is compared: one node per group, name and prefecture.

    Args:
        exact: Result of `exact_groups`.
    """
    pieces = 1 + exact.num_rows // ROWS_IN_A_PIECE
    with working_database() as connection:
        connection.register("exact", exact)
        for piece in range(pieces):
            into = "insert into nodes" if piece else "create table nodes as"
            connection.execute(f"{into} {_GROUPED_SQL}", [pieces, piece])
        return connection.execute(_NODES_SQL).to_arrow_table()


def score_pairs(nodes: pa.Table, model: Model | None = None) -> list[ScoredPair]:
    """Score every pair of groups worth looking at of which at least one has no corporate number.

    Args:
        nodes: Result of `nodes_of`.
        model: The trained model; the shipped one when None.

    Returns:
        Pairs at or above the review weight, by their keys.
    """
    model = load_model() if model is None else model
    if nodes.num_rows < 2 or not any(nodes["is_open"].to_pylist()):
        return []
    with working_database() as connection:
        scored = predict(connection, nodes, model.settings, model.review_weight)
        connection.register("scored", scored)
        best = connection.execute(_BEST_SQL).to_arrow_table().to_pylist()
    words = model.words()
    return [
        ScoredPair(
            a=row["group_a"],
            b=row["group_b"],
            weight=round(row["match_weight"], 6),
            evidence={name: words[name][row[f"gamma_{name}"]] for name in COMPARISONS},
            contributions={name: round(row[f"mw_{name}"], 6) for name in COMPARISONS},
        )
        for row in best
    ]


def predict(
    connection: duckdb.DuckDBPyConnection, nodes: pa.Table, settings: dict[str, Any], threshold: float | None
) -> pa.Table:
    """Let Splink score the blocked pairs of nodes.

    Args:
        connection: Where to compute.
        nodes: Result of `nodes_of`.
        settings: Settings of Splink.
        threshold: Least match weight returned.
    """
    # Imported here: most runs have nothing to link, and Splink takes its time.
    from splink import DuckDBAPI, Linker

    # Each of its modules sets its own level.
    for name in [name for name in logging.root.manager.loggerDict if name.startswith("splink")]:
        logging.getLogger(name).setLevel(logging.ERROR)
    api = DuckDBAPI(connection)
    connection.register("company_nodes", nodes)
    linker = Linker(api.register("company_nodes"), settings)
    predicted = linker.inference.predict(threshold_match_weight=threshold, warning_mode="never")
    return connection.execute(f"select * from {predicted.physical_name}").to_arrow_table()  # noqa: S608


def _level_words(levels: list[dict[str, Any]]) -> dict[int, str]:
    graded = [level for level in levels if not level.get("is_null_level")]
    words = {len(graded) - 1 - position: level["label_for_charts"] for position, level in enumerate(graded)}
    return words | {-1: next((level["label_for_charts"] for level in levels if level.get("is_null_level")), "none")}
