"""How pages are made: one environment, in which everything that is shown is escaped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporting.tables import TRANSLATED_STATUS, number

if TYPE_CHECKING:
    pass

TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, **content: Any) -> str:
    """Return a page as HTML.

    Args:
        template: Name of its template.
        **content: What the template shows.
    """
    # Only a run that publishes needs it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = number
    environment.globals["status_words"] = TRANSLATED_STATUS
    return environment.get_template(template).render(content)
