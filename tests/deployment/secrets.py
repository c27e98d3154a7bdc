"""A secret in every variable that may hold one, and where it must not turn up."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ingest.redaction import SECRET_VARIABLES
from tests.disclosure.personal_scan import Leak, leaks

SECRETS = {name: f"pl4nted{number:02}Zecret" for number, name in enumerate(SECRET_VARIABLES)}


def told(folders: Iterable[Path], texts: Iterable[str] = (), secrets: Iterable[str] = SECRETS.values()) -> list[Leak]:
    """Return where a secret stands.

    Args:
        folders: Everything that was written.
        texts: Everything that was shown.
        secrets: What to look for.
    """
    wanted = list(secrets)
    found = [leak for folder in folders for leak in leaks(folder, wanted)]
    shown = [Leak("", "shown", secret) for text in texts for secret in wanted if secret in text]
    return found + shown
