"""The bin: what is deleted at the desk is taken out whole and can be brought back under its old numbers.

Nothing else in the program knows of the bin: what lies in it is in no table that anybody reads.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db import IntegrityError, models, transaction
from django.db.models.deletion import Collector
from django.utils import timezone

from articles.exceptions import NewsroomError
from articles.models import Article, BinEntry, Presence, User
from articles.models.body import block_text
from articles.text.quotes import in_quotes

SHOWN = 400  # paragraphs of what lies in the bin
EMPTY = "articles.empty_bin"
KEPT = dt.timedelta(days=30)
FLEETING = (Presence,)
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sight:
    """What lies in the bin, to be read before it is brought back: a byline and paragraphs, or names and values."""

    byline: str
    paragraphs: list[str]
    values: list[tuple[str, str]]


def named(thing: object) -> str:
    """'《标题》' of an article, '“算法”' of anything else, with the quotation marks inside made single ones."""
    model = thing.model if isinstance(thing, BinEntry) else ""
    if isinstance(thing, Article) or model == "article":
        return f"《{thing}》"
    return in_quotes(str(thing))


def sight(entry: BinEntry) -> Sight:
    """Read the kept rows. Touches no database."""
    rows = [(row["model"].partition(".")[2], row["fields"], row["pk"]) for row in entry.rows]
    own: Row = next((fields for model, fields, key in rows if model == entry.model and str(key) == entry.object_id), {})
    if entry.model != "article":
        fields = apps.get_model("articles", entry.model)._meta.concrete_fields
        shown = [field for field in fields if isinstance(field, models.CharField | models.TextField)]
        return Sight("", [], [(str(f.verbose_name), str(own[f.name])) for f in shown if own.get(f.name)])

    def hung(kind: str) -> list[Row]:
        return sorted((fields for model, fields, _ in rows if model == kind), key=lambda fields: fields["order"])

    byline = " ".join(row["name"] for row in hung("contribution"))
    lines = [own.get(name, "") for name in ("kicker", "subtitle")]
    lines += [block_text(block) for block in own.get("body", [])]
    lines += [f"{row['speaker']}：{row['text']}" for row in hung("statement")]
    return Sight(byline, [line for line in lines if line.strip()][:SHOWN], [])


class _Everything(Collector):
    """Collects every row that goes along, none by a query that never sees it."""

    def can_fast_delete(self, *args: Any, **kwargs: Any) -> bool:
        return False


@transaction.atomic
def put(thing: models.Model, *, by: User) -> BinEntry:
    """Take a row out, with what goes along with it. Raises ProtectedError when others still need it.

    An article takes its revisions along.
    """
    heaps = [_collected(thing.revisions.all())] if isinstance(thing, Article) else []
    if isinstance(thing, Article):
        thing.revisions.all().delete()
    heaps.append(_collected([thing]))
    entry = BinEntry.objects.create(
        model=str(thing._meta.model_name),
        object_id=str(thing.pk),
        label=str(thing)[:200],
        rows=[row for heap in heaps for row in _rows(heap)],
        links=[link for heap in heaps for link in _links(heap)],
        deleted_by=by,
    )
    thing.delete()
    return entry


def _collected(things: Iterable[models.Model]) -> _Everything:
    found = _Everything(using="default", origin=None)
    if listed := list(things):
        found.collect(listed)
    return found


def _rows(heap: _Everything) -> list[Row]:
    rows: list[Row] = []
    for model, instances in heap.data.items():
        if model in FLEETING:
            continue
        names = [field.name for field in model._meta.concrete_fields]
        rows += json.loads(serializers.serialize("json", instances, fields=names))
    return rows


def _links(heap: Any) -> list[list[Any]]:
    """Rows that stay but lose their link: [model, number, column, what it pointed to]."""
    return [
        [row._meta.label_lower, row.pk, field.name, getattr(row, field.attname)]
        for (field, _), groups in heap.field_updates.items()
        for group in groups
        for row in group
    ]


@transaction.atomic
def restore(entry: BinEntry) -> models.Model:
    """Bring it back. An article whose place is taken stands last on its page, or on the web when that is gone.

    Raises NewsroomError when something it needs is gone, or its name was given away; nothing changes then.
    """
    rows = [dict(row) for row in entry.rows]
    here = {(row["model"], row["pk"]) for row in rows}
    for row in rows:
        row["fields"] = dict(row["fields"])
        if row["model"] == "articles.article":
            _find_place(row["fields"])
        _check_links(row, here)
    try:
        with transaction.atomic():
            for each in serializers.deserialize("json", json.dumps(rows)):
                each.save()
            for label, key, name, target in entry.links:
                apps.get_model(label)._default_manager.filter(pk=key, **{f"{name}__isnull": True}).update(
                    **{name: target}
                )
    except IntegrityError:
        raise NewsroomError(f"{named(entry)}恢复不了：同名或同一位置的已经有了。", code="name-taken") from None
    thing = apps.get_model("articles", entry.model)._default_manager.get(pk=entry.object_id)
    entry.delete()
    return thing


def _find_place(fields: Row) -> None:
    if fields["page"] is None:
        return
    page = apps.get_model("articles", "page").objects.filter(pk=fields["page"]).first()
    if page is None:
        fields["page"] = fields["position"] = None
    elif page.articles.filter(position=fields["position"]).exists():
        top = page.articles.aggregate(top=models.Max("position"))["top"] or 0
        fields["position"] = top + 1


def _check_links(row: Row, here: set[tuple[str, Any]]) -> None:
    """A link to something that is gone is dropped where the row can do without."""
    model = apps.get_model(row["model"])
    for field in model._meta.concrete_fields:
        target = row["fields"].get(field.name)
        if not isinstance(field, models.ForeignKey) or target is None:
            continue
        other = field.related_model
        if (other._meta.label_lower, target) in here or other._default_manager.filter(pk=target).exists():
            continue
        if not field.null:
            raise NewsroomError(
                f"恢复不了：它所属的{other._meta.verbose_name}已经不在了，请先恢复那一项。", code="owner-gone"
            )
        row["fields"][field.name] = None


def empty(*, by: User, now: dt.datetime | None = None) -> int:
    """Throw away for good what has lain in the bin for 30 days; returns how many. Raises NewsroomError."""
    if not by.has_perm(EMPTY):
        raise NewsroomError("你没有清空回收站的权限，请联系管理员。", code="permission-denied")
    old = BinEntry.objects.filter(deleted_at__lt=(now or timezone.now()) - KEPT)
    count = old.count()
    old.delete()
    return count
