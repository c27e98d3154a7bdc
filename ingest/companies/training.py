"""Training of the linkage model on labelled mentions: what is compared, and how much each agreement weighs.

Belongs here: the comparisons and the estimation of their parameters. Not part of a run, which only reads the result.

The labels allow counting where Splink's own estimators must sample: agreements of different companies are so rare
that 20 million sampled pairs hold none of some kinds, and compare for minutes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from ingest.companies.exact import exact_groups
from ingest.companies.identities import comparable_identities
from ingest.companies.linkage import nodes_of, predict

_OPEN = "(l.is_open or r.is_open)"
_BESIDE = (
    f"l.prefecture = r.prefecture and {_OPEN}"
    " and (left(l.name_key, 4) = left(r.name_key, 4) or right(l.name_key, 4) = right(r.name_key, 4))"
)
# Pairs are looked at when they share one of these; at least one of the two must be open.
BLOCKING_RULES: tuple[dict[str, Any], ...] = (
    {"blocking_rule": f"l.name_key = r.name_key and {_OPEN}"},
    {"blocking_rule": f"l.sound_key = r.sound_key and {_OPEN}"},
    {"blocking_rule": f"l.phones = r.phones and {_OPEN}", "arrays_to_explode": ["phones"]},
    {"blocking_rule": f"right(l.number_text, 6) = right(r.number_text, 6) and {_OPEN}"},
    {"blocking_rule": f"left(l.number_text, 8) = left(r.number_text, 8) and {_OPEN}"},
    # Names of a prefecture that begin or end alike are many; only those one sign apart, or with numbers one digit
    # apart, can come to a weight that is looked at. Both are found by what they have in common: time grows with rows.
    {"blocking_rule": f"l.near = r.near and {_BESIDE}", "arrays_to_explode": ["near"]},
    {
        "blocking_rule": "left(l.number_text, 6) = left(r.number_text, 6)"
        f" and right(l.number_text, 4) = right(r.number_text, 4) and {_BESIDE}"
    },
)


def _level(sql: str, word: str, *, null: bool = False) -> dict[str, Any]:
    return {"sql_condition": sql, "label_for_charts": word} | ({"is_null_level": True} if null else {})


def _list_comparison(column: str, output: str) -> dict[str, Any]:
    return {
        "output_column_name": output,
        "comparison_levels": [
            _level(f"len({column}_l) = 0 or len({column}_r) = 0", "none", null=True),
            _level(f"list_has_any({column}_l, {column}_r)", "equal"),
            _level("ELSE", "different"),
        ],
    }


_ONE_EDIT = "damerau_levenshtein(name_key_l, name_key_r) <= 1"
_SHORTER = "least(length(name_key_l), length(name_key_r))"
COMPARISONS: tuple[dict[str, Any], ...] = (
    {
        "output_column_name": "name",
        "comparison_levels": [
            _level("name_key_l is null or name_key_r is null", "none", null=True),
            _level(f"name_key_l = name_key_r and {_SHORTER} >= 5", "equal"),
            _level("name_key_l = name_key_r", "equal, short"),
            _level("sound_key_l = sound_key_r", "equal but for the spelling of kana"),
            _level(f"{_SHORTER} >= 8 and {_ONE_EDIT}", "one sign differs, long"),
            _level(f"{_SHORTER} >= 4 and {_ONE_EDIT}", "one sign differs"),
            _level("is_latin_l <> is_latin_r", "in another script"),
            _level("jaro_winkler_similarity(name_key_l, name_key_r) >= 0.88", "similar"),
            _level("ELSE", "different"),
        ],
    },
    {
        "output_column_name": "prefecture",
        "comparison_levels": [
            _level("prefecture_l is null or prefecture_r is null", "none", null=True),
            _level("prefecture_l = prefecture_r", "equal"),
            _level("ELSE", "different"),
        ],
    },
    _list_comparison("phones", "phone"),
    {
        "output_column_name": "number",
        "comparison_levels": [
            _level("number_text_l is null or number_text_r is null", "none", null=True),
            _level("damerau_levenshtein(number_text_l, number_text_r) <= 1", "one digit apart"),
            _level("ELSE", "different"),
        ],
    },
    _list_comparison("legal_forms", "legal_form"),
)


# Random pairs for the agreements that are common among different companies: nodes that share a bucket.
_BUCKETS = 150
# No single agreement is believed more than this, whatever a finite sample says.
_LEAST_M, _LEAST_U = 0.01, 1e-5
# Levels that blocking finds wherever they occur: what differs in more than one sign does not.
_RARE = {
    "name": {"equal", "equal, short", "equal but for the spelling of kana"},
    "phone": {"equal"},
    "number": {"one digit apart"},
}
# Found by blocking only within a prefecture, so counted there.
_RARE_WITHIN_PREFECTURE = {"name": {"one sign differs, long", "one sign differs"}}

Counts = dict[str, Counter[int]]


def settings_with(
    comparisons: Sequence[dict[str, Any]], prior: float, rules: Sequence[dict[str, Any]] = BLOCKING_RULES
) -> dict[str, Any]:
    """Return settings of Splink.

    Args:
        comparisons: Comparisons, their levels with m and u.
        prior: Probability that two groups of which nothing is known are one company.
        rules: Which pairs are looked at.
    """
    return {
        "link_type": "dedupe_only",
        "sql_dialect": "duckdb",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": prior,
        "blocking_rules_to_generate_predictions": [{"sql_dialect": "duckdb", **rule} for rule in rules],
        "comparisons": list(comparisons),
        "additional_columns_to_retain": ["group_key"],
        # Splink hands out what each comparison found only together with the compared columns.
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": True,
    }


def train(mentions: pa.Table) -> dict[str, Any]:
    """Estimate the parameters by counting.

    Args:
        mentions: Columns company_name, corporate_number_text, prefecture_text, phone_text, and the true `company`.

    Returns:
        Settings of Splink with m, u and prior.
    """
    nodes = _labelled_nodes(mentions)
    same = f"l.company = r.company and l.group_key <> r.group_key and {_OPEN}"
    other = f"l.company <> r.company and {_OPEN}"
    matches = _count(nodes, [{"blocking_rule": same}])
    differ = "l.company <> r.company"
    blocked = [rule | {"blocking_rule": f"{rule['blocking_rule']} and {differ}"} for rule in BLOCKING_RULES]
    rare = _count(nodes, blocked)
    rare_within = _count(nodes, blocked, within_prefecture=True)
    bucket = f"l.unique_id * 7919 % {_BUCKETS} = r.unique_id * 7919 % {_BUCKETS}"
    common = _count(nodes, [{"blocking_rule": f"{bucket} and {other}"}])
    pairs, pairs_within, true_pairs = _open_pairs(nodes)
    trained = []
    for comparison in COMPARISONS:
        name = comparison["output_column_name"]
        graded = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
        words = {len(graded) - 1 - at: level["label_for_charts"] for at, level in enumerate(graded)}
        m = _shares(matches[name], words)
        u = _shares(common[name], words)
        for value, word in words.items():
            if word in _RARE.get(name, ()):
                u[value] = rare[name][value] / pairs
            elif word in _RARE_WITHIN_PREFECTURE.get(name, ()):
                u[value] = rare_within[name][value] / pairs_within
        levels = [dict(level) for level in comparison["comparison_levels"]]
        for value, level in zip(words, [level for level in levels if not level.get("is_null_level")], strict=True):
            level["m_probability"] = round(max(m[value], _LEAST_M), 6)
            level["u_probability"] = round(max(u[value], _LEAST_U), 8)
        trained.append(comparison | {"comparison_levels": levels})
    return settings_with(trained, round(true_pairs / pairs, 9))


def _labelled_nodes(mentions: pa.Table) -> pa.Table:
    """Return the nodes with the company that most of their mentions are about."""
    exact = exact_groups(comparable_identities(mentions))
    nodes = nodes_of(exact)
    with duckdb.connect() as connection:
        for name, table in {"mentions": mentions, "exact": exact, "nodes": nodes}.items():
            connection.register(name, table)
        return connection.execute(
            """
            with counted as (
                select exact.group_key, exact.name_key, exact.prefecture, mentions.company, count(*) as mentions
                from exact
                inner join mentions
                    on exact.company_name is not distinct from mentions.company_name
                        and exact.corporate_number_text is not distinct from mentions.corporate_number_text
                        and exact.prefecture_text is not distinct from mentions.prefecture_text
                group by all
            )
            select nodes.*, counted.company
            from nodes
            inner join counted
                on nodes.group_key = counted.group_key
                    and nodes.name_key = counted.name_key
                    and nodes.prefecture is not distinct from counted.prefecture
            qualify row_number() over (
                partition by nodes.unique_id order by counted.mentions desc, counted.company
            ) = 1
            order by nodes.unique_id
            """
        ).to_arrow_table()


def _count(nodes: pa.Table, rules: Sequence[dict[str, Any]], *, within_prefecture: bool = False) -> Counts:
    """Count what the comparisons find among the pairs of some rules."""
    even = [
        comparison
        | {
            "comparison_levels": [
                level if level.get("is_null_level") else level | {"m_probability": 0.5, "u_probability": 0.5}
                for level in comparison["comparison_levels"]
            ]
        }
        for comparison in COMPARISONS
    ]
    names = [comparison["output_column_name"] for comparison in COMPARISONS]
    with duckdb.connect() as connection:
        pairs = predict(connection, nodes, settings_with(even, 0.5, rules), None)
        connection.register("pairs", pairs)
        condition = "where prefecture_l = prefecture_r" if within_prefecture else ""
        return {
            name: Counter(
                dict(
                    connection.execute(
                        f"select gamma_{name}, count(*) from pairs {condition} group by all"  # noqa: S608
                    ).fetchall()
                )
            )
            for name in names
        }


def _shares(counts: Counter[int], words: Mapping[int, str]) -> dict[int, float]:
    total = sum(counts[value] for value in words)
    return {value: (counts[value] + 0.5) / (total + 0.5 * len(words)) for value in words}


def _open_pairs(nodes: pa.Table) -> tuple[int, int, int]:
    """Return the pairs with an open side: all, those within a prefecture, and those of one company."""
    count = """
        select sum(n * (n - 1) / 2 - c * (c - 1) / 2)
        from (select count(*) as n, count(*) filter (where not is_open) as c from nodes {})
    """
    with duckdb.connect() as connection:
        connection.register("nodes", nodes)
        grouped = ("", "where prefecture is not null group by prefecture", "group by company")
        every, within, true = (connection.execute(count.format(by)).fetchall()[0][0] for by in grouped)
        inside = connection.execute(count.format("group by group_key")).fetchall()[0][0]
    return int(every), int(within), int(true - inside)
