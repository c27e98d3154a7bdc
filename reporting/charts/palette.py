"""Colours of charts: after Okabe and Ito, told apart by colour-blind people, each with its counterpart on a dark page.

A chart is drawn in the light colours. A page gives each of them its own by a style rule, so that one picture serves
light, dark and print. Lightness differs as well as hue, and nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Colour:
    """A colour by its role.

    Attributes:
        light: On a light ground, as charts are drawn.
        dark: On a dark ground.
    """

    light: str
    dark: str


TEXT = "#1a1a1a"
FAINT = "#565656"
LINE = "#d9d9d9"
TRACK = "#ebebeb"
GROUND = "#ffffff"
ACTUAL = "#0072b2"
SUPPLEMENT = "#d55e00"
UNKNOWN = "#767676"
FORECAST = "#a23b84"

COLOURS: Mapping[str, Colour] = {
    "text": Colour(TEXT, "#eeeeee"),
    "faint": Colour(FAINT, "#bbbbbb"),
    "line": Colour(LINE, "#484848"),
    "track": Colour(TRACK, "#343434"),
    "ground": Colour(GROUND, "#1b1b1b"),
    "actual": Colour(ACTUAL, "#56b4e9"),
    "supplement": Colour(SUPPLEMENT, "#f5a262"),
    "unknown": Colour(UNKNOWN, "#a0a0a0"),
    "forecast": Colour(FORECAST, "#e08ac4"),
}
# What budget sources are drawn in, in the order in which they lie on each other; further ones are told by no colour.
OF_SOURCES: Mapping[str, str] = {"actual": ACTUAL, "supplement": SUPPLEMENT, "unknown": UNKNOWN}


def source_colours(sources: Sequence[str]) -> dict[str, str]:
    """Return the name of the colour of each budget source.

    Args:
        sources: The sources in their order; `unknown` is that of records without one.
    """
    named = [source for source in sources if source != "unknown"]
    colours = dict(zip(named, ("actual", "supplement"), strict=False))
    return {source: colours.get(source, "unknown") for source in sources}
