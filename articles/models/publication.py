"""What is public: publications and the change feed. Written by ``publishing`` and ``changes`` only."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from articles.choices import ArticleKind, ChangeKind, WithdrawalReason
from articles.models.article import Article
from articles.models.author import Author
from articles.models.editorial import Revision
from articles.models.issue import Column, Issue, Page
from articles.models.tag import Tag


def is_visible(now: dt.datetime, at: str = "") -> Q:
    """What a reader may see at ``now``: released, not withdrawn, embargo ≤ now < expiry.

    ``at`` is the way to the publication, as in "publication__": asking the joined row is far cheaper than
    looking it up among all that is visible.
    """
    return (
        (Q(**{f"{at}embargo_until__isnull": True}) | Q(**{f"{at}embargo_until__lte": now}))
        & (Q(**{f"{at}expires_at__isnull": True}) | Q(**{f"{at}expires_at__gt": now}))
        & Q(**{f"{at}released_at__lte": now, f"{at}withdrawn_at__isnull": True})
    )


class PublicationQuerySet(models.QuerySet["Publication"]):
    def visible(self, now: dt.datetime | None = None) -> PublicationQuerySet:
        """What a reader may see at ``now``."""
        return self.filter(is_visible(now or timezone.now()))

    def hidden(self, now: dt.datetime) -> models.QuerySet[Publication, dict[str, Any]]:
        """The keys of all that is not ``visible``: of an archive little, and each reason has an index of its own.

        A union, because a database that is asked for one reason or another looks through everything.
        """
        reasons = (Q(embargo_until__gt=now), Q(expires_at__lte=now), Q(released_at__gt=now))
        taken, *others = (
            self.filter(reason).order_by().values("pk") for reason in (Q(withdrawn_at__isnull=False), *reasons)
        )
        return taken.union(*others)

    def in_print_order(self) -> PublicationQuerySet:
        return self.order_by("-date", "page__sort_key", "position", "pk")

    def newest_first(self) -> PublicationQuerySet:
        return self.order_by("-date", "-released_at", "-pk")


class Publication(models.Model):
    """The public face of one article: the only thing that site, feeds, search and API read.

    ``public_id`` equals the article's. ``date`` is the issue's day, or the day of release for a
    web-only article. ``card`` and ``detail`` are the API's JSON, ``html`` the rendered text part of
    the article page, ``text`` the plain words for search. ``version`` rises with each release.
    """

    article = models.OneToOneField(Article, models.PROTECT, related_name="publication", verbose_name="稿件")
    public_id = models.CharField(max_length=16, unique=True)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+", verbose_name="修订版本")
    version = models.PositiveIntegerField("发布版本", default=1)
    title = models.CharField("标题", max_length=200)
    kind = models.CharField("体裁", max_length=12, choices=ArticleKind)
    date = models.DateField("日期")
    issue = models.ForeignKey(Issue, models.PROTECT, null=True, related_name="publications", verbose_name="期次")
    page = models.ForeignKey(Page, models.PROTECT, null=True, related_name="publications", verbose_name="版面")
    position = models.IntegerField("版内次序", null=True)
    column = models.ForeignKey(Column, models.PROTECT, null=True, related_name="publications", verbose_name="栏目")
    authors = models.ManyToManyField(Author, through="PublicationAuthor", related_name="publications")
    tags = models.ManyToManyField(Tag, related_name="publications")
    was_printed = models.BooleanField("已见报", default=False)
    released_at = models.DateTimeField("首次发布")
    updated_at = models.DateTimeField("最近更新")
    embargo_until = models.DateTimeField("解禁时间", null=True, blank=True)
    expires_at = models.DateTimeField("到期时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤稿时间", null=True, blank=True)
    withdrawal_reason = models.CharField("撤稿原因", max_length=10, choices=WithdrawalReason, blank=True)
    withdrawal_note = models.TextField("撤稿说明", blank=True)
    html = models.TextField()
    text = models.TextField()
    card = models.JSONField()
    detail = models.JSONField()
    sha256 = models.CharField(max_length=64)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "已发布"
        ordering = ["-date", "-released_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="publication_title_given"),
            models.CheckConstraint(
                condition=Q(page__isnull=True, position__isnull=True, issue__isnull=True)
                | Q(page__isnull=False, position__isnull=False, issue__isnull=False),
                name="publication_place_whole",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawal_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")),
                name="publication_withdrawal_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["-date", "-released_at", "-id"], name="publication_newest"),
            models.Index(fields=["-date", "-released_at", "-public_id"], name="publication_listed"),
            models.Index(fields=["-date", "-released_at", "public_id"], name="publication_of_sayings"),
            models.Index(fields=["column", "-date", "-released_at", "-id"], name="publication_by_column"),
            models.Index(fields=["issue", "page", "position"], name="publication_by_place"),
            models.Index(fields=["-updated_at", "-id"], name="publication_by_update"),
            models.Index(fields=["date", "updated_at", "id"], name="publication_by_month"),
            models.Index(fields=["id", "kind", "column"], name="publication_faceted"),
            models.Index(fields=["-released_at", "public_id"], name="publication_by_release"),
            models.Index(
                fields=["embargo_until"], condition=Q(embargo_until__isnull=False), name="publication_embargoed"
            ),
            models.Index(fields=["expires_at"], condition=Q(expires_at__isnull=False), name="publication_expiring"),
            models.Index(fields=["withdrawn_at"], condition=Q(withdrawn_at__isnull=False), name="publication_taken"),
        ]

    def __str__(self) -> str:
        return self.title

    def is_visible(self, now: dt.datetime | None = None) -> bool:
        now = now or timezone.now()
        return (
            self.withdrawn_at is None
            and self.released_at <= now
            and (self.embargo_until is None or self.embargo_until <= now)
            and (self.expires_at is None or self.expires_at > now)
        )

    def get_absolute_url(self) -> str:
        return self.article.get_absolute_url()


class PublicationAuthor(models.Model):
    """Who a publication is by, or whose statement it carries."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="author_links")
    author = models.ForeignKey(Author, models.PROTECT, related_name="publication_links")
    is_statement = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "author", "is_statement"], name="publication_author_unique")
        ]
        indexes = [models.Index(fields=["author", "is_statement", "publication"], name="publication_by_author")]
        ordering = ["is_statement", "order"]


