"""What is printed: issues, their pages, and the standing columns."""

from __future__ import annotations

import datetime as dt
import re

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse

from articles.models.identity import Named, RetiredSlug
from articles.text.pinyin import slugify_pinyin

PAGE_NUMBER = re.compile(r"^([A-Z]?)0*([1-9]\d{0,2})$")
WEEKDAYS = "一二三四五六日"


def normalize_page_number(value: str) -> str:
    """'07' → '7', 'a02' → 'A2'. Raises ValueError when it is no page number."""
    match = PAGE_NUMBER.match(value.strip().upper())
    if not match:
        raise ValueError(f"not a page number: {value!r}")
    return match[1] + match[2]


def day_in_words(day: dt.date) -> str:
    """'2025年6月9日 星期一', as mastheads print it."""
    return f"{day.year}年{day.month}月{day.day}日 星期{WEEKDAYS[day.weekday()]}"


class Issue(models.Model):
    """One day's paper. ``edition`` is empty but for an extra (号外) or a second edition."""

    date = models.DateField("日期")
    edition = models.CharField("版别", max_length=20, blank=True, help_text="平日留空；号外或第二版填名称。")
    serial_number = models.PositiveIntegerField("总期号", null=True, blank=True, unique=True)
    title = models.CharField("专题名", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "期次"
        ordering = ["-date", "edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["date", "edition"],
                name="issue_date_edition_unique",
                violation_error_message="这一天的这一期已经有了。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d}{' ' + self.edition if self.edition else ''}"

    @property
    def key(self) -> str:
        """How addresses name the issue: '2025-06-09', with '-edition' where there is one."""
        return f"{self.date:%Y-%m-%d}" + (f"-{self.edition}" if self.edition else "")

    @property
    def day(self) -> str:
        return day_in_words(self.date)

    def get_absolute_url(self) -> str:
        return reverse("public:issue", args=[self.key])


class Page(models.Model):
    """One printed page of an issue."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="pages", verbose_name="期次")
    number = models.CharField(
        "版次",
        max_length=4,
        validators=[RegexValidator(PAGE_NUMBER.pattern, "版次写作 7 或 A2。", flags=re.IGNORECASE)],
    )
    sort_key = models.CharField(max_length=6, editable=False)
    name = models.CharField("版名", max_length=30, blank=True)
    banner = models.CharField("通栏", max_length=200, blank=True)
    credits = models.JSONField("版面人员", default=list, blank=True, help_text="责任编辑、校对、美编，如报纸所印。")
    image = models.ForeignKey(
        "articles.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="版面图"
    )
    pdf = models.FileField("版面 PDF", upload_to="pages/%Y/%m/", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "版面"
        ordering = ["issue", "sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "number"], name="page_number_unique", violation_error_message="这一期已有这个版次。"
            ),
            models.CheckConstraint(condition=~models.Q(number=""), name="page_number_given"),
        ]
        indexes = [models.Index(fields=["banner"], name="page_by_banner")]

    def __str__(self) -> str:
        return f"{self.issue} {self.label}"

    @property
    def label(self) -> str:
        return f"{self.number}版{' ' + self.name if self.name else ''}"

    def clean(self) -> None:
        self.number = self.number and self.number.strip()

    def save(self, *args: object, **kwargs: object) -> None:
        """Stores the number in its normal form, with a key that sorts 7 before 10 and A2 after 10."""
        self.number = normalize_page_number(self.number)
        letters = self.number.rstrip("0123456789")
        self.sort_key = f"{letters:0<1}"[:1] + self.number[len(letters) :].zfill(4)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("public:page", args=[self.issue.key, self.number])


class Column(Named, models.Model):
    """A standing rubric (栏目). It has an identity of its own; papers move it from page to page."""

    name = models.CharField("栏目名", max_length=30, unique=True)
    slug = models.SlugField("网址名", max_length=80, unique=True, blank=True, help_text="留空则按拼音生成。")
    seal = models.CharField("印字", max_length=1, blank=True, help_text="印在栏目标上的一个字，留空取首字。")
    description = models.TextField("介绍", blank=True)
    order = models.PositiveSmallIntegerField("排序", default=100)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "栏目"
        ordering = ["order", "name"]
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="column_name_given")]

    def __str__(self) -> str:
        return self.name

    @property
    def seal_character(self) -> str:
        return self.seal or self.name[:1]

    def save(self, *args: object, **kwargs: object) -> None:
        """Proposes a slug in pinyin; a slug that changes keeps redirecting."""
        if not self.slug:
            self.slug = slugify_pinyin(self.name, is_taken=lambda slug: Column.objects.filter(slug=slug).exists())
        before = Column.objects.filter(pk=self.pk).values_list("slug", flat=True).first() if self.pk else None
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        RetiredSlug.objects.filter(kind="column", slug=self.slug).delete()
        if before and before != self.slug:
            RetiredSlug.objects.create(kind="column", slug=before, column=self)

    def get_absolute_url(self) -> str:
        return reverse("public:column", args=[self.slug])


class ColumnAlias(Named, models.Model):
    """Another label under which the same column was printed."""

    column = models.ForeignKey(Column, models.CASCADE, related_name="aliases", verbose_name="栏目")
    name = models.CharField("别名", max_length=30, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "栏目别名"

    def __str__(self) -> str:
        return self.name
