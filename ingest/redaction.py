"""Secrets of the environment, kept out of everything that is written or shown.

Belongs here: which variables hold secrets, and cleaning a text that another program wrote.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

SECRET_VARIABLES = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "MOKUHYO_SFTP_PASSWORD",
    "MOKUHYO_SFTP_KEY_PASSPHRASE",
    "MOKUHYO_SERVED_TOKEN",
    "MOKUHYO_ALERT_URLS",
    "PGPASSWORD",
)
# Others whose names say so; the address of a chat channel is a secret too.
SECRET_NAME = re.compile(r"PASSWORD|PASSPHRASE|SECRET|TOKEN|KEY|CREDENTIAL|WEBHOOK|URL", re.IGNORECASE)
# Places and pages, which people must be told.
HARMLESS_NAME = re.compile(r"_(FILE|PATH|DIR)$|^MOKUHYO_(DOCUMENTS|UI)_URL$", re.IGNORECASE)
# Shorter ones could be any word.
SHORTEST = 5
LONGEST = 300
USER_IN_URL = re.compile(r"://[^/\s@]*@")


def secret_values(environment: Mapping[str, str] | None = None) -> list[str]:
    """Return the values that must not appear, the longest first.

    Args:
        environment: Variables; those of the process when None. A value that lists several is taken apart too.
    """
    environment = os.environ if environment is None else environment
    values = {
        part
        for name, value in environment.items()
        if name in SECRET_VARIABLES or (SECRET_NAME.search(name) and not HARMLESS_NAME.search(name))
        for part in (value, *re.split(r"[\s,]+", value))
        if len(part) >= SHORTEST
    }
    return sorted(values, key=lambda value: (-len(value), value))


def redacted(text: str, secrets: list[str] | None = None) -> str:
    """Return a text without secrets of the environment and without users and passwords in addresses.

    Args:
        text: What is to be written or shown.
        secrets: Values to leave out; those of the environment when None.
    """
    for secret in secret_values() if secrets is None else secrets:
        text = text.replace(secret, "***")
    # An address that a library repeats may hold a user and a password of its own.
    return USER_IN_URL.sub("://***@", text)


def without_secrets(text: str) -> str:
    """Return one line of a text of a library or a server, without secrets and control characters, bounded.

    Args:
        text: What it said.
    """
    text = redacted(text)
    line = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    line = line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
    return f"{line}." if line and line[-1] not in ".。…" else line
