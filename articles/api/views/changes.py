"""``changes/``: everything that happened to what a partner mirrors, in order, without a gap."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import cache
from threading import BoundedSemaphore
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles import propagation
from articles.api import feed
from articles.api.documents import Json, listing
from articles.api.errors import Problem
from articles.api.exchange import ChangeFeed
from articles.api.feed import Place
from articles.api.parameters import Parameter, invalid, refused
from articles.api.records import INCLUDES
from articles.api.selection import Selection, include_parameter, read_selection
from articles.api.views.base import PublicView
from articles.choices import ChangeKind

PAGE_SIZE, MAX_PAGE_SIZE, MAX_WITH_INCLUDES, MAX_WAIT = 100, 500, 100, 25
LOOK_EVERY = 0.5  # seconds
CURSOR = {"type": "string", "pattern": "^[-A-Za-z0-9_]+:[-A-Za-z0-9_]{43}$"}
KINDS = {"type": "array", "minItems": 1, "items": {"type": "string", "enum": ChangeKind.values}}
SIZE = {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": PAGE_SIZE}
WAIT = {"type": "integer", "minimum": 0, "maximum": MAX_WAIT, "default": 0}


@cache
def waiting_room() -> BoundedSemaphore:
    """A quarter of this process's threads may wait; whoever comes then is answered at once."""
    return BoundedSemaphore(settings.ENV.THREADS // 4)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A feed request, read and found sound."""

    cursor: str | None
    kinds: tuple[str, ...]
    size: int
    wait: int
    selection: Selection


class ChangeFeedView(PublicView):
    operation = "changes"
    tag = "同步"
    summary = "变更流"
    scope = "sync"
    item = ChangeFeed
    includes = INCLUDES
    problems = ("invalid-parameters", "insufficient-scope", "cursor-reset")
    parameters = (
        Parameter("cursor", "上次给出的 cursor；没有时从头读起。", CURSOR),
        Parameter("kinds", "只要这几种变更，用半角逗号隔开；中途不能改变。", KINDS, "corrected,withdrawn"),
        Parameter("page_size", f"最多读几条；与 include 同用时最多 {MAX_WITH_INCLUDES}。", SIZE, "100"),
        Parameter("wait", "没有新的变更时，最多等几秒；等的人太多时立即回答。", WAIT, "20"),
        include_parameter(INCLUDES),
    )

    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = self.wanted()
        until = time.monotonic() + wanted.wait
        place, head, steps = self.read(wanted, self.opened(wanted))
        if wanted.wait and not steps and place.seq >= head and waiting_room().acquire(blocking=False):
            try:
                place, head, steps = self.waited(request, wanted, place, until)
            finally:
                waiting_room().release()
        return self.answer(request, wanted, place, head, steps)

    def read_values(self) -> Wanted:
        return self.wanted()

    def opened(self, wanted: Wanted) -> Place | None:
        """Where the cursor points to; None is the start. Raises 400 for what is no cursor."""
        if wanted.cursor is None:
            return None
        if (place := feed.open_place(wanted.cursor)) is None:
            detail = "参数 cursor 不是本接口给出的，或已被改动；请原样使用 cursor、next 里的。"
            raise invalid([refused("cursor", "invalid-cursor", detail)])
        return place

    def read(self, wanted: Wanted, place: Place | None) -> tuple[Place, int, list[bytes]]:
        """(where to go on, head, steps). Raises 410 when nobody can go on from ``place``."""
        assert self.key is not None  # noqa: S101 - for the type checker; the scope asks for one
        after = place.seq if place else 0
        self.now = max(timezone.now(), self.now)
        found = self.stretch(wanted, after)
        epoch, head = found.epoch, found.head
        scope = feed.scope_of(self.key, self.contract, wanted.kinds)
        here = place or Place(epoch, 0, scope)
        at_birth = (here.epoch, here.seq) == ("", 0)  # given out before the very first change
        if here.scope != scope or not (at_birth or here.epoch == epoch) or here.seq > head:
            raise Problem(
                "cursor-reset",
                resync=f"{settings.SITE_URL}/api/v1/{'export' if 'export' in self.key.scopes else 'articles'}/",
            )
        if place is not None and not wanted.kinds:  # whoever leaves kinds out may have missed a correction
            propagation.note_position(self.key.partner_id, epoch, here.seq)
        steps = feed.steps(found, contract=self.contract, selection=wanted.selection, now=self.now)
        seq = found.rows[-1][0] if len(found.rows) == wanted.size else head
        return Place(epoch, seq, scope), head, steps

    def stretch(self, wanted: Wanted, after: int) -> feed.Stretch:
        """A row may be younger than this request, or from a machine whose clock is ahead: passed over it would be lost."""
        while True:
            found = feed.stretch(after, kinds=wanted.kinds, size=wanted.size, contract=self.contract, now=self.now)
            if found.newest is None or found.newest <= self.now:
                return found
            self.now = found.newest

    def waited(
        self, request: HttpRequest, wanted: Wanted, place: Place, until: float
    ) -> tuple[Place, int, list[bytes]]:
        """Looks again and again until there is something, or time is up. Key and contract are asked anew each time."""
        head = place.seq
        steps: list[bytes] = []
        while not steps and (left := until - time.monotonic()) > 0:
            time.sleep(min(LOOK_EVERY, left))
            epoch, newest = feed.head_of_feed()
            if (epoch, newest) != (place.epoch, place.seq):
                self.now = timezone.now()
                self.__dict__.pop("contract", None)
                self.perform_authentication(request)
                place, head, steps = self.read(wanted, place)
        return place, head, steps

    def answer(self, request: HttpRequest, wanted: Wanted, place: Place, head: int, steps: list[bytes]) -> HttpResponse:
        cursor = place.sign()
        tail: Json = {
            "next": f"{settings.SITE_URL}{request.path}?{urlencode({**self.values, 'cursor': cursor})}",
            "cursor": cursor,
            "head": head,
            "head_cursor": replace(place, seq=head).sign(),
            "has_more": place.seq < head,
        }
        return listing(steps, tail, max_age=0)

    def wanted(self) -> Wanted:
        errors: list[Json] = []
        selection = read_selection(self.values, tree={}, includes=self.includes, errors=errors)
        most = MAX_WITH_INCLUDES if selection.included else MAX_PAGE_SIZE
        size = self.read_number("page_size", 1, most, PAGE_SIZE, errors)
        wait = self.read_number("wait", 0, MAX_WAIT, 0, errors)
        kinds = tuple(self.values["kinds"].split(",")) if "kinds" in self.values else ()
        if kinds and not set(kinds) <= set(ChangeKind.values):
            names = "、".join(ChangeKind.values)
            detail = f"参数 kinds 应为 {names} 中的几项，用半角逗号隔开。"
            errors.append(refused("kinds", "invalid-value", detail, ChangeKind.values))
        if errors:
            raise invalid(errors)
        return Wanted(self.values.get("cursor"), kinds, size, wait, selection)

    def read_number(self, name: str, least: int, most: int, default: int, errors: list[Json]) -> int:
        raw = self.values.get(name, str(default))
        if raw.isascii() and raw.isdigit() and len(raw) <= 3 and least <= int(raw) <= most:
            return int(raw)
        errors.append(refused(name, "invalid-value", f"参数 {name} 应为 {least} 到 {most} 之间的整数。"))
        return default
