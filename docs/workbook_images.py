"""Pictures of the printed workbook for the documentation: `python docs/workbook_images.py [--home DIR]`.

Needs LibreOffice and poppler (Debian: libreoffice-calc, poppler-utils) and a publication of the synthetic sample.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from pathlib import Path

IMAGES = Path(__file__).parent / "images" / "workbook"
BOOK = "実績報告.xlsx"
# Printed pages by the name of their picture: the overview and the first section.
PAGES = {"overview": 2, "section": 3}
DOTS_PER_INCH = 96


def draw(book: Path, images: Path) -> None:
    """Draw the pages.

    Args:
        book: The workbook.
        images: Folder for the pictures.
    """
    images.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        _run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(book))
        pdf = str(Path(folder) / book.with_suffix(".pdf").name)
        for name, page in PAGES.items():
            options = ["-png", "-singlefile", "-r", str(DOTS_PER_INCH), "-f", str(page), "-l", str(page)]
            _run("pdftoppm", *options, pdf, str(images / name))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 (the arguments are our own)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, default=Path(".mokuhyo"))
    draw(parser.parse_args().home / "published" / BOOK, IMAGES)
