"""The form that brings a page in: pasted text or a file, and what is known of the page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from articles.choices import ImportStatus
from articles.exceptions import ImportRefused
from articles.importing import (
    Facts,
    find_same_source,
    kept_articles,
    kept_sentence,
    page_at,
    place_of,
    propose_page,
)
from articles.models import PageImport
from articles.models.issue import normalize_page_number
from articles.parsing import assemble, read_source

MOST_KEPT = 500_000  # characters of a refused paste that are shown again; more would stop the browser


class NewImportForm(forms.Form):
    """Cleans to ``source`` and ``facts``. Every refusal is one Chinese sentence."""

    text = forms.CharField(
        label="版面文字",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"class": "in", "rows": 18, "spellcheck": "false", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label="或选一个文件",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"class": "in", "accept": ".txt,.docx,.pdf,text/plain"}),
    )
    sheet = forms.IntegerField(
        label="PDF 里的第几页",
        required=False,
        min_value=1,
        max_value=9_999,
        widget=forms.NumberInput(attrs={"class": "in", "placeholder": "只有一页的不填"}),
        error_messages={"invalid": "第几页写作 1、2、3。", "min_value": "第几页写作 1、2、3。"},
    )
    date = forms.DateField(
        label="见报日期",
        required=False,
        widget=forms.DateInput(attrs={"class": "in", "type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "日期写作 2025-06-09。"},
    )
    number = forms.CharField(
        label="版次",
        required=False,
        max_length=6,
        widget=forms.TextInput(attrs={"class": "in", "placeholder": "7 或 A2"}),
    )
    name = forms.CharField(
        label="版名",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"class": "in", "placeholder": "理论"}),
    )
    again = forms.BooleanField(label="仍然重新导入", required=False)

    source_field = "text"
    asks_again = False

    def clean_number(self) -> str:
        number = self.cleaned_data["number"].strip()
        try:
            return normalize_page_number(number) if number else ""
        except ValueError:
            raise forms.ValidationError("版次写作 7 或 A2。") from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        upload, text = cleaned.get("file"), cleaned.get("text") or ""
        self.source_field = "file" if upload is not None else "text"
        if upload is not None and text.strip():
            self.add_error("file", "文字和文件只用一种：请清空文字，或去掉文件。")
            return cleaned
        if upload is None and not text.strip():
            self.add_error("text", "还没有文字。请粘贴版面的文字，或选一个文件。")
            return cleaned
        data = upload.read() if upload is not None else text.encode("utf-8", "surrogatepass")
        cleaned["facts"] = Facts(cleaned.get("date"), cleaned.get("number") or "", cleaned.get("name") or "")
        if not self.errors:
            self.look_at(data, upload.name if upload is not None else "", cleaned)
        return cleaned

    def look_at(self, data: bytes, name: str, cleaned: dict[str, Any]) -> None:
        """Refuse what cannot be read, and once what is already here; ``again`` says that it is meant."""
        try:
            source = cleaned["source"] = read_source(data, name=name, sheet=cleaned.get("sheet") or 0)
            if cleaned.get("again"):
                return
            previous = find_same_source(source)
            if previous is not None:
                page = previous.page
                self.asks_again = previous.status == ImportStatus.DONE and not (page and kept_articles(page))
                self.add_error(self.source_field, same_source_sentence(previous))
                return
            state = propose_page(source, facts=cleaned["facts"])
        except ImportRefused as error:
            self.add_error(self.source_field, error.message)
            return
        self.warn_of_page(assemble(state))

    def warn_of_page(self, draft: dict[str, Any]) -> None:
        """Tell before the work begins that the page, as given or printed, is already here."""
        try:
            page = page_at(place_of(draft))
        except ImportRefused:  # date or number are not known yet; the review screen asks for them
            return
        count = page.articles.count() if page else 0
        lasting = kept_articles(page) if page else []
        if page and lasting:
            self.add_error(
                "number", f"{kept_sentence(page, lasting)}请在稿件里直接修改；若是另一个版面，请改日期或版次。"
            )
        elif page and count:
            self.asks_again = True
            self.add_error(
                "number",
                f"{page} 已有 {count} 篇稿件。若仍要导入，请勾选“仍然重新导入”，生成草稿时可替换没有人改过的那些。",
            )

    @property
    def kept_text(self) -> str:
        """What was pasted, for showing it again; nothing when it is too long to show."""
        text = str(self["text"].value() or "")
        return text if len(text) <= MOST_KEPT else ""


def same_source_sentence(previous: PageImport) -> str:
    """Says who brought the same text when, with a link to it."""
    moment = timezone.localtime(previous.created_at)
    who = f"由 {previous.created_by} " if previous.created_by else ""
    done = "，已生成草稿" if previous.status == ImportStatus.DONE else "，还没有核对完"
    return format_html(
        '这份文字 {} {}导入过{}，没有重复导入。<a href="{}">打开那一次导入</a>',
        f"{moment.month}月{moment.day}日 {moment:%H:%M}",
        who,
        done,
        reverse("admin:articles_pageimport_change", args=[previous.pk]),
    )
