"""What text analysis found, kept so that nobody has to wait for it. Written by ``articles.analysis`` only."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from articles.models.article import Article
from articles.models.publication import Publication

LONGEST_TERM = 24


class TermCount(models.Model):
    """In how many public texts a term stands; the empty term counts the texts. Renewed as a whole."""

    term = models.CharField(max_length=LONGEST_TERM, primary_key=True)
    articles = models.PositiveIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "词频"

    def __str__(self) -> str:
        return f"{self.term} {self.articles}"


class Keyword(models.Model):
    """A term that a publication is about; ``weight`` is its share in the text's direction, 0 to 1."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="keywords")
    term = models.CharField(max_length=LONGEST_TERM)
    weight = models.FloatField()

    class Meta:
        verbose_name = verbose_name_plural = "关键词"
        ordering = ["-weight", "pk"]
        constraints = [models.UniqueConstraint(fields=["publication", "term"], name="keyword_unique")]
        indexes = [models.Index(fields=["term", "publication"], name="keyword_term")]

    def __str__(self) -> str:
        return self.term


class TextAnalysis(models.Model):
    """Which version of a publication its keywords and relations were made from."""

    publication = models.OneToOneField(Publication, models.CASCADE, primary_key=True, related_name="analysis")
    version = models.PositiveIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "文本分析"

    def __str__(self) -> str:
        return f"{self.publication_id}·{self.version}"


class Relation(models.Model):
    """Two publications worth reading together, kept once; ``score`` is 0 to 1."""

    one = models.ForeignKey(Publication, models.CASCADE, related_name="+")
    other = models.ForeignKey(Publication, models.CASCADE, related_name="+")
    score = models.FloatField()

    class Meta:
        verbose_name = verbose_name_plural = "相关文章"
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="relation_unique"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="relation_kept_once"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id}–{self.other_id}"


class Fingerprint(models.Model):
    """That a working copy's bands were made, and from which state of it."""

    article = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="fingerprint")
    lock_version = models.PositiveIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "文本指纹"

    def __str__(self) -> str:
        return f"{self.article_id}·{self.lock_version}"


class Band(models.Model):
    """A part of an article's fingerprint: articles that share one are worth comparing."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="bands")
    value = models.BigIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "指纹段"
        indexes = [models.Index(fields=["value", "article"], name="band_value")]

    def __str__(self) -> str:
        return str(self.value)
