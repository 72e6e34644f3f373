"""A partner with a webhook, and another side that answers as it is told."""

import datetime as dt
import json

import pytest
from django.utils import timezone

from articles.webhooks.sending import Answer


class Receiver:
    """Takes what is sent; ``answers`` are given one after the other, the last one for ever."""

    def __init__(self, *codes):
        self.codes = list(codes) or [200]
        self.got = []

    def __call__(self, url, body, headers):
        code = self.codes.pop(0) if len(self.codes) > 1 else self.codes[0]
        self.got.append((headers["webhook-id"], json.loads(body)))
        self.last = (body, headers)
        return Answer(code, "收到" if code else "连接失败", took=7)

    @property
    def data(self):
        return [message.get("data") for _, message in self.got]


class Clock:
    """A minute ahead, so that what a test writes is due at once; goes on when told."""

    def __init__(self):
        self.now = timezone.now() + dt.timedelta(minutes=1)

    def __call__(self):
        return self.now

    def add(self, **span):
        self.now += dt.timedelta(**span)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def hooked(db):
    """``hooked("甲网", columns=[…])`` registers a webhook of a partner that holds a key with the scope."""
    from articles.models import ApiKey, Partner
    from articles.webhooks.registering import register

    def make(name="镜像网", *, columns=None, kinds=(), scopes=("hooks",), url="https://mirror.example.cn/hook"):
        partner, is_new = Partner.objects.get_or_create(name=name, defaults={"covers_all": columns is None})
        if is_new:
            partner.columns.set(columns or ())
            ApiKey.objects.issue(partner, scopes=scopes)
        return register(partner, url=url, kinds=kinds)

    return make
