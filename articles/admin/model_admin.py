"""What all our model admins have in common: the desk's manners on saving and deleting."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextInputWidget, RelatedFieldWidgetWrapper
from django.db import models
from django.db.models import ProtectedError, RestrictedError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString

from articles import bin as rubbish
from articles import publishing
from articles.admin import staleness
from articles.admin.fields import DateInput, LongTextField, TextField
from articles.admin.site import account_of
from articles.models import BinEntry, Column, Issue, Page, Tag

BETWEEN_WORDS = re.compile(r"(?<=[\u4e00-\u9fff，。]) +(?=[\u4e00-\u9fff])")
SHOWN_BY_PUBLICATIONS = (Tag, Column, Issue, Page)


# Native controls instead of Django's scripted ones, and texts free of invisible characters.
FIELDS: dict[Any, Any] = {
    models.SlugField: {
        "widget": AdminTextInputWidget,
        "error_messages": {"invalid": "网址名只用字母、数字和连字符，如 redian-sikao。"},
    },
    models.CharField: {"form_class": TextField, "widget": AdminTextInputWidget},
    models.TextField: {"form_class": LongTextField},
    models.DateField: {"widget": DateInput},
}


class DeskModelAdmin(admin.ModelAdmin):
    """A model admin of the desk. ``in_use`` is the sentence for a row that others depend on, ``if_empty`` the one
    that an empty list has: what stands here, and how the first one comes."""

    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = True
    show_facets = admin.ShowFacets.NEVER
    actions_on_bottom = True
    actions_on_top = False
    in_use = "还在使用，不能删除。"
    if_empty = ""
    formfield_overrides = FIELDS

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without Django's buttons beside a related field: their pop-ups live on inline scripts."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """With what others saved since this form was shown; see ``staleness``."""
        thing = self.get_object(request, unquote(object_id)) if object_id and request.method == "POST" else None
        if thing is not None and self.has_change_permission(request, thing):
            posted, clashes = staleness.brought_up(request, self.shown_now(request, thing))
            request.POST = posted  # type: ignore[assignment]
            request.clashes = clashes  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def shown_now(self, request: HttpRequest, thing: Any) -> staleness.State:
        """What an untouched form of the row shows now."""
        form = super().get_form(request, thing, change=True)(instance=thing)
        formsets = [
            rows(instance=thing, prefix=rows.get_default_prefix(), queryset=inline.get_queryset(request))
            for rows, inline in self.get_formsets_with_inlines(request, thing)
        ]
        return staleness.shown_by(form, formsets)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """A form that names what somebody else has put there meanwhile."""
        made = super().get_form(request, obj, change=change, **kwargs)
        clashes: dict[str, str] = getattr(request, "clashes", {})
        if not clashes:
            return made

        class Clashing(made):  # type: ignore[misc, valid-type]
            def clean(self) -> Any:
                data = super().clean()
                for name, present in clashes.items():
                    words = f"你打开之后有人把这里改成了“{present[:200] or '（空）'}”。要用你的，再点一次保存。"
                    self.add_error(name if name in self.fields else None, words)
                return data

        return Clashing

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        thing = kwargs.get("obj")
        if thing is not None and self.has_change_permission(request, thing):
            fresh = self.get_object(request, str(thing.pk)) if request.method == "POST" else thing
            context["was"] = staleness.written(self.shown_now(request, fresh or thing))
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """After row and inlines are saved: readers must see the new name."""
        super().save_related(request, form, formsets, change)
        if change and isinstance(form.instance, SHOWN_BY_PUBLICATIONS):
            refreshed = publishing.refresh_for(form.instance)
            if refreshed:
                messages.info(request, f"已更新网站上 {refreshed} 篇文章里的名称。")

    def message_user(self, request: HttpRequest, message: Any, *args: Any, **kwargs: Any) -> None:
        """Django's sentences set as ours are: no space between Chinese words, and nobody is called 您."""
        words = BETWEEN_WORDS.sub("", str(message)).replace("您可以在下面再次编辑它.", "可以接着改。")
        told = SafeString(words) if isinstance(message, SafeString) else words
        super().message_user(request, told, *args, **kwargs)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Into the bin, whole."""
        rubbish.put(obj, by=account_of(request))

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        name = rubbish.named(BinEntry(model=str(self.opts.model_name), label=obj_display))
        messages.success(request, f"{name}已移到回收站，至少留三十天，随时可以恢复。")
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Refuses in a sentence what others still need, whether it was seen before or at the last moment."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except (ProtectedError, RestrictedError):
            messages.error(request, self.in_use)
            opts = self.opts
            return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[object_id]))