class PublishedQuote(models.Model):
    """A pull quote as published: what the quote pages and ``quotes/`` of the API read."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="quotes")
    public_id = models.CharField(max_length=16, unique=True)
    text = models.CharField(max_length=500)
    speaker = models.CharField(max_length=60, blank=True)
    order = models.PositiveSmallIntegerField()
    card = models.JSONField()

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text


class Prepared(models.Model):
    """What was made ahead of a publication: the version it was made of, and the recipe that made it."""

    recipe = models.CharField(max_length=32)
    version = models.PositiveIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.pk} v{self.version}"


class PreparedPage(Prepared):
    """The page of one article, finished but for what stands around it. Written by ``preparing`` only, and never missed:
    what is not here, or was made by another ``recipe`` or with other ``labels``, is made when somebody asks for it.

    ``page`` has holes for masthead, foot and neighbours; ``hand`` and ``way`` name its issue in the masthead.
    ``tags`` are the tags' numbers.
    """

    publication = models.OneToOneField(Publication, models.CASCADE, primary_key=True, related_name="prepared")
    labels = models.TextField()
    tags = models.TextField()
    page = models.TextField()
    hand = models.TextField()
    way = models.TextField()


class PreparedRow(Prepared):
    """What lists and the pages of neighbours show of one article, finished. Written and used as ``PreparedPage`` is.

    A table of its own: a database that fetches twenty of them must not turn the leaves of twenty pages.
    """

    publication = models.OneToOneField(Publication, models.CASCADE, primary_key=True, related_name="row")
    labels = models.TextField()
    related = models.TextField()
    step = models.TextField()
    of_column = models.TextField()
    of_tag = models.TextField()
    of_author = models.TextField()
    of_issue = models.TextField()
    lead = models.TextField()


class PreparedEntry(Prepared):
    """The article in the three feeds, written out. Made and used as ``PreparedPage`` is; no label of others is in it."""

    publication = models.OneToOneField(Publication, models.CASCADE, primary_key=True, related_name="entry")
    rss = models.BinaryField()
    atom = models.BinaryField()
    json = models.BinaryField()


class PreparedRecord(Prepared):
    """The API's record of the article in pieces of JSON (``rendering.record``). Made and used as ``PreparedEntry`` is.

    ``card`` and the licences stand first: lists need no more, and what is long lies on other leaves.
    """

    publication = models.OneToOneField(Publication, models.CASCADE, primary_key=True, related_name="record")
    card = models.BinaryField()
    licence = models.BinaryField()
    licensed = models.BinaryField()
    notes = models.BinaryField()
    body = models.BinaryField()
    statements = models.BinaryField()
    pull_quotes = models.BinaryField()
    corrections = models.BinaryField()
    credits = models.BinaryField()


class PublicState(models.Model):
    """One row, whose mark becomes another one in each transaction that changes what public pages show.

    Triggers of the database write it (``articles.marking``), so that no way of writing goes round it.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    mark = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="public_state_single")]


class PublishedStatement(models.Model):
    """A statement as published: what ``statements/`` of the API reads."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="statements")
    public_id = models.CharField(max_length=16, unique=True)
    author = models.ForeignKey(Author, models.PROTECT, null=True, related_name="published_statements")
    speaker = models.CharField(max_length=60, db_index=True)
    text = models.TextField()
    order = models.PositiveSmallIntegerField()
    card = models.JSONField()

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.speaker


class PublishedVersion(models.Model):
    """One released text of a publication, kept when the next one takes its place.

    ``embargo_until``, ``expires_at`` and ``column`` are as they were with this text; ``withdrawn_at`` is
    set when it was taken back, and its words are never shown again then. A change of labels alone (a
    column renamed) makes no new one.
    """

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=ChangeKind)
    at = models.DateTimeField()
    embargo_until = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    column = models.ForeignKey(Column, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    detail = models.JSONField()

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["publication", "version"], name="published_version_unique")]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"


class ChangeCounter(models.Model):
    """One row: the head of the change feed. Taken last in a transaction, so the feed has no gaps."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    epoch = models.CharField(max_length=16)
    head = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="change_counter_single")]


class Change(models.Model):
    """One step of the change feed: ids only; content is joined at read time."""

    seq = models.PositiveBigIntegerField(primary_key=True)
    epoch = models.CharField(max_length=16)
    kind = models.CharField(max_length=12, choices=ChangeKind)
    object_id = models.CharField(max_length=16, db_index=True)
    version = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "变更"
        ordering = ["seq"]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind} {self.object_id}"
