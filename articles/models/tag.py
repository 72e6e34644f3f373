"""Subject headings, their synonyms, and merged headings that redirect."""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from articles.models.identity import Named, RetiredSlug
from articles.text.fold import normal
from articles.text.pinyin import slugify_pinyin
from articles.text.quotes import in_quotes


class Tag(Named, models.Model):
    """A subject heading. A merged tag stays as a redirect to the one that took it over."""

    name = models.CharField("标签", max_length=40, unique=True)
    slug = models.SlugField("网址名", max_length=80, unique=True, blank=True, help_text="留空则按拼音生成。")
    description = models.TextField("说明", blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name="并入"
    )

    class Meta:
        verbose_name = verbose_name_plural = "标签"
        ordering = ["name"]
        permissions = [("merge_tag", "合并标签")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="tag_name_given"),
            models.CheckConstraint(condition=~models.Q(merged_into=models.F("pk")), name="tag_not_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A new name means no other tag; that of the tag which took this one over may have it for a synonym."""
        if not Tag.objects.filter(pk=self.pk, name=self.name).exists():
            require_free(self.name, {self.pk, self.merged_into_id})

    def save(self, *args: object, **kwargs: object) -> None:
        """Proposes a slug in pinyin; a slug that changes keeps redirecting."""
        if not self.slug:
            self.slug = slugify_pinyin(self.name, is_taken=lambda slug: Tag.objects.filter(slug=slug).exists())
        before = Tag.objects.filter(pk=self.pk).values_list("slug", flat=True).first() if self.pk else None
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        RetiredSlug.objects.filter(kind="tag", slug=self.slug).delete()
        if before and before != self.slug:
            RetiredSlug.objects.create(kind="tag", slug=before, tag=self)

    def get_absolute_url(self) -> str:
        return reverse("public:tag", args=[self.slug])


class TagSynonym(Named, models.Model):
    """Another word for a tag: typing or finding it means the tag."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="synonyms", verbose_name="标签")
    name = models.CharField("同义词", max_length=40, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "同义词"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A new synonym means no other tag; it may be the name of one that was merged into its tag."""
        if not TagSynonym.objects.filter(pk=self.pk, name=self.name).exists():
            merged = Tag.objects.filter(merged_into=self.tag_id).values_list("pk", flat=True) if self.tag_id else ()
            require_free(self.name, {self.tag_id, *merged})


def tag_called(word: str, *, besides: Collection[int | None] = ()) -> Tag | None:
    """The tag that has the word for its name, or else for a synonym, in whatever width, case or script it is typed."""
    wanted = normal(word)
    words = chain(Tag.objects.values_list("pk", "name"), TagSynonym.objects.values_list("tag", "name"))
    found = next((pk for pk, name in words if pk not in besides and normal(name) == wanted), None)
    return None if found is None else Tag.objects.select_related("merged_into").get(pk=found)


def require_free(word: str, own: Collection[int | None]) -> None:
    """Raises ValidationError at ``name``, which names the tag that the word means already."""
    if tag := tag_called(word, besides=own):
        same = normal(tag.name) == normal(word)
        said = f"已有标签{in_quotes(tag.name)}。" if same else f"{in_quotes(word)}是标签{in_quotes(tag.name)}的同义词。"
        raise ValidationError({"name": f"{said}一个词只能指一个标签。"})
