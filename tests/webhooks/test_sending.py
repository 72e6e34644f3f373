"""Where webhooks may go, and one real exchange with a server on this machine."""

import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import replace

import pytest

from articles.webhooks.addresses import AddressRefused, is_public, read_address, resolve
from articles.webhooks.sending import post


@pytest.mark.parametrize(
    "url",
    [
        "http://example.cn/", "ftp://example.cn/", "https://", "https:///x", "//example.cn/", "x", "", "https://[::1",
        "https://user:word@example.cn/", "https://example.cn/#x", "https://exa mple.cn/", "https://例子.cn/",
        "https://example.cn:99999/", "https://" + "a" * 70 + ".cn/", "https://example.cn/" + "a" * 500,
        "https://localhost/", "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/",
        "https://0x7f.1/", "https://127.0.0.0x1/", "https://0177.0.0.1/", "https://10.0.0.8/", "https://169.254.169.254/",
        "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/", "https://[fe80::1]/", "https://[fd00::1]/", "https://printer.local/",
        "https://mirror.example.cn*/", "https://mirror..cn/",
    ],
)  # fmt: skip
def test_an_address_that_is_refused_when_it_is_written(url):
    with pytest.raises(AddressRefused):
        read_address(url)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "224.0.0.1",
        "255.255.255.255", "::1", "::", "::ffff:10.0.0.1", "fe80::1%eth0", "fc00::1", "ff02::1", "64:ff9b::a00:1",
        "2002:a00:1::", "2001:0:1::", "nonsense",
    ],
)  # fmt: skip
def test_a_name_that_leads_inside_is_refused(address):
    assert not is_public(address)
    answers = [(None, None, None, "", ("93.184.216.34", 443)), (None, None, None, "", (address, 443))]
    with pytest.raises(AddressRefused, match="公网"):
        resolve(read_address("https://example.cn/"), lookup=lambda *a, **k: answers)


def test_rebinding_meets_a_pinned_address(monkeypatch):
    """The name answers a public address first and this machine afterwards: it is asked once only."""
    asked, connected = [], []

    def lookup(host, port, **_):
        asked.append(host)
        return [(None, None, None, "", ("93.184.216.34" if len(asked) == 1 else "127.0.0.1", port))]

    def connect(address, timeout):
        connected.append(address)
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket, "create_connection", connect)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: pytest.fail("looked up a second time"))
    answer = post("https://example.cn/hook", b"{}", {}, lookup=lookup)
    assert (answer.code, answer.note) == (None, "连接失败：Connection refused")
    assert asked == ["example.cn"]
    assert connected == [("93.184.216.34", 443)]


def request_from(connection):
    """Head and body, however many packets they come in."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0] or 0)
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@contextmanager
def server(settings, respond):
    """Answers one connection with what ``respond`` sends; yields its origin, which webhooks may try."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
        settings.ENV = replace(settings.ENV, WEBHOOK_TEST_ORIGINS=(origin,))
        got = []

        def serve():
            connection, _ = listener.accept()
            with connection:
                got.append(request_from(connection))
                try:
                    respond(connection)
                except OSError:
                    pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield origin, got
        thread.join(5)


def test_a_real_exchange(settings):
    def respond(connection):
        connection.sendall(b"HTTP/1.1 429 X\r\nRetry-After: 90\r\nContent-Length: 9\r\n\r\n\xe6\x94\xb6\x00<b>\r\n")

    with server(settings, respond) as (origin, got):
        answer = post(f"{origin}/hook?a=1", b'{"x":1}', {"webhook-id": "msg_1"})
    assert (answer.code, answer.note, answer.retry_after) == (429, "收 <b>", 90)
    head, _, body = got[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /hook?a=1 HTTP/1.1\r\n")
    assert head.count(b"Host: ") == 1
    assert body == b'{"x":1}'
    assert post("http://127.0.0.1:9/", b"", {}).note == "接收地址应以 https:// 开头。"


def test_redirects_are_not_followed(settings):
    def respond(connection):
        connection.sendall(b"HTTP/1.1 302 X\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")

    with server(settings, respond) as (origin, got):
        assert post(origin, b"{}", {}).code == 302
    assert len(got) == 1


@pytest.mark.parametrize("drip", [b"H", b"HTTP/1.1 200 X\r\n\r\n" + b"x" * 100])
def test_one_that_drips_and_one_that_never_ends_are_cut_off(settings, drip):
    """Byte after byte would keep a socket's own timeout waiting for ever; a huge answer is not read to its end."""

    def respond(connection):
        until = time.monotonic() + 3
        while time.monotonic() < until:
            connection.sendall(drip)
            time.sleep(0.01 if len(drip) == 1 else 0)

    with server(settings, respond) as (origin, _):
        began = time.monotonic()
        answer = post(origin, b"{}", {}, patience=0.3)
        assert time.monotonic() - began < 2
    if len(drip) == 1:
        assert answer.code is None
        assert "没有答复" in answer.note
    else:
        assert answer.code == 200
        assert len(answer.note) == 300
