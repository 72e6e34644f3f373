"""The working copy of an article and its rows: byline, statements, pull quotes, corrections."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from articles.choices import ArticleKind, ContributionRole, Fidelity, Stage
from articles.models.author import Author
from articles.models.body import Block, block_text, validate_body
from articles.models.identity import PublicIdField
from articles.models.issue import Column, Issue, Page
from articles.models.tag import Tag


class Article(models.Model):
    """A text on its way from draft to archive: the working copy. Readers see its ``Publication``.

    An article stands on a page at a position, or is written for the web alone and has neither.
    ``stage`` is written by ``workflow`` only. ``lock_version`` rises with each save of the form and
    is what the form compares to notice that somebody else saved in between.
    """

    public_id = PublicIdField()
    kicker = models.CharField("引题", max_length=200, blank=True)
    title = models.CharField("标题", max_length=200, blank=True, help_text="发布前必填。")
    subtitle = models.CharField("副题", max_length=200, blank=True)
    web_title = models.CharField("网题", max_length=200, blank=True, help_text="网站另用的标题；见报标题照旧保留。")
    summary = models.TextField("提要", blank=True)
    editor_note = models.TextField("编者按", blank=True)
    author_note = models.TextField("作者附注", blank=True, help_text="如报纸所印，连同括号。")
    body = models.JSONField("正文", default=list, blank=True, validators=[validate_body])
    kind = models.CharField("体裁", max_length=12, choices=ArticleKind, default=ArticleKind.ARTICLE)
    source_name = models.CharField("来源", max_length=100, blank=True, help_text="转载、摘编时填原刊。")
    source_date = models.DateField("原刊日期", null=True, blank=True)
    source_title = models.CharField("原题", max_length=200, blank=True)
    jump = models.CharField("转版说明", max_length=60, blank=True)
    stage = models.CharField("阶段", max_length=16, choices=Stage, default=Stage.DRAFT, editable=False)
    page = models.ForeignKey(Page, models.PROTECT, null=True, blank=True, related_name="articles", verbose_name="版面")
    position = models.IntegerField("版内次序", null=True, blank=True)
    region = models.JSONField("版面热区", null=True, blank=True)
    column = models.ForeignKey(
        Column, models.PROTECT, null=True, blank=True, related_name="articles", verbose_name="栏目"
    )
    column_label = models.CharField("见报栏目名", max_length=30, blank=True)
    tags = models.ManyToManyField(Tag, blank=True, related_name="articles", verbose_name="标签")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name="录入人",
    )  # fmt: skip
    created_at = models.DateTimeField("录入时间", auto_now_add=True)
    updated_at = models.DateTimeField("修改时间", auto_now=True)
    lock_version = models.PositiveIntegerField(default=1, editable=False)
    page_import = models.ForeignKey(
        "articles.PageImport", models.SET_NULL, null=True, blank=True, editable=False, related_name="articles"
    )

    class Meta:
        verbose_name = verbose_name_plural = "稿件"
        ordering = ["-updated_at"]
        permissions = [
            ("review_first", "初审"),
            ("review_second", "复审"),
            ("review_final", "终审"),
            ("release_approved", "发布已签发的稿件"),
            ("publish_printed", "发布已见报的版面"),
            ("assign_article", "分派审稿、定时限"),
            ("correct_article", "更正"),
            ("withdraw_article", "撤稿"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "position"], name="article_position_unique",
                violation_error_message="这个版面的这个次序已有文章。",
            ),
            models.CheckConstraint(
                condition=models.Q(page__isnull=True, position__isnull=True)
                | models.Q(page__isnull=False, position__isnull=False),
                name="article_place_whole",
                violation_error_message="版面和版内次序要么都填，要么都不填。",
            ),
            models.CheckConstraint(
                condition=~models.Q(title="") | ~models.Q(stage__in=[Stage.APPROVED, Stage.RELEASED]),
                name="article_released_has_title",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["stage", "-updated_at"])]

    def __str__(self) -> str:
        return self.title or f"（缺标题）{self.opening()}"

    @property
    def issue(self) -> Issue | None:
        return self.page.issue if self.page else None

    @property
    def place(self) -> str:
        """'2025-06-09 › 7版 理论', or '仅网络' for a web-only article."""
        return f"{self.page.issue} › {self.page.label}" if self.page else "仅网络"

    def opening(self, length: int = 16) -> str:
        """The first words of the body, to tell untitled articles apart."""
        text = next((block_text(block) for block in self.body if block_text(block)), "")
        return text[:length] + ("…" if len(text) > length else "")

    def text_blocks(self) -> list[tuple[str, str]]:
        """(block id, text) of everything a pull quote may come from, statements included."""
        pairs = [(block["id"], block_text(block)) for block in self.body if block_text(block)]
        return pairs + [(statement.public_id, statement.text) for statement in self.statements.all()]

    def character_count(self) -> int:
        """Characters of body and statements, white space aside."""
        return sum(len("".join(text.split())) for _, text in self.text_blocks())

    def get_absolute_url(self) -> str:
        return reverse("public:article", args=[self.public_id])


class Contribution(models.Model):
    """One person's part in one article, with name and affiliation as printed that day.

    ``author`` may be empty while an editor has not yet said which person this is.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="contributions")
    author = models.ForeignKey(
        Author, models.PROTECT, null=True, blank=True, related_name="contributions", verbose_name="作者"
    )
    role = models.CharField("身份", max_length=14, choices=ContributionRole, default=ContributionRole.AUTHOR)
    name = models.CharField("见报姓名", max_length=60)
    affiliation = models.CharField("见报单位", max_length=200, blank=True)
    credit = models.CharField("见报身份", max_length=20, blank=True, help_text="如“本报记者”“通讯员”。")
    order = models.PositiveSmallIntegerField("次序", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "署名"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "order"], name="contribution_order_unique"),
            models.CheckConstraint(condition=~models.Q(name=""), name="contribution_name_given"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.affiliation}".strip()


