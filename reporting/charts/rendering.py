"""Pictures of charts: SVG that takes the colours and the font of its page, and PNG on a light ground.

The converter is given no address that it may fetch from.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from reporting.charts.palette import COLOURS, FAINT, GROUND, LINE, TEXT

if TYPE_CHECKING:
    import altair as alt

# A page brings its own font: here digits are only measured, which takes twice as long with a font of all of Japanese.
PAGE_FONT = "sans-serif"
PNG_FONT = "Noto Sans CJK JP, Noto Sans JP, Yu Gothic, Hiragino Sans, sans-serif"
CONFIG: dict[str, Any] = {
    # The page describes a chart; a screen reader shall not be led through its marks.
    "aria": False,
    "view": {"stroke": None},
    "axis": {
        "domainColor": FAINT,
        "gridColor": LINE,
        "labelColor": FAINT,
        "labelFontSize": 11,
        "tickColor": FAINT,
        "tickSize": 4,
        "title": None,
    },
    "text": {"color": TEXT, "fontSize": 11},
    "concat": {"spacing": 8},
}
LIGHT = {colour.light for colour in COLOURS.values()}
NAMESPACE = "{http://www.w3.org/2000/svg}"
# What the page says better, or what says nothing.
DROPPED = {"class", "font-family", "pointer-events", "role", "version"}
WITHOUT_EFFECT = {"opacity": "1", "stroke-width": "1", "stroke-miterlimit": "10"}
LONG_DECIMAL = re.compile(r"(\d\.\d)\d+")


def to_svg(chart: alt.TopLevelMixin, name: str) -> str:
    """Return a chart as SVG to be put into a page.

    Args:
        chart: The chart.
        name: Its name, unique within the page; ids within the picture begin with it.

    Raises:
        ValueError: The chart has a colour that the palette lacks, so that a dark page could not show it.
    """
    import vl_convert

    content = vl_convert.vegalite_to_svg(_specification(chart, "transparent", PAGE_FONT), allowed_base_urls=[])
    root = ElementTree.fromstring(content)  # noqa: S314 (made by the converter from figures)
    _simplify(root, name)
    # The picture gives its size, the page may make it smaller.
    root.set("focusable", "false")
    root.set("aria-hidden", "true")
    return ElementTree.tostring(root, encoding="unicode")


def to_png(chart: alt.TopLevelMixin) -> bytes:
    """Return a chart as PNG on a light ground, a pixel per unit.

    Args:
        chart: The chart.
    """
    import vl_convert

    content: bytes = vl_convert.vegalite_to_png(_specification(chart, GROUND, PNG_FONT), scale=1, allowed_base_urls=[])
    return content


def _specification(chart: alt.TopLevelMixin, background: str, font: str) -> dict[str, Any]:
    # Every part was validated when it was put together.
    specification: dict[str, Any] = chart.to_dict(validate=False)
    return {**specification, "config": {**CONFIG, "font": font}, "background": background, "padding": 2}


def _simplify(element: ElementTree.Element, name: str) -> None:
    element.tag = element.tag.removeprefix(NAMESPACE)
    for attribute, value in list(element.attrib.items()):
        if attribute in DROPPED or attribute.startswith("aria-") or WITHOUT_EFFECT.get(attribute) == value:
            del element.attrib[attribute]
        elif attribute in ("fill", "stroke"):
            _require_known(value)
        elif attribute == "id":
            element.set(attribute, f"{name}-{value}")
        elif "url(#" in value:
            element.set(attribute, value.replace("url(#", f"url(#{name}-"))
        elif attribute in ("d", "transform"):
            element.set(attribute, LONG_DECIMAL.sub(r"\1", value))
    for child in list(element):
        if _draws_nothing(child):
            element.remove(child)
        else:
            _simplify(child, name)


def _draws_nothing(element: ElementTree.Element) -> bool:
    if element.get("display") == "none" or element.get("fill") == "transparent":
        return True
    return element.tag == f"{NAMESPACE}path" and "background" in element.get("class", "") and not element.get("fill")


def _require_known(value: str) -> None:
    if value != "none" and not value.startswith("url(") and value not in LIGHT:
        raise ValueError(
            f"colour {value} of a chart is none of the palette's. Remedy: add it to reporting/charts/palette.py."
        )
