"""gunicorn's worker, with one thing added: addresses whose Chinese is not escaped are understood.

RFC 9112 wants it escaped, browsers do so, ``curl "…/search/?q=技能"`` and many a partner's script do not. gunicorn would
refuse those by an English page of its own, before any view is asked.
"""

from __future__ import annotations

import re

from gunicorn.http.message import Request
from gunicorn.http.parser import RequestParser
from gunicorn.workers.gthread import ThreadWorker

UNESCAPED = re.compile(rb"[\x80-\xff]")


class LenientRequest(Request):
    def parse_request_line(self, line_bytes: bytes) -> None:
        """As gunicorn does, after the bytes beyond ASCII have been escaped (its limit on the length is checked before)."""
        super().parse_request_line(UNESCAPED.sub(lambda found: b"%%%02X" % found[0][0], line_bytes))


class Worker(ThreadWorker):
    def run(self) -> None:
        RequestParser.mesg_class = LenientRequest
        super().run()
