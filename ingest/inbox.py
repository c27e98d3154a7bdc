"""Where the inbox is: a local folder, or a location that fsspec reaches (`s3://…`, `sftp://…`), and its connection.

Belongs here: what a location may say, and opening it. Credentials come from the environment alone and are read by the
libraries that need them; a location never holds one. Does not belong here: which files are exports (`discovery`),
fetching them (`delivery`).
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ingest.redaction import without_secrets

S3 = frozenset({"s3", "s3a"})
SFTP = frozenset({"sftp", "ssh"})
LOCAL = frozenset({"file", "local"})
S3_CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
# At the level DEBUG they write request headers, which carry the access key and the session token.
TALKATIVE = ("botocore", "aiobotocore", "s3fs", "paramiko", "fsspec")
CONNECT_SECONDS, READ_SECONDS = 10, 60


class InboxLocationError(ValueError):
    """The inbox's location cannot be used; the message never repeats a location that may hold a secret."""


class InboxUnreachableError(Exception):
    """The inbox does not answer, or does not let us in: nothing is known about what lies in it.

    Attributes:
        may_pass: Whether the same attempt may succeed later, although nobody changes anything.
    """

    def __init__(self, message: str, *, may_pass: bool = False) -> None:
        super().__init__(message)
        self.may_pass = may_pass


@dataclass(frozen=True)
class RemoteInbox:
    """An inbox on another machine, connected.

    Attributes:
        filesystem: The connection.
        root: Path of the inbox on it.
        location: The inbox as people may see it.
    """

    filesystem: Any
    root: str
    location: str


def checked_location(text: str) -> str:
    """Return an inbox's location in the form in which it is kept: an absolute path, or a URL without credentials.

    Args:
        text: A path or a URL.

    Raises:
        InboxLocationError: It holds a password, or is no location of one file system.
    """
    text = text.strip()
    protocol, separator, rest = text.partition("://")
    protocol = protocol.lower()
    if not separator or protocol in LOCAL:
        # Workers of the server run in other directories.
        return str(Path(rest if separator else text).expanduser().absolute())
    if "::" in text:
        raise InboxLocationError("the inbox's URL is a chain (`::`). Remedy: name the folder of the exports itself.")
    # A password may hold any character, so everything before the last @ is taken for user and password.
    user, at, _ = rest.rpartition("@")
    if (at and ":" in user) or (at and protocol in S3):
        raise InboxLocationError(
            "the inbox's URL holds a password. Remedy: take it out of the URL and give it in the environment: "
            "MOKUHYO_SFTP_PASSWORD for sftp://, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for s3://."
        )
    if "?" in rest or "#" in rest:
        raise InboxLocationError("the inbox's URL holds a query (`?` or `#`). Remedy: name the folder alone.")
    if not rest.strip("/"):
        raise InboxLocationError(f"{text} names no folder. Remedy: write {protocol}://<host or bucket>/<folder>.")
    try:
        assert urlsplit(f"{protocol}://{rest}").port != 0
    except (ValueError, AssertionError):
        raise InboxLocationError("the inbox's URL cannot be read. Remedy: write sftp://host:22/folder.") from None
    return f"{protocol}://{rest.rstrip('/')}"


def is_remote(location: str) -> bool:
    """Tell whether a checked location is on another machine."""
    return "://" in location


@contextmanager
def opened_inbox(location: str | Path) -> Iterator[Path | RemoteInbox]:
    """Connect to an inbox, and disconnect afterwards.

    Args:
        location: A path or a URL.

    Raises:
        InboxLocationError: The location cannot be used.
        InboxUnreachableError: It does not answer, or does not let us in.
        FileNotFoundError: There is no such local folder.
    """
    place = checked_location(str(location))
    if not is_remote(place):
        if not Path(place).is_dir():
            raise FileNotFoundError(f"inbox {place} is no folder. Remedy: name an existing one with --inbox.")
        yield Path(place)
        return
    inbox = _connected(place)
    try:
        yield inbox
    finally:
        with suppress(Exception):  # a connection that is gone needs no closing
            getattr(inbox.filesystem, "close", lambda: None)()


def unreachable(location: str, error: Exception) -> InboxUnreachableError:
    """Say why an inbox cannot be used.

    Args:
        location: The inbox as people may see it.
        error: What the connection raised.
    """
    if isinstance(error, ImportError):
        extra = "s3" if location.startswith("s3") else "sftp" if location.startswith(("sftp", "ssh")) else None
        remedy = f"install mokuhyo[{extra}]" if extra else "install the library that fsspec names"
        return InboxUnreachableError(f"inbox {location}: a library is missing. Remedy: {remedy}.")
    if isinstance(error, FileNotFoundError):
        return InboxUnreachableError(
            f"inbox {location}: there is no such folder, or nothing lies in it. Remedy: check bucket, host and folder."
        )
    said = without_secrets(str(error)) or type(error).__name__
    if isinstance(error, PermissionError) or type(error).__name__ in {"AuthenticationException", "NoCredentialsError"}:
        remedy = (
            "check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and the rights of that key"
            if location.startswith("s3")
            else "check the user name, and MOKUHYO_SFTP_PASSWORD or MOKUHYO_SFTP_KEY_FILE"
        )
        return InboxUnreachableError(f"inbox {location} does not let us in: {said} Remedy: {remedy}.")
    remedy = getattr(error, "remedy", "check that the address is right and the server is up; then run again.")
    # What a remedy is known for, such as an unknown host key, waits for a person.
    may_pass = not hasattr(error, "remedy")
    return InboxUnreachableError(f"inbox {location} cannot be reached: {said} Remedy: {remedy}", may_pass=may_pass)


def _connected(place: str) -> RemoteInbox:
    for name in TALKATIVE:
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.INFO))
    protocol = place.partition("://")[0]
    shown = _without_user(place)
    options: dict[str, Any] = {}
    if protocol in S3:
        missing = [name for name in S3_CREDENTIALS if not os.environ.get(name)]
        if missing:
            raise InboxUnreachableError(
                f"inbox {shown}: {' and '.join(missing)} not set. Remedy: set them in the environment."
            )
        options = {
            "use_listings_cache": False,
            # Retries are ours (`delivery`), so that they are bounded once and not at three levels.
            "config_kwargs": {
                "connect_timeout": CONNECT_SECONDS,
                "read_timeout": READ_SECONDS,
                "retries": {"total_max_attempts": 1, "mode": "standard"},
            },
        }
    # Imported here: the settings use this module, and a local inbox needs neither.
    import fsspec  # type: ignore[import-untyped]
    from upath import UPath

    try:
        if protocol in SFTP:
            from ingest.sftp import register_sftp

            register_sftp()
        # fsspec keeps connections for ever; a kept one may be dead, or made with other credentials.
        fsspec.get_filesystem_class(protocol).clear_instance_cache()
        path = UPath(place, **options)
        if protocol in S3:
            path.fs.retries = 1
        return RemoteInbox(path.fs, path.path.rstrip("/"), shown)
    except Exception as error:
        raise unreachable(shown, error) from None


def _without_user(place: str) -> str:
    protocol, _, rest = place.partition("://")
    return f"{protocol}://{rest.rpartition('@')[2]}"
