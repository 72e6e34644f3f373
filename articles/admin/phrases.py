"""词库: the wordings that the editors approved, against which proofreading holds every text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin

from articles.admin.model_admin import DeskModelAdmin
from articles.admin.site import site
from articles.choices import PhraseKind
from articles.models import Phrase


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
    form = PhraseForm
    list_display = ("text", "kind", "note")
    list_filter = ("kind",)
    search_fields = ("text", "note")
    fields = ("text", "kind", "note")
