"""The reverse proxy: nobody unknown gets through, other sites do not either, and websockets pass."""

from __future__ import annotations

import base64
import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.deployment.proxy import NAME, PASSWORD, USER, Proxy, program

pytestmark = pytest.mark.skipif(program() is None, reason="nginx is not installed (Debian: nginx-light)")


class Upstream(BaseHTTPRequestHandler):
    """Stands for the UI, and for oauth2-proxy: says which headers came through."""

    def do_GET(self) -> None:
        if self.path == "/oauth2/auth":
            self.send_response(202 if "known" in self.headers.get("Cookie", "") else 401)
            self.end_headers()
        elif self.headers.get("Upgrade") == "websocket":
            self.send_response(101)
            self.send_header("Upgrade", "websocket")
            self.send_header("Connection", "upgrade")
            self.end_headers()
            self.wfile.write(b"talking")
        else:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(str(self.headers).encode())

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *arguments: object) -> None: ...


@pytest.fixture(scope="module")
def upstream() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    (folder / "publications" / "one").mkdir(parents=True)
    (folder / "publications" / "one" / "index.html").write_text("published", encoding="utf-8")
    (folder / "published").symlink_to("publications/one")
    (folder / "landing").mkdir()
    (folder / "landing" / "index.html").write_text("internal", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def basic(tmp_path_factory: pytest.TempPathFactory, upstream: int, home: Path) -> Iterator[Proxy]:
    proxy = Proxy(tmp_path_factory.mktemp("basic"), upstream, home, "basic")
    proxy.start()
    yield proxy
    proxy.stop()


@pytest.mark.parametrize("auth", ["basic", "oidc"])
def test_nginx_finds_no_fault(auth: str, tmp_path: Path, home: Path) -> None:
    done = Proxy(tmp_path, 9, home, auth).check()
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


@pytest.mark.parametrize("path", ["/", "/graphql", "/server_info", "/documents/published/index.html"])
def test_nobody_unknown_gets_through(basic: Proxy, path: str) -> None:
    assert basic.ask(path, known=False).status_code == 401
    assert basic.ask(path).status_code == 200


def test_the_password_does_not_reach_the_ui(basic: Proxy) -> None:
    shown = basic.ask("/").text
    assert "Authorization" not in shown
    assert "X-Forwarded-Proto: https" in shown


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_other_sites_cannot_use_a_reader_s_password(basic: Proxy, headers: dict[str, str]) -> None:
    assert basic.ask("/graphql", "POST", headers=headers).status_code == 403
    own = {"Origin": f"https://{NAME}:{basic.port}", "Sec-Fetch-Site": "same-origin"}
    assert basic.ask("/graphql", "POST", headers=own).status_code == 200


def test_what_is_published_is_shown_and_nothing_else(basic: Proxy) -> None:
    answer = basic.ask("/documents/published/index.html")
    assert answer.text == "published"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "Strict-Transport-Security" in answer.headers
    assert basic.ask("/documents/published/index.html", "PUT").status_code == 403
    for path in ("/documents/published../landing/index.html", "/documents/published/%2e%2e/landing/index.html"):
        assert "internal" not in basic.ask(path).text


def test_a_websocket_passes(basic: Proxy) -> None:
    context = ssl.create_default_context(cafile=str(basic.certificate))
    secret = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    with (
        socket.create_connection(("127.0.0.1", basic.port), timeout=30) as plain,
        context.wrap_socket(plain, server_hostname=NAME) as connection,
    ):
        connection.sendall(
            f"GET /graphql HTTP/1.1\r\nHost: {NAME}\r\nAuthorization: Basic {secret}\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n".encode()
        )
        received = b""
        while b"talking" not in received and (more := connection.recv(4096)):
            received += more
    assert received.startswith(b"HTTP/1.1 101")
    assert received.endswith(b"talking")


def test_the_identity_provider_decides(tmp_path_factory: pytest.TempPathFactory, upstream: int, home: Path) -> None:
    proxy = Proxy(tmp_path_factory.mktemp("oidc"), upstream, home, "oidc", authority=upstream)
    proxy.start()
    try:
        refused = proxy.ask("/", known=False)
        assert refused.status_code == 302
        assert "/oauth2/start?rd=https://" in refused.headers["Location"]
        assert proxy.ask("/documents/published/index.html", known=False).status_code == 302
        assert proxy.ask("/", known=False, headers={"Cookie": "_oauth2_proxy=known"}).status_code == 200
    finally:
        proxy.stop()
