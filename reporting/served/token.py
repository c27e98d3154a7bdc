"""The token of the served marts: from the environment or a file, never from the command line."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

VARIABLE = "MOKUHYO_SERVED_TOKEN"
SHORTEST = 16


class TokenError(Exception):
    """There is no token that may be used."""


def read_token(environment: Mapping[str, str], file: Path) -> str:
    """Return the token: the variable if it is set, else what the file holds, else a new one that the file then holds.

    Args:
        environment: Variables of the process.
        file: Readable by its owner alone; made if it is not there.

    Returns:
        The token.

    Raises:
        TokenError: It is too short, or others can read the file. The message does not hold it.
    """
    if token := environment.get(VARIABLE, "").strip():
        return _checked(token, VARIABLE)
    try:
        # Made by the one call that fails when it is there, so that two servers never have two tokens.
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if (mode := file.stat().st_mode & 0o077) != 0:
            raise TokenError(f"{file}: others can read or write it ({mode:03o}). Remedy: chmod 600 {file}.") from None
        return _checked(file.read_text(encoding="utf-8").strip(), str(file))
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        token = secrets.token_urlsafe(32)
        opened.write(token + "\n")
    return token


def _checked(token: str, where: str) -> str:
    if len(token) < SHORTEST or not token.isascii() or not token.isprintable():
        raise TokenError(
            f"{where}: a token has at least {SHORTEST} printable ASCII characters. "
            "Remedy: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'."
        )
    return token
