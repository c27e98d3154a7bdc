"""Catalogue of the expectations, from the suites, and the way from the runbook back to them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from docs_site.links import slug_of
from docs_site.markdown import breakable, code, folded, page, plain, table
from expectations.suites import Expectation, Suite, load_suites
from reporting.language import Language

# An entry in Japanese has its anchor before it.
_ENTRY = re.compile(r"^(?:<a id=\"(?P<anchor>[^\"]+)\"></a>\n\n)?### (?P<heading>.+)$", re.MULTILINE)


def expectations_page() -> str:
    """Return the page: every expectation, suite by suite, each under an anchor of its id."""
    suites = load_suites()
    count = sum(len(suite.expectations) for suite in suites)
    return page(
        "# Expectations",
        f'What "no gap" means: {count} expectations in {len(suites)} suites. What a failure says stands in both '
        "languages; braces are filled in by the run. *Effect* says how a failing row moves the bounds: `ledger` by "
        "what the row could change, `missing_periods` by what an unseen period could bring, `rejected_rows` by what a "
        "rejected row could be, `none` not at all.",
        *(text for suite in suites for text in _suite(suite)),
    )


def with_expectations(
    runbook: str, language: Language = Language.ENGLISH, suites: Sequence[Suite] | None = None
) -> str:
    """Return the runbook with a line under each heading that names the expectations which lead there.

    Args:
        runbook: Its Markdown.
        language: The language it is in.
        suites: Suites; those every profile shares and the default profile's when None.
    """
    leading: Mapping[str, list[str]] = _by_anchor(load_suites() if suites is None else suites)

    def entry(match: re.Match[str]) -> str:
        ids = leading.get(match["anchor"] or slug_of(match["heading"]), [])
        if not ids:
            return match[0]
        links = ", ".join(f"[{id_}](reference/expectations.md#{id_})" for id_ in ids)
        return f"{match[0]}\n\n{folded(language.pick(f'検査（{len(ids)}）', f'Expectations ({len(ids)})'), links)}"

    return _ENTRY.sub(entry, runbook)


def _by_anchor(suites: Sequence[Suite]) -> Mapping[str, list[str]]:
    leading = defaultdict(list)
    for suite in suites:
        for expectation in suite.expectations:
            leading[expectation.runbook].append(expectation.id)
    return leading


def _suite(suite: Suite) -> Iterator[str]:
    yield f"## {suite.suite}"
    yield plain(f"Owner: {suite.owner}. Examines `{suite.table}` unless an expectation says otherwise.")
    yield table(
        ("expectation", "what a failure says", "severity, effect, indicators", "runbook"),
        (_row(suite, expectation) for expectation in suite.expectations),
    )


def _row(suite: Suite, expectation: Expectation) -> tuple[str, ...]:
    elsewhere = "" if expectation.examines is None else f"<br>{code(suite.examined(expectation).table)}"
    said = [plain(expectation.detail_en), plain(expectation.detail_ja)]
    if expectation.threshold is not None:
        threshold = expectation.threshold
        said.append(
            plain(f"Threshold {threshold.value}, {threshold.reason} Decided on {threshold.decided_on}, ")
            + f"review on {threshold.review_on}."
        )
    moved = ["those of the source"] if expectation.by_source else [code(id_) for id_ in expectation.indicator_ids]
    return (
        f'<span id="{expectation.id}"></span>{breakable(expectation.id)}<br>{breakable(expectation.type)}{elsewhere}',
        "<br>".join(said),
        "<br>".join(
            (expectation.severity + (", blocking" if expectation.blocking else ""), expectation.effect, *moved)
        ),
        f"[{expectation.runbook}](../runbook.md#{expectation.runbook})",
    )
