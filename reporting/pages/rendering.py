"""How pages are made: one environment, in which everything that is shown is escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporting.charts.palette import COLOURS, source_colours
from reporting.pages import shown, words
from reporting.pages.navigation import pages_of, pillar_file
from reporting.tables import TRANSLATED_STATUS, number

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, **content: Any) -> str:
    """Return a page as HTML.

    Args:
        template: Name of its template.
        **content: What the template shows. `page` is its file name in the navigation, `frame` what every page says of
            the publication.
    """
    return _environment().get_template(template).render(content)


@cache
def _environment() -> Environment:
    # Only a run that publishes needs it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        number=number, figure=shown.figure, signed=shown.signed, percent=shown.percent, probability=shown.probability
    )
    environment.globals.update(
        status_words=TRANSLATED_STATUS,
        words=words,
        said=words.said,
        is_withheld=shown.is_withheld,
        colours=COLOURS,
        source_colours=source_colours,
        pages_of=pages_of,
        pillar_file=pillar_file,
    )
    return environment