class Statement(models.Model):
    """One person's words in a round-up or interview; paragraphs are separated by newlines."""

    public_id = PublicIdField()
    article = models.ForeignKey(Article, models.CASCADE, related_name="statements")
    author = models.ForeignKey(
        Author, models.PROTECT, null=True, blank=True, related_name="statements", verbose_name="人物"
    )
    speaker = models.CharField("发言人", max_length=60)
    affiliation = models.CharField("单位职务", max_length=200, blank=True)
    label = models.CharField("话轮标记", max_length=20, blank=True, help_text="访谈中印的“记者”“问”“答”。")
    text = models.TextField("内容")
    order = models.PositiveSmallIntegerField("次序", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "观点（发言）"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "order"], name="statement_order_unique"),
            models.CheckConstraint(condition=~models.Q(speaker=""), name="statement_speaker_given"),
            models.CheckConstraint(condition=~models.Q(text=""), name="statement_text_given"),
        ]

    def __str__(self) -> str:
        return f"{self.speaker}：{self.text[:20]}"


class PullQuote(models.Model):
    """A sentence set large. ``text`` is the printed wording; ``block``/``start``/``end`` say where it is from.

    ``block`` is a body block's id or a statement's public id; offsets are characters in its text.
    """

    public_id = PublicIdField()
    article = models.ForeignKey(Article, models.CASCADE, related_name="pull_quotes")
    text = models.CharField("金句", max_length=500)
    speaker = models.CharField("出自", max_length=60, blank=True)
    block = models.CharField(max_length=16, blank=True, editable=False)
    start = models.PositiveIntegerField(null=True, blank=True, editable=False)
    end = models.PositiveIntegerField(null=True, blank=True, editable=False)
    fidelity = models.CharField("与原文", max_length=10, choices=Fidelity, default=Fidelity.NOT_FOUND, editable=False)
    ratio = models.FloatField("相似度", default=0, editable=False)
    order = models.PositiveSmallIntegerField("次序", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "金句"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "order"], name="pull_quote_order_unique"),
            models.CheckConstraint(condition=~models.Q(text=""), name="pull_quote_text_given"),
            models.CheckConstraint(
                condition=models.Q(fidelity=Fidelity.NOT_FOUND, start__isnull=True, end__isnull=True)
                | (
                    ~models.Q(fidelity=Fidelity.NOT_FOUND)
                    & models.Q(start__isnull=False, end__isnull=False, start__lt=models.F("end"))
                ),
                name="pull_quote_span_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("public:quote", args=[self.public_id])


class Correction(models.Model):
    """A published, dated correction. Written by ``publishing.correct`` only."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="corrections", verbose_name="稿件")
    date = models.DateField("日期")
    text = models.TextField("更正内容")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "更正"
        ordering = ["-date", "-pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="correction_text_given")]
        indexes = [models.Index(fields=["-date", "-id"], name="correction_newest")]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.text[:30]}"


def blocks_of(article: Article) -> list[Block]:
    """The body as typed blocks (a plain cast for the type checker)."""
    body: Any = article.body
    return list(body)
