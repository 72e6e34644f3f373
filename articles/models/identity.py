"""Opaque public identifiers, and slugs that keep redirecting after they change."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from articles.text.quotes import in_quotes

# No vowels and no look-alikes: an id can be read aloud and never spells a word.
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
ID_LENGTH = 10


def new_public_id() -> str:
    """A random id of 10 characters, about 47 bits; uniqueness is enforced by the database."""
    return "".join(secrets.choice(ALPHABET) for _ in range(ID_LENGTH))


class PublicIdField(models.CharField):
    """The id that addresses and the API show; it never changes and tells nothing."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.update(max_length=16, unique=True, editable=False, default=new_public_id)
        super().__init__("公开编号", **kwargs)  # type: ignore[arg-type]

    def deconstruct(self) -> tuple[str, str, list[object], dict[str, object]]:
        name, path, _args, kwargs = super().deconstruct()
        for key in ("max_length", "unique", "editable", "default", "verbose_name"):
            kwargs.pop(key, None)
        return name, path, [], kwargs


class Named:
    """A model whose name or address is taken once only: what is refused is named, not only its field."""

    def unique_error_message(self, model_class: Any, unique_check: Any) -> ValidationError:
        if len(unique_check) > 1:
            return super().unique_error_message(model_class, unique_check)  # type: ignore[misc]
        (name,) = unique_check
        label = model_class._meta.get_field(name).verbose_name
        return ValidationError(f"已有{label}{in_quotes(str(getattr(self, name)))}。", code="unique")


class RetiredSlug(models.Model):
    """An address that a column or tag once had; the public site redirects it to the present one."""

    kind = models.CharField("类型", max_length=10, choices=[("column", "栏目"), ("tag", "标签")])
    slug = models.SlugField("旧网址名", max_length=80)
    column = models.ForeignKey("articles.Column", models.CASCADE, null=True, blank=True, verbose_name="栏目")
    tag = models.ForeignKey("articles.Tag", models.CASCADE, null=True, blank=True, verbose_name="标签")

    class Meta:
        verbose_name = verbose_name_plural = "旧网址"
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="retired_slug_unique"),
            models.CheckConstraint(
                condition=models.Q(kind="column", column__isnull=False, tag__isnull=True)
                | models.Q(kind="tag", column__isnull=True, tag__isnull=False),
                name="retired_slug_one_target",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}"
