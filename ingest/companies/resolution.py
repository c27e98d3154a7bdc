"""What is made of exact groups, weights and decisions: the company of each group, and what stays open.

In this order:
1. What a person decided holds, except that two corporate numbers are never one company.
2. Pairs at or above the same-weight are put together, the heaviest first. A group torn between companies that the
   weights cannot tell apart is left out: a person decides.
3. Pairs between the two weights are uncertain. The groups they tie together form a doubt: those with a number are
   known, of the others the first stands for the doubt and the rest are unresolved.

The key of a company is C and its number, else that of its member whose name and prefecture come first: the same
whatever the order of the files, and kept when other companies come.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.companies.linkage import Model, ScoredPair

Outcome = Literal["same", "different", "uncertain"]
Cause = Literal["linked", "reviewed"]


@dataclass(frozen=True)
class Group:
    """Identities that the exact rules put together.

    Attributes:
        key: C and its number, or N and a hash of name and prefecture.
        number: Its corporate number, if it has one.
        name_key: Comparable name; of a group with a number, one of them.
        prefecture: Prefecture, likewise.
        is_ambiguous: Whether name and prefecture belong to several numbers.
    """

    key: str
    number: str | None
    name_key: str
    prefecture: str
    is_ambiguous: bool


@dataclass(frozen=True)
class Decision:
    """What a person said about two groups.

    Attributes:
        a: Key of the first group, the smaller one.
        b: Key of the second.
        is_same: Whether both are one company.
        row: Row of the review file.
    """

    a: str
    b: str
    is_same: bool
    row: int


@dataclass(frozen=True)
class Company:
    """The company that a group is about.

    Attributes:
        key: Company key.
        number: Corporate number, if known.
        cause: Why the group belongs to it when no exact rule says so.
        is_resolved: False when it may be another company of its doubt.
        doubt: Groups of one doubt share this; None when nothing is uncertain.
    """

    key: str
    number: str | None
    cause: Cause | None
    is_resolved: bool
    doubt: str | None


@dataclass(frozen=True)
class Resolution:
    """Companies by group, and what became of pairs and decisions.

    Attributes:
        companies: The company of each group.
        outcomes: What became of each scored pair.
        overruled: Decisions that corporate numbers contradict.
    """

    companies: dict[str, Company]
    outcomes: dict[tuple[str, str], Outcome]
    overruled: list[Decision]


class ContradictionError(ValueError):
    """Decisions that cannot all hold.

    Args:
        decision: The one that contradicts the others.
    """

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        super().__init__(f"{decision.a} and {decision.b} are the same by other decisions")


def resolve(
    groups: Sequence[Group], pairs: Sequence[ScoredPair], decisions: Sequence[Decision], model: Model
) -> Resolution:
    """Decide which groups are one company.

    Args:
        groups: All groups.
        pairs: Scored pairs of them, at or above the review weight.
        decisions: What people said, about groups that exist.
        model: Weights from which pairs are the same or uncertain.

    Raises:
        ContradictionError: Decisions say that two groups are the same and that they are not.
    """
    clusters = _Clusters(groups)
    overruled = [d for d in _in_order(decisions) if d.is_same and not clusters.join(d.a, d.b, "reviewed")]
    for decision in _in_order(decisions):
        if not decision.is_same and not clusters.keep_apart(decision.a, decision.b):
            raise ContradictionError(decision)
    torn = _torn(clusters, pairs, model)
    heavy = [p for p in pairs if p.weight >= model.same_weight and not torn & {p.a, p.b}]
    for pair in sorted(heavy, key=lambda pair: (-pair.weight, pair.a, pair.b)):
        clusters.join(pair.a, pair.b, "linked")
    outcomes: dict[tuple[str, str], Outcome] = {}
    for pair in pairs:
        if clusters.together(pair.a, pair.b):
            outcomes[pair.a, pair.b] = "same"
        elif clusters.may_join(pair.a, pair.b):
            outcomes[pair.a, pair.b] = "uncertain"
        else:
            outcomes[pair.a, pair.b] = "different"
    asked = {key for decision in decisions for key in (decision.a, decision.b)}
    return Resolution(_companies(clusters, outcomes, asked), outcomes, overruled)


def _in_order(decisions: Iterable[Decision]) -> list[Decision]:
    return sorted(decisions, key=lambda decision: (decision.a, decision.b))


def _torn(clusters: _Clusters, pairs: Sequence[ScoredPair], model: Model) -> set[str]:
    """Return groups whose best number is not ahead of the next one."""
    weights: dict[str, dict[str, float]] = {}
    for pair in pairs:
        for one, other in ((pair.a, pair.b), (pair.b, pair.a)):
            number = clusters.number(other)
            if clusters.number(one) is None and number is not None and clusters.may_join(one, other):
                best = weights.setdefault(one, {})
                best[number] = max(best.get(number, pair.weight), pair.weight)
    torn: set[str] = set()
    for key, by_number in weights.items():
        first, *others = sorted(by_number.values(), reverse=True)
        if others and first >= model.same_weight and first - others[0] < model.margin:
            torn.add(key)
    return torn


def _companies(clusters: _Clusters, outcomes: Mapping[tuple[str, str], Outcome], asked: set[str]) -> dict[str, Company]:
    doubts = _Doubts()
    for (a, b), outcome in outcomes.items():
        if outcome == "uncertain":
            doubts.tie(clusters.key(a), clusters.key(b))
    numbered = {clusters.key(key) for key in clusters.groups if clusters.number(key) is not None}
    standing = {doubt: keys[0] for doubt, keys in doubts.members().items() if not numbered & set(keys)}
    companies: dict[str, Company] = {}
    for key, group in clusters.groups.items():
        company, number = clusters.key(key), clusters.number(key)
        doubt = doubts.of(company)
        is_open = doubt is not None and standing.get(doubt) != company
        # Told apart from every candidate by a person, it is a company of its own.
        is_lost = group.is_ambiguous and clusters.cause(key) is None and (doubt is not None or key not in asked)
        companies[key] = Company(
            company, number, clusters.cause(key), number is not None or not (is_open or is_lost), doubt
        )
    return companies


class _Clusters:
    """Groups put together so far."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self.groups = {group.key: group for group in sorted(groups, key=lambda group: group.key)}
        self._root = {key: key for key in self.groups}
        self._members = {key: [key] for key in self.groups}
        self._number = {group.key: group.number for group in self.groups.values()}
        self._apart: dict[str, set[str]] = {}
        self._cause: dict[str, Cause] = {}

    def join(self, a: str, b: str, cause: Cause) -> bool:
        """Put two groups together unless something forbids it; tell whether they are together."""
        if self.together(a, b):
            return True
        if not self.may_join(a, b):
            return False
        for key in (a, b):
            self._cause.setdefault(key, cause)
        one, other = self._root[a], self._root[b]
        if len(self._members[one]) < len(self._members[other]):
            one, other = other, one
        for member in self._members.pop(other):
            self._root[member] = one
            self._members[one].append(member)
        self._number[one] = self._number[one] or self._number[other]
        return True

    def keep_apart(self, a: str, b: str) -> bool:
        """Forbid that two groups come together; False when they are already."""
        self._apart.setdefault(a, set()).add(b)
        self._apart.setdefault(b, set()).add(a)
        return not self.together(a, b)

    def together(self, a: str, b: str) -> bool:
        return self._root[a] == self._root[b]

    def may_join(self, a: str, b: str) -> bool:
        """Tell whether neither corporate numbers nor a person keep two groups apart."""
        one, other = self.number(a), self.number(b)
        if one is not None and other is not None and one != other:
            return False
        others = set(self._members[self._root[b]])
        return not any(self._apart.get(member, set()) & others for member in self._members[self._root[a]])

    def number(self, key: str) -> str | None:
        return self._number[self._root[key]]

    def cause(self, key: str) -> Cause | None:
        return self._cause.get(key)

    def key(self, key: str) -> str:
        """Return the key of the company that a group belongs to."""
        number = self.number(key)
        if number is not None:
            return f"C{number}"
        members = (self.groups[member] for member in self._members[self._root[key]])
        return min(members, key=lambda group: (group.name_key, group.prefecture, group.key)).key


class _Doubts:
    """Companies that uncertain pairs tie together."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def tie(self, a: str, b: str) -> None:
        one, other = sorted((self._top(a), self._top(b)))
        self._above[other] = one

    def of(self, key: str) -> str | None:
        return self._top(key) if key in self._above else None

    def members(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key in sorted(self._above):
            found.setdefault(self._top(key), []).append(key)
        return found

    def _top(self, key: str) -> str:
        self._above.setdefault(key, key)
        while self._above[key] != key:
            key = self._above[key]
        return key
