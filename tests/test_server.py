"""The server's reading of a request's first line."""

import importlib
from urllib.parse import quote

import pytest
from gunicorn.config import Config
from gunicorn.http.errors import InvalidRequestLine
from gunicorn.http.parser import RequestParser

from articles.management.commands.serve import gunicorn_options
from newsroom.server import LenientRequest, Worker

pytestmark = pytest.mark.once


def read(target: bytes) -> LenientRequest:
    request = b"GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n" % target
    return LenientRequest(Config(), RequestParser(Config(), iter([request]), None).unreader, None)


def test_chinese_that_is_not_escaped_is_read_as_if_it_were():
    for target in ("/search/?q=技能 提升", "/tags/绿色技能/?page=2", "/a/?q=%E6%8A%80能"):
        target = target.replace(" ", "+")
        there, escaped = read(target.encode()), read(quote(target, safe="/?=&+%").encode())
        assert (there.path, there.query) == (escaped.path, escaped.query)
        assert there.uri.isascii()
    assert read(b"/?q=\xff\xfe").query == "q=%FF%FE"


@pytest.mark.parametrize("target", [b"/\x01", b"/\x7f", b""])
def test_what_else_is_no_address_stays_none(target):
    with pytest.raises(InvalidRequestLine):
        read(target)


def test_the_server_is_started_with_it():
    options = gunicorn_options()
    module, name = options[options.index("--worker-class") + 1].rsplit(".", 1)
    assert getattr(importlib.import_module(module), name) is Worker
