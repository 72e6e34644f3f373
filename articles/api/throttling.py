"""Limits for each caller: by address without a key, by key with one. Every answer tells how much is left.

The headers are those of the IETF draft "RateLimit header fields for HTTP" (draft-ietf-httpapi-ratelimit-headers).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from django.conf import settings

from articles import quotas
from articles.api.errors import Problem
from articles.models import ApiKey
from articles.tallying import Count, Window

MINUTE, DAY = 60, 24 * 60 * 60
SUBNET = 64  # bits: a household has that many addresses of IPv6 at least


@dataclass(frozen=True, slots=True)
class Policy:
    name: str
    quota: int
    window: Window

    def __str__(self) -> str:
        return f'"{self.name}";q={self.quota};w={self.window.seconds}'


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a caller stands after this request."""

    policies: tuple[Policy, ...]
    counts: list[Count]

    def headers(self) -> dict[str, str]:
        left = [
            f'"{policy.name}";r={max(0, policy.quota - count.number)};t={count.seconds_left}'
            for policy, count in zip(self.policies, self.counts, strict=True)
        ]
        return {"RateLimit-Policy": spelled(self.policies), "RateLimit": ", ".join(left)}

    def overdrawn(self) -> list[tuple[Policy, Count]]:
        pairs = zip(self.policies, self.counts, strict=True)
        return [(policy, count) for policy, count in pairs if count.number > policy.quota]

    def require(self) -> None:
        """Raises 429 with the seconds to wait."""
        if over := self.overdrawn():
            seconds = max(count.seconds_left for _, count in over)
            raise Problem(
                "too-many-requests",
                f"请求太多，请在 {seconds} 秒后再试。",
                headers={"Retry-After": str(seconds)},
                violated_policies=[policy.name for policy, _ in over],
            )


@lru_cache
def spelled(policies: tuple[Policy, ...]) -> str:
    return ", ".join(map(str, policies))


def standing(address: str, key: ApiKey | None) -> Standing:
    """Count this request and say where its caller stands."""
    policies = policies_of(address, key)
    found = Standing(policies, quotas.count([policy.window for policy in policies], key=key))
    if key is not None and found.overdrawn():
        quotas.note_refusal(key)
    return found


def policies_of(address: str, key: ApiKey | None) -> tuple[Policy, ...]:
    if key is None:
        return policies_of_network(address, settings.ENV.API_ANONYMOUS_PER_MINUTE)
    quota = key.per_minute if key.per_minute is not None else settings.ENV.API_KEY_PER_MINUTE
    return policies_of_key(key.pk, quota, key.per_day)


@lru_cache(maxsize=1_000)
def policies_of_network(address: str, quota: int) -> tuple[Policy, ...]:
    return (Policy("anonymous", quota, Window(f"from:{network_of(address)}", MINUTE)),)


@lru_cache(maxsize=1_000)
def policies_of_key(key: int, per_minute: int, per_day: int | None) -> tuple[Policy, ...]:
    found = (Policy("key-minute", per_minute, Window(f"key:{key}:minute", MINUTE)),)
    return found if per_day is None else (*found, Policy("key-day", per_day, Window(f"key:{key}:day", DAY)))


def network_of(address: str) -> str:
    """The caller that an address stands for: itself, or its /64 of IPv6."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return "nobody"
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(IPv6Address(int(found) >> (128 - SUBNET) << (128 - SUBNET)))
    return str(found)
