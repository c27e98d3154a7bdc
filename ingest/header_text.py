"""The form in which headers and answers are compared; the raw text is kept elsewhere."""

from __future__ import annotations

import re
import unicodedata


def normalise_header(header: str) -> str:
    """Return the form in which headers are compared: NFKC, without white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", header))
