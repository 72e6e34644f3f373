"""What search reads: one document for each publication that is out. Written by ``articles.search`` only."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q

from articles.models.article import Article
from articles.models.publication import Publication

EPOCH = dt.date(1900, 1, 1).toordinal()
DAY_BITS = 24  # room for the publication's number below the day


def first_number(day: dt.date) -> int:
    """The smallest document number of a day; numbers grow with the date, and within a day with the publication."""
    return max(day.toordinal() - EPOCH, 0) << DAY_BITS


def day_of(number: int) -> dt.date:
    """The day of document numbers, already without what stands below the day."""
    return dt.date.fromordinal(number + EPOCH)


def document_number(day: dt.date, publication_id: int) -> int:
    return first_number(day) | (publication_id & ((1 << DAY_BITS) - 1))


class SearchDocument(models.Model):
    """The folded words of a publication, field by field; the engine's index is made from them alone.

    ``number`` sorts by date, so that the newest hits come first without sorting. ``length`` counts the body's
    characters; ``cuts`` has a bit for each byte of title and body, in UTF-8: set where a word begins. Whether a
    reader may see the publication is not kept here: it is asked of ``Publication`` each time; ``is_limited`` only
    says that it has an embargo or an expiry.
    """

    number = models.BigAutoField(primary_key=True)
    publication = models.OneToOneField(Publication, models.CASCADE, related_name="search_document")
    version = models.PositiveIntegerField()
    recipe = models.PositiveSmallIntegerField(db_index=True)
    is_limited = models.BooleanField(default=False)
    length = models.PositiveIntegerField()
    title = models.TextField()
    byline = models.TextField()
    quotes = models.TextField()
    headings = models.TextField()
    cuts = models.BinaryField()
    body = models.TextField()

    class Meta:
        verbose_name = verbose_name_plural = "检索文档"
        ordering = ["-number"]
        indexes = [models.Index(fields=["number"], name="search_document_limited", condition=Q(is_limited=True))]

    def __str__(self) -> str:
        return self.title.partition("\n")[0]


class WorkingDocument(models.Model):
    """The folded words of a working copy that is not, or not as it stands, what is published: for the desk's search.

    ``lock_version`` and ``updated_at`` are the article's at the time; another value there makes it stale. ``day`` is the
    printed page's, else that of the first draft. Written by ``articles.search.working`` only.
    """

    article = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="working_document")
    lock_version = models.PositiveIntegerField()
    updated_at = models.DateTimeField()
    recipe = models.PositiveSmallIntegerField()
    day = models.DateField()
    length = models.PositiveIntegerField()
    title = models.TextField()
    byline = models.TextField()
    quotes = models.TextField()
    headings = models.TextField()
    cuts = models.BinaryField()
    body = models.TextField()

    class Meta:
        verbose_name = verbose_name_plural = "在办稿件检索文档"

    def __str__(self) -> str:
        return self.title.partition("\n")[0]


class ArchivedText(models.Model):
    """A line of an archive file that was loaded; its digest keeps the next run from loading it again."""

    digest = models.CharField(max_length=64, unique=True)
    article = models.OneToOneField(Article, models.CASCADE, related_name="archived_text")
    date = models.DateField()

    class Meta:
        verbose_name = verbose_name_plural = "存档文字"

    def __str__(self) -> str:
        return f"{self.date} {self.digest[:8]}"


class SearchSegment(models.Model):
    """A part of the index that is never changed: the words of up to some thousands of documents (``search.postings``).

    ``numbers`` are those of its documents, the smallest first; a document's place there is what its words point to.
    ``newest`` is the last of them: searches read the newest segments first.
    ``dead`` are the places of documents that were taken out or written anew since. A segment that others replaced stays a
    while, ``retired_at`` says since when, for searches that have begun.
    """

    key = models.BigIntegerField(primary_key=True)  # random: what a process remembers of it stays true for ever
    dead = models.BinaryField()
    size = models.PositiveIntegerField()
    retired_at = models.DateTimeField(null=True)
    newest = models.BigIntegerField()
    numbers = models.BinaryField()  # last: SQLite passes over all that stands before a value

    class Meta:
        verbose_name = verbose_name_plural = "检索索引段"

    def __str__(self) -> str:
        return f"{self.key} {self.size}"


class SearchPage(models.Model):
    """Neighbouring pairs and triples of a segment, from ``first`` on, with what there is of each (``search.postings``)."""

    pk = models.CompositePrimaryKey("segment", "first")
    segment = models.BigIntegerField()
    first = models.BigIntegerField()
    data = models.BinaryField()

    class Meta:
        verbose_name = verbose_name_plural = "检索索引页"

    def __str__(self) -> str:
        return f"{self.segment} {self.first}"


class SearchPlaces(models.Model):
    """Where a frequent triple of a segment stands with what is after it, from ``following`` on; of the others the page tells."""

    pk = models.CompositePrimaryKey("segment", "triple", "following")
    segment = models.BigIntegerField()
    triple = models.BigIntegerField()
    following = models.IntegerField()
    data = models.BinaryField()

    class Meta:
        verbose_name = verbose_name_plural = "检索索引位置"

    def __str__(self) -> str:
        return f"{self.segment} {self.triple} {self.following}"


class SearchWord(models.Model):
    """The documents of a segment that have a Latin word or a number; ``word`` in UTF-8, which any database sorts alike."""

    pk = models.CompositePrimaryKey("segment", "word")
    segment = models.BigIntegerField()
    word = models.BinaryField(max_length=400)
    data = models.BinaryField()

    class Meta:
        verbose_name = verbose_name_plural = "检索索引词"

    def __str__(self) -> str:
        return f"{self.segment} {bytes(self.word).decode()}"


class SearchRecent(models.Model):
    """A document that was written or taken out since the segments were: no segment's word counts for it.

    Such documents are looked through until the job makes a segment of them. ``turn`` is another one after each writing.
    """

    number = models.BigIntegerField(primary_key=True)
    turn = models.BigIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "检索新近文档"

    def __str__(self) -> str:
        return str(self.number)
