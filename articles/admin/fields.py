"""Form fields that know what editors paste: invisible characters go, names are trimmed."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from articles.models.body import FORBIDDEN

INVISIBLE = re.compile(FORBIDDEN.pattern + "|[\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\ufeff]")


def without_forbidden(text: str) -> str:
    """``text`` without what no database keeps: control characters and lone surrogates."""
    return FORBIDDEN.sub("", text)


def posted_by(form: forms.BaseForm) -> dict[str, str]:
    """What a browser would send of an untouched form, by control."""
    sent = {}
    for bound in form:
        value: Any = bound.field.widget.format_value(bound.value())
        if isinstance(value, list) and not isinstance(bound.field.widget, forms.SelectMultiple):
            value = next(iter(value), "")  # a choice
        if not isinstance(bound.field.widget, forms.CheckboxInput) or bound.value():
            sent[bound.html_name] = "" if value is None else str(value)
    return sent


def without_invisible(text: str) -> str:
    """``text`` without control characters, zero-width marks and lone surrogates; line ends become one."""
    return INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


class TextField(forms.CharField):
    """A line or a text, cleaned of what nobody can see. ``rows`` makes it a growing text area."""

    def __init__(self, *, rows: int = 0, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        if rows:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)
        self.is_line = not rows

    def to_python(self, value: Any) -> str:
        text = without_invisible(str(value)) if value not in self.empty_values else ""
        if self.is_line:
            text = " ".join(text.split("\n"))
        return super().to_python(text) or ""


class LongTextField(TextField):
    """A text of several lines."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(rows=3, **{**kwargs, "widget": forms.Textarea(attrs={"rows": 3, "class": "in in--grow"})})


class NameField(TextField):
    """A person's name as printed: the space that justifies two-character names on paper goes."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value).strip()
        if re.fullmatch(r"[\u3400-\u9fff]([ \u3000]+[\u3400-\u9fff])+", text):
            return re.sub(r"[ \u3000]+", "", text)
        return text


class DeskForm(forms.Form):
    """A form whose controls have the desk's face and point to their errors."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)

    def point_to_errors(self) -> None:
        """Tie each control to the sentence beside it, for those who hear the page."""
        for bound in self:
            if bound.errors:
                bound.field.widget.attrs["aria-describedby"] = f"{bound.auto_id}-fault"


def dress(form: forms.BaseForm) -> None:
    """Give every visible control the class of the style sheet."""
    for field in form.fields.values():
        widget = field.widget
        if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
            continue
        if not widget.is_hidden:
            kind = "in in--grow" if isinstance(widget, forms.Textarea) else "in"
            widget.attrs["class"] = f"{widget.attrs.get('class', '')} {kind}".strip()


class DateInput(forms.DateInput):
    """The browser's own date control."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")
