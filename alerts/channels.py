"""Channels: handing one message to one address through Apprise.

Belongs here: what of Apprise is switched off, time limits, telling why it failed. Not here: when to try.
"""

from __future__ import annotations

import logging
import re
from typing import Any
from urllib.parse import unquote, urlsplit

from alerts.redaction import short_error, silence_talkative_loggers

CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
# Speak to this machine's desktop or devices, or start programs of it.
LOCAL_SCHEMAS = ("blink1", "dbus", "glib", "gio", "gnome", "kde", "qt", "macosx", "windows", "syslog")
SILENCE = ("timed out", "aborted", "closed", "reset by peer", "without response")
# Make Apprise read a file of this machine, or fetch one.
FILE_PARAMETERS = ("template", "keyfile", "subfile", "pgpkey", "pgppriv", "pgpprivkey", "pgppub", "attach")


class DeliveryError(Exception):
    """A channel did not take a message, or did not say so; the message is without secrets.

    Attributes:
        may_have_arrived: The channel went silent after it was spoken to.
    """

    def __init__(self, said: str, *, may_have_arrived: bool = False) -> None:
        super().__init__(said)
        self.may_have_arrived = may_have_arrived


def send(url: str, title: str, body: str) -> None:
    """Send a message and wait until the channel took it.

    Args:
        url: Apprise URL.
        title: First line.
        body: Plain text.

    Raises:
        DeliveryError: It was not taken, or the address cannot be used.
    """
    silence_talkative_loggers()
    import apprise

    service = _service(url)
    sender = apprise.Apprise(asset=service.asset)
    sender.add(service)
    try:
        # Only its finer entries tell a silence from a refusal; they are looked at, not kept.
        result = sender.notify(title=title, body=body, body_format=apprise.NotifyFormat.TEXT, log_level=logging.DEBUG)
    except Exception as error:
        raise DeliveryError(short_error(f"{type(error).__name__}: {error}", [url])) from None
    if not result:
        entries = list(result.logs())
        said = "; ".join(str(entry.message) for entry in entries if entry.level in ("WARNING", "ERROR", "CRITICAL"))
        silent = any(words in str(entry.message).lower() for entry in entries for words in SILENCE)
        raise DeliveryError(short_error(said or "the channel refused the message", [url]), may_have_arrived=silent)


def problem_of(url: str) -> str | None:
    """Return what is wrong with an address, None when it can be used; nothing is sent.

    Args:
        url: Apprise URL.
    """
    try:
        _service(url)
    except DeliveryError as error:
        return str(error)
    return None


def _service(url: str) -> Any:
    silence_talkative_loggers()
    import apprise
    from apprise.manager_attachment import AttachmentManager
    from apprise.manager_plugins import NotificationManager

    # No file of this machine is read for a message, and no program of it is started.
    plugins: Any = NotificationManager
    attachments: Any = AttachmentManager
    plugins().disable(*LOCAL_SCHEMAS)
    attachments().remove("file")
    split = urlsplit(url)
    if split.scheme.lower() in LOCAL_SCHEMAS:
        raise DeliveryError(
            f"the schema {split.scheme.lower()}:// is switched off. Remedy: use one that sends over the network"
        )
    # Apprise takes a parameter also behind a `#`.
    given = {unquote(name).lower().lstrip("-+:") for name in re.findall(r"[?&]([^=&?#]+)", url)}
    if reads := sorted(given & set(FILE_PARAMETERS)):
        raise DeliveryError(
            f"the parameter {', '.join(reads)} would read a file and is switched off. Remedy: remove it from the URL"
        )
    asset = apprise.AppriseAsset(
        app_id="mokuhyo",
        app_desc="mokuhyo",
        plugin_paths=None,  # no plugins from folders
        storage_mode="memory",  # nothing is kept on disk
        secure_logging=True,
        allow_templates=False,
        image_path_mask=False,
        # The time limits are those of the sockets: stopping to wait would leave a sender behind that may yet succeed.
        service_timeout=0,
        async_mode=False,
        pgp_autogen=False,
        pem_autogen=False,
        http_redirects=False,  # a message may not be led elsewhere
        default_service_retry=0,
    )
    try:
        service = apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
    except Exception as error:
        raise DeliveryError(short_error(f"{type(error).__name__}: {error}", [url])) from None
    if service is None:
        raise DeliveryError("no usable Apprise URL (not shown). Remedy: write it as Apprise's documentation says")
    if "format" not in given:
        service.notify_format = apprise.NotifyFormat.TEXT
    if "cto" not in given:
        service.socket_connect_timeout = CONNECT_SECONDS
    if "rto" not in given:
        service.socket_read_timeout = READ_SECONDS
    return service
