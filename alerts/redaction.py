"""Redaction: taking the secrets of addresses out of texts before anybody keeps or prints them."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from ingest.redaction import USER_IN_URL

HIDDEN = "***"
SHORTEST = 4
# In our own texts short words of an address, such as `alerts`, are words.
SHORTEST_IN_TEXTS = 8
LONGEST_ERROR = 300
# Loggers of libraries that may name the address they speak to.
TALKATIVE = ("apprise", "urllib3.connectionpool", "urllib3.util.retry", "requests", "requests_oauthlib", "smtplib")


def secrets_of(url: str) -> list[str]:
    """Return the parts of an address that must not be seen, the longest first.

    Args:
        url: An Apprise URL.
    """
    parts = urlsplit(url)
    # Host and path are secrets too: tokens of Slack, Teams and others stand there.
    found = {url, parts.netloc, *parts.netloc.replace("@", " ").replace(":", " ").split(), parts.path}
    found |= set(parts.path.split("/")) | {value for _, value in parse_qsl(parts.query)} | {parts.query}
    found |= {unquote(part) for part in found} | {quote(part, safe="") for part in found} | {quote(p) for p in found}
    harmless = {"localhost", "127.0.0.1"}
    return sorted((part for part in found if len(part) >= SHORTEST and part not in harmless), key=len, reverse=True)


def redacted(text: str, urls: Iterable[str], *, shortest: int = SHORTEST_IN_TEXTS) -> str:
    """Return a text without the secrets of addresses.

    Args:
        text: The text.
        urls: The addresses.
        shortest: Length from which a part of an address is taken for a secret.
    """
    for secret in sorted({part for url in urls for part in secrets_of(url)}, key=len, reverse=True):
        if len(secret) >= shortest:
            text = text.replace(secret, HIDDEN)
    # Any other address with a password in it.
    return USER_IN_URL.sub(f"://{HIDDEN}@", text)


def short_error(text: str, urls: Iterable[str]) -> str:
    """Return an error in one bounded line without secrets."""
    line = " ".join(redacted(text, urls, shortest=SHORTEST).split())
    return line if len(line) <= LONGEST_ERROR else line[: LONGEST_ERROR - 1] + "…"


def silence_talkative_loggers() -> None:
    """Keep what libraries say about addresses out of every log: their errors are told by us, redacted."""
    for name in TALKATIVE:
        logger = logging.getLogger(name)
        logger.propagate = False
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
    # Its fine entries reach nobody but the one who sends, who needs them to tell a silence from a refusal.
    logging.getLogger("apprise").setLevel(logging.DEBUG)
