"""Secrets of the environment, kept out of everything that is written or shown.

Belongs here: which variables hold secrets, and cleaning a text that another program wrote.
"""

from __future__ import annotations

import os
import re

SECRET_VARIABLES = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "MOKUHYO_SFTP_PASSWORD",
    "MOKUHYO_SFTP_KEY_PASSPHRASE",
    "MOKUHYO_SERVED_TOKEN",
    "PGPASSWORD",
)
LONGEST = 300
USER_IN_URL = re.compile(r"://[^/\s@]*@")


def without_secrets(text: str) -> str:
    """Return one line of a text of a library or a server, without secrets and control characters, bounded.

    Args:
        text: What it said.
    """
    for name in SECRET_VARIABLES:
        secret = os.environ.get(name)
        if secret:
            text = text.replace(secret, "***")
    # An address that a library repeats may hold a user and a password of its own.
    text = USER_IN_URL.sub("://***@", text)
    line = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    line = line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
    return f"{line}." if line and line[-1] not in ".。…" else line
