"""Reference pictures of the pages: how the site of the made-up marts has to look.

    python -m tests.browser.references     # takes them anew; look at them before committing

They are taken at half size in few colours. Two pictures are compared by the mean colours of small squares, so that
letters drawn a little differently do not matter and a part that is missing, moved or of another colour does.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

FOLDER = Path(__file__).with_name("references")
FONT = "Noto Sans CJK JP"
WIDTH = 1280
# Pixels of a square at full size, difference of its mean colours that counts, share of squares that may differ.
SQUARE, DIFFERENCE, TOLERATED = 8, 40, 0.005


@dataclass(frozen=True)
class View:
    """What is taken.

    Attributes:
        address: File of the page, with its fragment.
        scheme: Colours, light or dark.
        height: Height of the part from the top, in pixels.
    """

    address: str
    scheme: str = "light"
    height: int = 1000


VIEWS = {
    "overview": View("index.html"),
    "overview-dark-english": View("index.html#en", "dark"),
    "pillar": View("pillar_1.html", height=1500),
    "surveys": View("surveys.html", height=500),
    "gaps": View("gaps.html", height=800),
    "history": View("history.html", height=1000),
}


def has_font() -> bool:
    """Whether the font that the references were taken with is installed."""
    lister = shutil.which("fc-list")
    return lister is not None and FONT in subprocess.run([lister], capture_output=True, text=True, check=True).stdout


def take(browser: Any, site: Path, view: View, style: str = "") -> Image.Image:
    """Return what a view looks like, at half size.

    Args:
        browser: The browser.
        site: Folder of the pages.
        view: The view.
        style: Style rules to add, for showing that a change is seen.
    """
    page = browser.new_page(viewport={"width": WIDTH, "height": view.height}, color_scheme=view.scheme)
    page.goto(f"{site.as_uri()}/{view.address}")
    if style:
        page.add_style_tag(content=style)
    content = page.screenshot()
    page.close()
    full = Image.open(io.BytesIO(content)).convert("RGB")
    return full.resize((full.width // 2, full.height // 2), Image.Resampling.BOX)


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return the share of squares by which two pictures differ; 1 when their sizes do.

    Args:
        one: A picture at half size.
        other: Another.
    """
    if one.size != other.size:
        return 1.0
    squares = [np.asarray(image.convert("RGB").reduce(SQUARE // 2), dtype=np.int16) for image in (one, other)]
    return float((np.abs(squares[0] - squares[1]).max(axis=2) > DIFFERENCE).mean())


def main() -> None:
    """Take all references anew."""
    from playwright.sync_api import sync_playwright

    from reporting.pages.site import FOLDER as PAGES
    from reporting.pages.site import write_pages
    from tests.browser.conftest import ARGUMENTS, CHROMIUM
    from tests.reporting.test_site import site_marts

    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as started:
        with site_marts() as connection:
            write_pages(connection, Path(folder))
        browser = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name, view in VIEWS.items():
            taken = take(browser, Path(folder) / PAGES, view)
            taken.quantize(48, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main()
