"""`mokuhyo explain-company`: why rows are about a company, and what is still open about it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from orchestration.command_line.application import HomeOption, JsonOption, VerboseOption, application, settings_from
from orchestration.command_line.terminal import print_json, terminal
from orchestration.home import Home

if TYPE_CHECKING:
    from rich.console import Console

    from ingest.companies.explain import CompanyExplanation, PairExplanation

OUTCOMES = {
    "same": "同一 one company",
    "different": "別 two companies",
    "uncertain": "未確定 uncertain: decide it in the review file",
}


@application.command("explain-company")
def explain_company(
    asked: Annotated[
        str,
        typer.Argument(metavar="NAME|KEY|CORPORATE_NUMBER", help="A name or a part of one, a key, or a number."),
    ],
    home: HomeOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Show how a company is written, by which rule each spelling was linked, and the pairs still to be decided."""
    from ingest.companies.explain import explain_company as explain

    place = Home(settings_from(home=home).home)
    companies = explain(place.landing, asked)
    console = terminal()
    if as_json:
        content = [asdict(company) for company in companies]
        print_json(console, content)
        return
    for company in companies:
        _show(console, company)
    if any(pair.outcome == "uncertain" for company in companies for pair in company.pairs):
        console.print(Text(f"確認ファイル (review file): {place.company_pairs}"), soft_wrap=True)


def _show(console: Console, company: CompanyExplanation) -> None:
    state = "" if company.is_resolved else " — 未確定 (may be another company)"
    console.print(Text(f"{company.company_key}{state}", style="bold"))
    table = Table("企業名 name", "法人番号 number", "都道府県 prefecture", "特定の方法 told by", "グループ group")
    for identity in company.identities:
        cells = ("company_name", "corporate_number_text", "prefecture_text", "company_match", "group_key")
        # Names come from outside: shown as they are, never as markup.
        table.add_row(*(Text(str(identity[cell] or "")) for cell in cells))
    console.print(table)
    for pair in company.pairs:
        _show_pair(console, pair)


def _show_pair(console: Console, pair: PairExplanation) -> None:
    decided = f" ({pair.decision}: 人の判断 decided by a person)" if pair.decision else ""
    console.print(Text(f"{pair.name_a} [{pair.group_a}] ↔ {pair.name_b} [{pair.group_b}]"), soft_wrap=True)
    console.print(Text(f"  {OUTCOMES[pair.outcome]}{decided}"), soft_wrap=True)
    if pair.weight is None or pair.probability is None:
        return
    console.print(f"  match weight {pair.weight:+.1f} bits, probability {pair.probability:.1%}")
    table = Table("比較 compared", "結果 found", "bits", show_edge=False)
    table.add_row("(prior)", "", f"{pair.prior:+.1f}")
    for name, found in pair.evidence.items():
        table.add_row(name, found, f"{pair.contributions[name]:+.1f}")
    console.print(table)
