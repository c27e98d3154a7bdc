"""Pictures of every page of a publication, for the documentation.

    python -m docs.screenshots --pages .mokuhyo/published/pages     # after a run of the default sample

Writes docs/images/pages/<page>.png, Japanese and light, from the top as far as a picture may go; the overview in
English and dark beside them.
"""

from __future__ import annotations

import argparse
import io
import shutil
from pathlib import Path

WIDTH, HEIGHT = 1280, 1600
OUT = Path(__file__).with_name("images") / "pages"
COLOURS = 64


def main() -> None:
    """Take the pictures."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=Path, default=Path(".mokuhyo/published/pages"))
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    views = [(path.name, path.stem, "light") for path in sorted(options.pages.glob("*.html"))]
    views.append(("index.html#en", "index_english_dark", "dark"))
    with sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for address, name, scheme in views:
            page = browser.new_page(viewport={"width": WIDTH, "height": 900}, color_scheme=scheme)
            page.goto(f"{options.pages.resolve().as_uri()}/{address}")
            height = min(HEIGHT, page.evaluate("document.documentElement.scrollHeight"))
            content = page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": WIDTH, "height": height})
            page.close()
            picture = Image.open(io.BytesIO(content)).convert("RGB")
            picture.quantize(COLOURS, dither=Image.Dither.NONE).save(options.out / f"{name}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main()
