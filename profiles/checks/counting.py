"""The counting rules of a profile beside its indicators, its sources and the words for its conditions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from profiles.checks.near import meant
from profiles.checks.project import ModelFiles
from profiles.checks.rendering import Rendered, names_in
from profiles.checks.seed_files import Seeds, place
from profiles.problems import ProfileProblem, error

RULES, RECORDS = "models/intermediate/counting/rules", "int_count_records"
UNCOUNTED = ("ratio", "narrative")
# Conditions that the shared models name, with their standings.
SHARED_CONDITIONS: Mapping[str, tuple[str, ...]] = {
    "of_this_budget": ("met", "failed", "open"),
    "budget_fits_programme": ("met", "open", "doubted"),
    "speaks_for_its_unit": ("met", "failed"),
}
IN_SCOPE = "programme_in_scope"


@dataclass(frozen=True)
class Rule:
    """One call of `counted_record`.

    Attributes:
        file: Model that it stands in.
        indicator: What it counts.
        source: Where from.
        conditions: Names of what must hold.
        doubts: Names of what casts doubt.
    """

    file: str
    indicator: str
    source: str
    conditions: tuple[str, ...]
    doubts: tuple[str, ...]


def counting_problems(
    own: ModelFiles, rendered: Mapping[Path, Rendered], seeds: Seeds, sources: set[str]
) -> Iterator[ProfileProblem]:
    """Yield what is wrong between counting rules, indicators and words.

    Args:
        own: Models of the profile.
        rendered: What its templates do, by file.
        seeds: Its seeds.
        sources: Sources that have a contract.
    """
    of_rules = {name: files[0] for name, files in own.files.items() if own.path(files[0]).startswith(f"{RULES}/")}
    rules = [
        _rule(own.path(file), call) for file in of_rules.values() for call in rendered[file].calls["counted_record"]
    ]
    # Where a rule cannot be rendered, nobody knows what it counts; that is said of its template.
    is_whole = all(rendered[file].failure is None for file in of_rules.values())
    if is_whole:
        yield from _uncounted(rules, seeds)
    yield from _unknown_names(rules, seeds, sources)
    yield from _unlisted(own, rendered, of_rules)
    yield from _without_words(rules, seeds, is_whole)


def _rule(file: str, call: dict[str, Any]) -> Rule:
    in_scope = () if call.get("is_excluded", "false") == "false" else (IN_SCOPE,)
    return Rule(
        file,
        str(call.get("indicator_id")),
        str(call.get("source")),
        (*names_in(call.get("conditions")), *in_scope),
        tuple(names_in(call.get("doubts"))),
    )


def _uncounted(rules: list[Rule], seeds: Seeds) -> Iterator[ProfileProblem]:
    counted = {rule.indicator for rule in rules}
    items = seeds["indicator_items"]
    for row in seeds["indicators"].rows:
        indicator, value_type = row["indicator_id"], row["value_type"]
        if value_type not in UNCOUNTED and indicator not in counted:
            message = f"no counting rule counts {indicator}."
            remedy = f"write {RULES}/int_count__{indicator}.sql, or make it a ratio or a narrative."
            yield place(row.error("uncounted_indicator", "indicator_id", message, remedy))
        if value_type in UNCOUNTED and indicator in counted:
            message = f"{indicator} is a {value_type}, and a counting rule counts it: its records are shown nowhere."
            yield place(row.warning("counted_in_vain", "value_type", message, "delete the rule, or make it a count."))
        if value_type == "ratio" and items.is_usable and indicator not in items.values("indicator_id"):
            message = f"{indicator} is a ratio, and no survey item makes it."
            yield place(row.error("no_items", "value_type", message, "name its items in indicator_items.csv."))


def _unknown_names(rules: list[Rule], seeds: Seeds, sources: set[str]) -> Iterator[ProfileProblem]:
    indicators, listed = seeds["indicators"], seeds["indicator_sources"]
    named = {(row["indicator_id"], row["source"]) for row in listed.rows}
    for rule in rules:
        known = indicators.values("indicator_id")
        if indicators.is_usable and rule.indicator not in known:
            message = f"it counts {rule.indicator}, which is no indicator."
            remedy = meant(rule.indicator, known, "add it to seeds/indicators.csv, or delete the rule.")
            yield error("unknown_indicator", rule.file, message, remedy)
        if rule.source not in sources:
            message = f"it counts {rule.indicator} from {rule.source}, which has no contract."
            remedy = meant(rule.source, sources, "name the source as its contract does.")
            yield error("unknown_source", rule.file, message, remedy)
        elif listed.is_usable and rule.indicator in known and (rule.indicator, rule.source) not in named:
            message = f"it counts {rule.indicator} from {rule.source}, and seeds/indicator_sources.csv does not say so."
            remedy = "add the row there: gaps of the source reach the indicator by it."
            yield error("unnamed_source", rule.file, message, remedy)


def _unlisted(
    own: ModelFiles, rendered: Mapping[Path, Rendered], of_rules: Mapping[str, Path]
) -> Iterator[ProfileProblem]:
    if RECORDS not in own.files:
        return
    file = own.files[RECORDS][0]
    calls = rendered[file].calls["counted_records"]
    listed = [name for call in calls for name in call.get("rules") or () if isinstance(name, str)]
    if not calls:
        # It may be written without the macro.
        listed = list(rendered[file].refs)
    for name, rule in of_rules.items():
        if name not in listed and rendered[file].failure is None:
            message = f"the rule is not listed in {RECORDS}: nothing of it counts."
            yield error("unlisted_rule", own.path(rule), message, f"add '{name}' to {own.path(file)}.")
    for name in sorted({name for name in listed if listed.count(name) > 1}):
        message = f"{name} is listed twice: its records would count twice."
        yield error("listed_twice", own.path(file), message, "list it once.")


def _without_words(rules: list[Rule], seeds: Seeds, is_whole: bool) -> Iterator[ProfileProblem]:
    words = seeds["count_reasons"]
    if not words.is_usable:
        return
    told: dict[str, set[str]] = defaultdict(set)
    reasons: dict[str, tuple[str, str]] = {}
    for row in words.rows:
        told[row["condition"]].add(row["standing"])
        if not row["reason"]:
            if row["standing"] != "met":
                message = f"{row['condition']} may stand {row['standing']} without a reason."
                yield place(row.error("no_reason", "reason", message, "name the reason; only what is met has none."))
            continue
        texts = (row["text_ja"], row["text_en"])
        if reasons.setdefault(row["reason"], texts) != texts:
            message = f"reason {row['reason']} has other words further up."
            yield place(row.error("other_words", "reason", message, "write the same words, or another reason."))
    named: dict[str, tuple[str, set[str]]] = {
        condition: ("the shared models", set(standings)) for condition, standings in SHARED_CONDITIONS.items()
    }
    for rule in rules:
        for standing, conditions in (("met", rule.conditions), ("doubted", rule.doubts)):
            for condition in conditions:
                named.setdefault(condition, (rule.file, set()))[1].add(standing)
    for condition, (where, standings) in named.items():
        lacking = sorted(standings - told[condition])
        if lacking:
            message = f"condition {condition} of {where} has no words for standing {' and '.join(lacking)}."
            remedy = "add a row for each standing that it may have: met, failed, open, doubted."
            yield error("no_words", "seeds/count_reasons.csv", message, remedy)
    if is_whole:
        for row in words.rows:
            if row["condition"] not in named:
                message = f"no counting rule names condition {row['condition']}."
                yield place(row.warning("unused_words", "condition", message, "delete the row, or correct the name."))
