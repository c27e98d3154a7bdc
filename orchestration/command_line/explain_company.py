"""`mokuhyo explain-company`: why rows are about a company, and what is still open about it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from orchestration.command_line.application import (
    HomeOption,
    JsonOption,
    LanguageOption,
    VerboseOption,
    application,
    settings_from,
)
from orchestration.command_line.terminal import at_work, print_json, terminal
from orchestration.home import Home

if TYPE_CHECKING:
    from rich.console import Console

    from ingest.companies.explain import CompanyExplanation, PairExplanation
    from reporting.language import Language

OUTCOMES = {
    "same": ("同一", "one company"),
    "different": ("別", "two companies"),
    "uncertain": ("未確定：確認ファイルで判断する", "uncertain: decide it in the review file"),
}


@application.command("explain-company")
def explain_company(
    asked: Annotated[
        str,
        typer.Argument(metavar="NAME|KEY|CORPORATE_NUMBER", help="A name or a part of one, a key, or a number."),
    ],
    home: HomeOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Show how a company is written, by which rule each spelling was linked, and the pairs still to be decided."""
    from ingest.companies.explain import explain_company as explain
    from reporting.language import language_of

    place = Home(settings_from(home=home).home)
    console, spoken = terminal(), language or language_of()
    with at_work(spoken.pick("調べています", "Looking it up")):
        companies = explain(place.landing, asked)
    if as_json:
        content = [asdict(company) for company in companies]
        print_json(console, content)
        return
    for company in companies:
        _show(console, company, spoken)
    if any(pair.outcome == "uncertain" for company in companies for pair in company.pairs):
        console.print(Text(f"{spoken.pick('確認ファイル', 'Review file')}: {place.company_pairs}"), soft_wrap=True)


def _show(console: Console, company: CompanyExplanation, spoken: Language) -> None:
    say = spoken.pick
    state = "" if company.is_resolved else say(" — 未確定", " — may be another company")
    console.print(Text(f"{company.company_key}{state}", style="bold"))
    table = Table(
        say("企業名", "name"),
        say("法人番号", "number"),
        say("都道府県", "prefecture"),
        say("特定の方法", "told by"),
        say("グループ", "group"),
    )
    for identity in company.identities:
        cells = ("company_name", "corporate_number_text", "prefecture_text", "company_match", "group_key")
        # Names come from outside: shown as they are, never as markup.
        table.add_row(*(Text(str(identity[cell] or "")) for cell in cells))
    console.print(table)
    for pair in company.pairs:
        _show_pair(console, pair, spoken)


def _show_pair(console: Console, pair: PairExplanation, spoken: Language) -> None:
    say = spoken.pick
    decided = f" ({pair.decision}: {say('人の判断', 'decided by a person')})" if pair.decision else ""
    console.print(Text(f"{pair.name_a} [{pair.group_a}] ↔ {pair.name_b} [{pair.group_b}]"), soft_wrap=True)
    console.print(Text(f"  {say(*OUTCOMES[pair.outcome])}{decided}"), soft_wrap=True)
    if pair.weight is None or pair.probability is None:
        return
    console.print(
        say(
            f"  一致の重み {pair.weight:+.1f} ビット、確率 {pair.probability:.1%}",
            f"  match weight {pair.weight:+.1f} bits, probability {pair.probability:.1%}",
        )
    )
    table = Table(say("比較", "compared"), say("結果", "found"), say("ビット", "bits"), show_edge=False)
    table.add_row(say("（事前）", "(prior)"), "", f"{pair.prior:+.1f}")
    for name, found in pair.evidence.items():
        table.add_row(name, found, f"{pair.contributions[name]:+.1f}")
    console.print(table)
