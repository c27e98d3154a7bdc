"""The pages look as their reference pictures do; `python -m tests.browser.references` takes those anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("PIL")

from PIL import Image

from tests.browser.references import FOLDER, FONT, TOLERATED, VIEWS, difference, has_font, take

pytestmark = pytest.mark.skipif(not has_font(), reason=f"the references were taken with {FONT}, which is not installed")


@pytest.mark.parametrize("name", VIEWS)
def test_a_page_looks_as_its_reference(name: str, browser: Any, site: Path, tmp_path: Path) -> None:
    taken = take(browser, site, VIEWS[name])
    taken.save(tmp_path / f"{name}.png")
    differing = difference(taken, Image.open(FOLDER / f"{name}.png"))
    assert differing <= TOLERATED, f"{differing:.1%} of {tmp_path / name}.png differ from {FOLDER / name}.png"


@pytest.mark.parametrize(
    "style",
    [
        ".chart svg { visibility: hidden; }",
        ".chart [fill='#0072b2'] { fill: #d55e00; }",
        "h1 { margin-top: 4rem; }",
        "th, td { background: #ccc; }",
    ],
)
def test_a_change_would_be_seen(style: str, browser: Any, site: Path) -> None:
    assert difference(take(browser, site, VIEWS["overview"], style), Image.open(FOLDER / "overview.png")) > TOLERATED
