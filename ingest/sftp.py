"""SFTP with verified host keys: fsspec's file system accepts any key of a host it does not know; this one none.

Imported only when an inbox is on an SFTP server, because paramiko is an extra.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fsspec  # type: ignore[import-untyped]
import paramiko  # type: ignore[import-untyped]
from fsspec.implementations.sftp import SFTPFileSystem  # type: ignore[import-untyped]

KNOWN_HOSTS = Path("~/.ssh/known_hosts")
CONNECT_SECONDS, READ_SECONDS = 10, 60
REQUEST_BYTES = 32 * 1024


class HostKeyError(Exception):
    """The server's key is not the one that is known, or none is known.

    Args:
        problem: What is wrong.
    """

    remedy = (
        "get the server's public key from its owner, not from the network, and add it to the known-hosts file "
        "(MOKUHYO_SFTP_KNOWN_HOSTS, by default ~/.ssh/known_hosts)."
    )


class HostVerifyingSFTPFileSystem(SFTPFileSystem):  # type: ignore[misc]
    """fsspec's SFTP, for known hosts only; credentials are read from the environment and never kept as options."""

    cachable = False

    def close(self) -> None:
        """Close the connection."""
        self.client.close()

    def reconnect(self) -> None:
        """Replace a connection that broke."""
        self.close()
        self._connect()

    def chunks(self, path: str, size: int, window: int) -> Iterator[bytes]:
        """Yield a file's content with a bounded number of requests under way.

        Args:
            path: Path on the server.
            size: Size by the listing; a byte more is asked for, so that a longer file is noticed.
            window: Bytes that may be under way at a time.
        """
        with self.ftp.open(path, "rb") as stream:
            for start in range(0, size, window):
                end = min(start + window, size)
                yield from stream.readv([(at, min(REQUEST_BYTES, end - at)) for at in range(start, end, REQUEST_BYTES)])
            stream.seek(size)
            yield stream.read(1)

    def _connect(self) -> None:
        known_hosts = Path(os.environ.get("MOKUHYO_SFTP_KNOWN_HOSTS") or KNOWN_HOSTS).expanduser()
        if not known_hosts.is_file():
            raise HostKeyError(f"there is no known-hosts file {known_hosts}.")
        options: dict[str, Any] = {
            "port": self.ssh_kwargs.get("port") or 22,
            "username": self.ssh_kwargs.get("username") or os.environ.get("MOKUHYO_SFTP_USERNAME"),
            "password": os.environ.get("MOKUHYO_SFTP_PASSWORD") or None,
            "key_filename": os.environ.get("MOKUHYO_SFTP_KEY_FILE") or None,
            "passphrase": os.environ.get("MOKUHYO_SFTP_KEY_PASSPHRASE") or None,
        }
        if not options["username"] or not (options["password"] or options["key_filename"]):
            raise PermissionError("no user name, or neither a password nor a key file, is set in the environment.")
        self.client = paramiko.SSHClient()
        try:
            self.client.load_host_keys(str(known_hosts))
            self.client.set_missing_host_key_policy(_Refuse())
            self.client.connect(
                self.host,
                **options,
                # Only what the environment names is offered to the server.
                allow_agent=False,
                look_for_keys=False,
                timeout=CONNECT_SECONDS,
                banner_timeout=CONNECT_SECONDS,
                auth_timeout=CONNECT_SECONDS,
                channel_timeout=CONNECT_SECONDS,
            )
            self.ftp = self.client.open_sftp()
            self.ftp.get_channel().settimeout(READ_SECONDS)
        except paramiko.BadHostKeyException as error:
            self.client.close()
            raise HostKeyError(f"the key of {error.hostname} is not the one in {known_hosts}.") from None
        except BaseException:
            self.client.close()
            raise


class _Refuse(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]
    def missing_host_key(self, client: Any, hostname: str, key: Any) -> None:
        """Refuse a host that is not in the known-hosts file."""
        raise HostKeyError(f"host {hostname} is not known (it showed {key.get_name()} {key.fingerprint}).")


def _without_prefetch_noise(otherwise: Callable[[Any], object]) -> Callable[[Any], None]:
    """Keep quiet when paramiko's sending thread meets a broken connection: the reader meets it too and is tried again.

    Args:
        otherwise: Hook for every other exception of a thread.
    """

    def hook(arguments: Any) -> None:
        name = "" if arguments.thread is None else arguments.thread.name
        if "_prefetch_thread" not in name or not issubclass(
            arguments.exc_type, EOFError | OSError | paramiko.SSHException
        ):
            otherwise(arguments)

    return hook


threading.excepthook = _without_prefetch_noise(threading.excepthook)


def register_sftp() -> None:
    """Let fsspec use the verifying file system for every SFTP location of this process."""
    for protocol in ("sftp", "ssh"):
        fsspec.register_implementation(protocol, HostVerifyingSFTPFileSystem, clobber=True)
