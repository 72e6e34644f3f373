"""One POST to a partner's server: pinned to a checked address, without redirects, within limits of time and size."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from threading import Timer

from articles.webhooks.addresses import AddressRefused, Lookup, read_address, resolve

PATIENCE = 10.0  # seconds for all of it, name lookup excepted
LARGEST = 4096  # bytes that are read of an answer
EXCERPT = 300
NOT_SHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True, slots=True)
class Answer:
    """``code`` is None when there was none; ``note`` is an excerpt of it, or why there was none."""

    code: int | None
    note: str = ""
    retry_after: int = 0  # seconds
    took: int = 0  # milliseconds

    @property
    def is_success(self) -> bool:
        return self.code is not None and 200 <= self.code < 300


@cache
def tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    lookup: Lookup = socket.getaddrinfo,
    patience: float = PATIENCE,
) -> Answer:
    """Sends; never raises for what the other side does."""
    began = time.monotonic()
    try:
        code, note, wait = exchange(url, body, headers, lookup=lookup, patience=patience)
    except AddressRefused as error:
        code, note, wait = None, error.message, 0
    except ssl.SSLError as error:
        code, note, wait = None, f"TLS 握手失败：{error.reason or error}", 0
    except (OSError, http.client.HTTPException, ValueError) as error:
        is_late = isinstance(error, TimeoutError) or time.monotonic() - began >= patience
        reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        code, note, wait = None, f"超过 {patience:g} 秒没有答复" if is_late else f"连接失败：{reason}", 0
    return Answer(code, excerpt(note), wait, round(1000 * (time.monotonic() - began)))


def exchange(
    url: str, body: bytes, headers: Mapping[str, str], *, lookup: Lookup, patience: float
) -> tuple[int, str, int]:
    parts = read_address(url)
    host, pinned = parts.hostname or "", resolve(parts, lookup=lookup)
    until = time.monotonic() + patience
    connection = http.client.HTTPConnection(host, pinned[1], timeout=patience)
    # To the pinned address; the certificate is still held against the name.
    connection.sock = socket.create_connection(pinned, timeout=patience)
    # A socket's timeout starts anew with each byte: whoever drips them is cut off as a whole.
    clock = Timer(max(0, until - time.monotonic()), cut, [connection])
    clock.daemon = True
    clock.start()
    try:
        if parts.scheme == "https":
            connection.sock = tls().wrap_socket(connection.sock, server_hostname=host, do_handshake_on_connect=False)
            connection.sock.do_handshake()
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body=body, headers={"Host": parts.netloc, **headers})
        response = connection.getresponse()
        text = response.read(LARGEST).decode("utf-8", "replace")
        wait = response.headers.get("Retry-After", "")
        return response.status, text, int(wait) if wait.isascii() and wait.isdigit() and len(wait) < 7 else 0
    finally:
        clock.cancel()
        connection.close()


def cut(connection: http.client.HTTPConnection) -> None:
    with suppress(OSError, AttributeError):  # it may be closed by now
        connection.sock.shutdown(socket.SHUT_RDWR)


def excerpt(text: str) -> str:
    """What is shown of an answer: one line, no control characters."""
    return NOT_SHOWN.sub(" ", text).strip()[:EXCERPT]
