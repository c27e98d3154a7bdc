"""Values of the environment that must not appear in a log."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from ingest.redaction import USER_IN_URL

# Parts of the names of variables whose values are secrets; an address of a chat channel is one too.
SECRET = re.compile(r"PASSWORD|PASSPHRASE|SECRET|TOKEN|KEY|CREDENTIAL|WEBHOOK|URL", re.IGNORECASE)
# Addresses that are no secrets, and words that are ordinary.
HARMLESS = frozenset({"MOKUHYO_DOCUMENTS_URL"})
SHORTEST = 5


def secret_values(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return the values that must not appear, the longest first.

    Args:
        environment: Variables of the process. A value that lists several is taken apart too.
    """
    values = {
        part
        for name, value in environment.items()
        if SECRET.search(name) and name not in HARMLESS
        for part in (value, *re.split(r"[\s,]+", value))
        if len(part) >= SHORTEST
    }
    return sorted(values, key=lambda value: (-len(value), value))


def redacted(text: str, secrets: list[str] | None = None) -> str:
    """Return a text without secrets of the environment and without users and passwords in addresses.

    Args:
        text: What is to be logged.
        secrets: Values to leave out; those of the environment when None.
    """
    for secret in secret_values() if secrets is None else secrets:
        text = text.replace(secret, "***")
    return USER_IN_URL.sub("://***@", text)
