"""Real servers on loopback, holding an inbox, and a proxy in front of one that drops connections."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import asyncssh

LOOPBACK = "127.0.0.1"


class CuttingProxy:
    """A TCP proxy that closes a connection after so many bytes from the server, as often as it is told to."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server((LOOPBACK, 0))
        self.port: int = self._listener.getsockname()[1]
        self.cuts_left = 0
        self.cut_after = 0
        self.cuts_made = 0
        # Whether the server is gone for good after the first cut.
        self.goes_down = False
        self.should_cut: Callable[[bytes], bool] = lambda _: True
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        # Closing alone does not wake a thread that is accepting.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.goes_down and self.cuts_made:
                client.close()
                continue
            server = socket.create_connection((LOOPBACK, self._target))
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection = _Connection(self, client, server)
            for run in (connection.upstream, connection.downstream):
                threading.Thread(target=run, daemon=True).start()


class _Connection:
    def __init__(self, proxy: CuttingProxy, client: socket.socket, server: socket.socket) -> None:
        self._proxy, self._client, self._server = proxy, client, server
        self._is_marked, self._passed = False, 0

    def upstream(self) -> None:
        """Pass requests on; one that the proxy is told to cut marks its connection."""
        with suppress(OSError):
            while data := self._client.recv(65536):
                if self._proxy.cuts_left > 0 and self._proxy.should_cut(data):
                    self._is_marked = True
                self._server.sendall(data)
        self._end()

    def downstream(self) -> None:
        """Pass answers on, until enough of a marked one went through."""
        with suppress(OSError):
            while data := self._server.recv(4096):
                self._passed += len(data)
                if self._is_marked and self._proxy.cuts_left > 0 and self._passed > self._proxy.cut_after:
                    self._proxy.cuts_left -= 1
                    self._proxy.cuts_made += 1
                    break
                self._client.sendall(data)
        self._end()

    def _end(self) -> None:
        for end in (self._client, self._server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def cutting_proxy(port: int) -> Iterator[CuttingProxy]:
    proxy = CuttingProxy(port)
    try:
        yield proxy
    finally:
        proxy.close()


@dataclass(frozen=True)
class S3Server:
    """An S3 server that checks signatures.

    Attributes:
        port: Its port.
        key: Access key that it knows.
        secret: The secret of that key.
        client: Client for filling it.
    """

    port: int
    key: str
    secret: str
    client: Any


@contextmanager
def s3_server() -> Iterator[S3Server]:
    """Run moto's server with one user who may do anything with S3."""
    import boto3
    from moto.server import ThreadedMotoServer

    # The server shares our process, but its log is not ours.
    for name in ("werkzeug", "moto"):
        logging.getLogger(name).setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address=LOOPBACK, port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    try:
        start = {
            "endpoint_url": f"http://{LOOPBACK}:{port}",
            "region_name": "us-east-1",
            "aws_access_key_id": "set-up",
            "aws_secret_access_key": "set-up",
        }
        iam = boto3.client("iam", **start)
        iam.create_user(UserName="pipeline")
        pair = iam.create_access_key(UserName="pipeline")["AccessKey"]
        statement = [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]
        document = json.dumps({"Version": "2012-10-17", "Statement": statement})
        iam.put_user_policy(UserName="pipeline", PolicyName="all", PolicyDocument=document)
        credentials = {"aws_access_key_id": pair["AccessKeyId"], "aws_secret_access_key": pair["SecretAccessKey"]}
        _check_signatures_after(port, "0")
        yield S3Server(
            port, pair["AccessKeyId"], pair["SecretAccessKey"], boto3.client("s3", **{**start, **credentials})
        )
        _check_signatures_after(port, "inf")
    finally:
        server.stop()


def _check_signatures_after(port: int, actions: str) -> None:
    """Tell moto after how many actions to look at signatures and rights."""
    headers = {"Content-Type": "text/plain"}
    url = f"http://{LOOPBACK}:{port}/moto-api/reset-auth"
    with urlopen(Request(url, data=actions.encode(), headers=headers)):
        pass


@dataclass(frozen=True)
class SftpServer:
    """An SFTP server with one user.

    Attributes:
        port: Its port.
        root: Local folder that it shows as `/`.
        host_key: Its public key, as a known-hosts line has it.
        password: Password of user `pipeline`.
        key_file: Private key of the same user.
    """

    port: int
    root: Path
    host_key: str
    password: str
    key_file: Path

    def known_hosts_line(self, port: int) -> str:
        """Line of a known-hosts file for this server behind some port."""
        return f"[{LOOPBACK}]:{port} {self.host_key}\n"


@contextmanager
def sftp_server(folder: Path, password: str) -> Iterator[SftpServer]:
    """Run asyncssh's SFTP server on a folder."""
    root = folder / "served"
    root.mkdir()
    host_key, user_key = (asyncssh.generate_private_key("ssh-ed25519") for _ in range(2))
    key_file = folder / "user_key"
    key_file.write_bytes(user_key.export_private_key())
    key_file.chmod(0o600)

    class Server(asyncssh.SSHServer):
        def password_auth_supported(self) -> bool:
            return True

        def validate_password(self, username: str, given: str) -> bool:
            return (username, given) == ("pipeline", password)

        def public_key_auth_supported(self) -> bool:
            return True

        def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
            return username == "pipeline" and key.public_data == user_key.public_data

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start() -> asyncssh.SSHAcceptor:
        return await asyncssh.create_server(
            Server,
            LOOPBACK,
            0,
            server_host_keys=[host_key],
            sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=str(root).encode()),
        )

    acceptor = asyncio.run_coroutine_threadsafe(start(), loop).result()
    try:
        public = host_key.export_public_key().decode().strip()
        yield SftpServer(acceptor.get_port(), root, public, password, key_file)
    finally:
        asyncio.run_coroutine_threadsafe(_close(acceptor), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _close(acceptor: asyncssh.SSHAcceptor) -> None:
    acceptor.close()
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
    await asyncio.sleep(0)
