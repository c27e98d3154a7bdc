"""The kept publications as a table for people, on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.table import Table

from reporting.language import Language
from reporting.publication import Publication


def publication_table(kept: Sequence[Publication], in_force: Publication | None, language: Language) -> Table:
    """Lay out publications, a line each.

    Args:
        kept: The publications, in the order to show them in.
        in_force: The one that readers get.
        language: Language of headings.
    """
    say = language.pick
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    table.add_column(say("公開", "publication"), no_wrap=True)
    table.add_column(say("基準日", "as of"), no_wrap=True)
    table.add_column(say("作成", "built"), no_wrap=True)
    table.add_column(say("版", "code"), no_wrap=True)
    table.add_column("", no_wrap=True)
    for one in kept:
        is_in_force = in_force is not None and one.id == in_force.id
        table.add_row(
            one.id,
            str(one.as_of_date),
            one.built_at,
            one.code_version,
            say("公開中", "in force") if is_in_force else "",
        )
    return table
