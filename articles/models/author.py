"""The persons behind the bylines."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from articles.models.identity import PublicIdField
from articles.text.pinyin import name_initials, name_pinyin


class Author(models.Model):
    """One person. Two persons of the same name are two authors, told apart by ``distinguisher``."""

    public_id = PublicIdField()
    name = models.CharField("姓名", max_length=60)
    distinguisher = models.CharField(
        "同名区分", max_length=60, blank=True, help_text="同名时填单位或领域，读者会看到，如“江州大学”。"
    )
    pinyin = models.CharField("拼音", max_length=120, blank=True, help_text="留空自动生成；多音姓氏请核对。")
    initials = models.CharField(max_length=30, editable=False, default="")
    bio = models.TextField("简介", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "作者"
        ordering = ["pinyin", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "distinguisher"],
                name="author_name_distinct",
                violation_error_message="已有同名作者。是同一人请直接选用；不是同一人请填“同名区分”。",
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="author_name_given"),
        ]
        indexes = [
            models.Index(fields=["name"]),
            models.Index(fields=["initials"]),
            models.Index(fields=["pinyin", "name", "public_id"], name="author_by_pinyin"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.distinguisher}）" if self.distinguisher else self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Fills pinyin and initials when they are missing."""
        if not self.pinyin:
            self.pinyin = name_pinyin(self.name)
        self.initials = name_initials(self.pinyin)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("public:author", args=[self.public_id])


class Affiliation(models.Model):
    """An institution and post that a person was printed with; since/until are the first and last printed day."""

    author = models.ForeignKey(Author, models.CASCADE, related_name="affiliations", verbose_name="作者")
    text = models.CharField("单位和职务", max_length=200)
    since = models.DateField("最早见报", null=True, blank=True)
    until = models.DateField("最近见报", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "作者单位"
        ordering = ["-until", "-since", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["author", "text"], name="affiliation_unique"),
            models.CheckConstraint(
                condition=models.Q(since__isnull=True)
                | models.Q(until__isnull=True)
                | models.Q(since__lte=models.F("until")),
                name="affiliation_dates_ordered",
            ),
        ]

    def __str__(self) -> str:
        return self.text
