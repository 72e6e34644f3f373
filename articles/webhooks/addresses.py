"""Where webhooks may go: HTTPS, and public addresses only, whatever the name says and whoever answers for it."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from articles.exceptions import NewsroomError

LONGEST = 500
NAME = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+", re.IGNORECASE)
NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE)  # as the last label: an IPv4 address in some spelling
# Addresses that carry an IPv4 address inside: NAT64, 6to4, Teredo. A partner's server has no need of them.
TUNNELS = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))
Lookup = Callable[..., list[Any]]


class AddressRefused(NewsroomError):
    """A webhook must not go there."""

    code = "address-refused"


def is_public(address: str) -> bool:
    """True for one public unicast address; false for what is no address, too."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return is_public(str(found.ipv4_mapped))
        if any(found in tunnel for tunnel in TUNNELS) or found.is_site_local:
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def is_for_trying(parts: SplitResult) -> bool:
    """Named by the setting WEBHOOK_TEST_ORIGINS."""
    return f"{parts.scheme}://{parts.netloc}" in settings.ENV.WEBHOOK_TEST_ORIGINS


def read_address(url: str) -> SplitResult:
    """The parts of a sound address. Raises AddressRefused with a sentence; looks no name up."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
        host.encode("idna")
    except (ValueError, UnicodeError):
        raise AddressRefused("接收地址不是一个网址。") from None
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        raise AddressRefused(f"接收地址应只有 ASCII 字符，没有空格，最长 {LONGEST} 个。")
    if is_for_trying(parts):
        return parts
    if parts.scheme != "https" or not host:
        raise AddressRefused("接收地址应以 https:// 开头。")
    if parts.username is not None or parts.fragment or "#" in url:
        raise AddressRefused("接收地址里不能有用户名、口令和 #。")
    if ":" in host or NUMERIC.fullmatch(host.rpartition(".")[2]):
        if not is_public(host):
            raise AddressRefused("接收地址应在公网上，IP 应写成通常的样子。")
    elif not NAME.fullmatch(host) or host.endswith((".localhost", ".local", ".internal")):
        raise AddressRefused("接收地址应是公网上的域名。")
    return parts


def resolve(parts: SplitResult, *, lookup: Lookup = socket.getaddrinfo) -> tuple[str, int]:
    """The address and port to connect to: looked up once, so that a second answer cannot lead elsewhere.

    Raises AddressRefused when any of the addresses is not public, or there is none.
    """
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = [entry[4][0] for entry in lookup(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        raise AddressRefused("查不到接收地址的域名。", code="no-such-host") from None
    if not found or not (is_for_trying(parts) or all(map(is_public, found))):
        raise AddressRefused("接收地址不在公网上。")
    return found[0], port
