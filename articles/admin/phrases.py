"""词库: the wordings that the editors approved, against which proofreading holds every text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from articles.admin import article_list
from articles.admin.model_admin import DeskModelAdmin
from articles.admin.site import site
from articles.choices import PhraseKind
from articles.models import Article, Phrase

SHOWN = 20  # articles that have the words


class PhraseForm(forms.ModelForm):
    """A phrase as it is printed: the marks around a title are not part of it."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == PhraseKind.TITLE and data.get("text"):
            data["text"] = data["text"].strip("《》 ")
            if not data["text"]:
                self.add_error("text", "请填写篇名。")
        return data


@admin.register(Phrase, site=site)
class PhraseAdmin(DeskModelAdmin):
    if_empty = "核定的固定表述、人名职务、篇名记在这里：校对拿它核对每一篇，推荐标签和搜索也马上认得。"
    form = PhraseForm
    list_display = ("text", "kind", "note")
    list_filter = ("kind",)
    search_fields = ("text", "note")
    fields = ("text", "kind", "note")
    change_form_template = "admin/articles/phrase/change_form.html"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With where the words stand, for those who may see articles."""
        phrase = self.get_object(request, object_id)
        extra: dict[str, Any] = {}
        if phrase is not None and request.user.has_perm("articles.view_article"):
            found = article_list.search(Article.objects.all(), phrase.text).order_by("-updated_at")
            extra = {"used": list(found[:SHOWN]), "used_count": found.count()}
        return super().change_view(request, object_id, form_url, {**extra, **(extra_context or {})})
