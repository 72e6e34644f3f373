"""The rows of the article form: byline, statements, pull quotes."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from articles import entries
from articles.admin.fields import DeskForm, NameField, TextField
from articles.bylines import last_printed
from articles.choices import ContributionRole
from articles.entries import BylineEntry, QuoteEntry, StatementEntry
from articles.models import Article, Author


class Row(DeskForm):
    """A row of the form; what the form fills in by itself does not make an empty row a full one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.label:
                field.widget.attrs.setdefault("aria-label", field.label)
                field.widget.attrs.setdefault("placeholder", field.label)

    def has_changed(self) -> bool:
        return bool(set(self.changed_data) - (set() if self.initial else {"ORDER", "person", "role", "key"}))


class PersonRow(Row):
    """A row that names a person; ``person`` is what the editor chose among those of that name."""

    person = TextField(label="是哪一位", widget=forms.Select())
    affiliation = TextField(label="单位、职务，如报上所印", max_length=200)
    name_field = "name"
    is_printed_name = True

    def offer(self, known: dict[str, list[Author]]) -> None:
        """Fill the choice of persons: those of the row's name, with what they were last printed with."""
        name, value = str(self[self.name_field].value() or "").strip(), str(self["person"].value() or "")
        persons = known.get(name, [])
        choices = [(entries.UNDECIDED, "自动认人")] + [(each.public_id, described(each)) for each in persons]
        if value not in {key for key, _ in choices} | {entries.NEW_PERSON, entries.NOBODY}:
            choices.append((value, name or "已选的人"))
        choices += [(entries.NEW_PERSON, "另一位，新建"), (entries.NOBODY, "不关联到人")]
        self.fields["person"].widget.choices = choices
        self.persons = persons
        self.is_undecided = bool(name) and value == entries.UNDECIDED and bool(persons)

    def person_choice(self) -> str:
        """The chosen person; a choice made for another name no longer counts."""
        chosen = self.cleaned_data.get("person") or entries.UNDECIDED
        is_renamed = bool(self.initial) and self.name_field in self.changed_data
        return entries.UNDECIDED if is_renamed and chosen == self.initial.get("person") else str(chosen)


class BylineRow(PersonRow):
    name = NameField(label="姓名", max_length=60)
    role = forms.ChoiceField(label="身份", choices=ContributionRole.choices, required=False)
    credit = TextField(label="见报身份", max_length=20)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("name") and "name" not in self.errors and not self.cleaned_data.get("DELETE"):
            self.add_error("name", "请填写姓名，或移去这一行。")
        return data

    def entry(self) -> BylineEntry:
        data = self.cleaned_data
        role = data["role"] or ContributionRole.AUTHOR
        return BylineEntry(data["name"], role, data["affiliation"], data["credit"], self.person_choice())


class StatementRow(PersonRow):
    key = TextField(max_length=16, widget=forms.HiddenInput())
    speaker = NameField(label="发言人", max_length=60)
    label = TextField(label="话轮", max_length=20)
    text = TextField(label="发言内容，可分段", max_length=50_000, rows=3)
    name_field = "speaker"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.cleaned_data.get("DELETE"):
            return data
        if not data.get("speaker") and "speaker" not in self.errors:
            self.add_error("speaker", "请填写发言人，或移去这一段。")
        if not data.get("text") and "text" not in self.errors:
            self.add_error("text", "请填写发言内容，或移去这一段。")
        return data

    @classmethod
    def read_text(cls, text: str | None) -> str:
        """The words of a statement as they are kept. Raises ValidationError."""
        return as_paragraphs(cls.base_fields["text"].clean(text))

    def entry(self, key: str) -> StatementEntry:
        data = self.cleaned_data
        text = as_paragraphs(data["text"])
        return StatementEntry(key, data["speaker"], text, data["affiliation"], data["label"], self.person_choice())


def as_paragraphs(text: str) -> str:
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


class QuoteRow(Row):
    key = TextField(max_length=16, widget=forms.HiddenInput())
    text = TextField(label="金句，照报上的文字", max_length=500, rows=2)
    speaker = TextField(label="出自何人（选填）", max_length=60)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("text") and "text" not in self.errors and not self.cleaned_data.get("DELETE"):
            self.add_error("text", "请填写金句，或移去这一条。")
        return data

    def entry(self, key: str) -> QuoteEntry:
        return QuoteEntry(key, " ".join(self.cleaned_data["text"].split("\n")), self.cleaned_data["speaker"])


class Rows(forms.BaseFormSet):
    """Rows in the order that the editor gave them; removed and empty ones are left out."""

    def offer(self, known: dict[str, list[Author]]) -> None:
        """Prepare the rows and the blank one, from which the page makes more, for display."""
        self.blank = self.empty_form
        for row in [*self.forms, self.blank]:
            if isinstance(row, PersonRow):
                row.offer(known)

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        """A row that the page added is new, also when an autosave has stored it: it must not pass for an empty one."""
        if self.is_bound and i >= self.initial_form_count():
            kwargs["initial"] = {}
        return super()._construct_form(i, **kwargs)  # type: ignore[misc]

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["ORDER"].widget.attrs |= {"class": "in order", "aria-label": "次序", "min": 1}
        form.fields["DELETE"].label = "移去"

    def wanted(self) -> list[Any]:
        """The rows that are to be kept, in order. After ``is_valid`` only."""
        rows = [form for form in self.forms if form.cleaned_data and form not in self.deleted_forms]
        rows = [form for form in rows if form.has_changed() or form.initial]
        return sorted(
            rows, key=lambda form: (form.cleaned_data.get("ORDER") is None, form.cleaned_data.get("ORDER") or 0)
        )


def rows_of(row: type[DeskForm], most: int, words: str) -> type[Rows]:
    made = forms.formset_factory(
        row, formset=Rows, extra=0, can_order=True, can_delete=True, max_num=most, absolute_max=most + 50,
        validate_max=True,
    )  # fmt: skip
    made.default_error_messages = {**Rows.default_error_messages, "too_many_forms": f"最多 {most} {words}。"}
    return cast(type[Rows], made)


BylineRows = rows_of(BylineRow, 100, "位署名")
StatementRows = rows_of(StatementRow, 200, "段观点")
QuoteRows = rows_of(QuoteRow, 50, "条金句")


def described(author: Author) -> str:
    """How one tells persons of the same name apart: '江州大学教授 · 上次 3月11日'."""
    last = last_printed(author)
    words = author.distinguisher or (last.text if last else "没有单位记录")
    day = f" · 上次 {last.until:%Y-%m-%d}" if last and last.until else ""
    return f"{author.name}：{words}{day}"


def rows_in_database(article: Article | None) -> tuple[list[Any], list[Any], list[Any]]:
    """Initial values of the three row sets."""
    if article is None:
        return [], [], []
    by = [
        {
            "name": row.name, "role": row.role, "affiliation": row.affiliation, "credit": row.credit,
            "person": row.author.public_id if row.author else "",
        }
        for row in article.contributions.all()
    ]  # fmt: skip
    placed = {block["statement"]: at for at, block in enumerate(article.body) if block["kind"] == "statement"}
    statements = sorted(article.statements.all(), key=lambda row: placed.get(row.public_id, len(article.body)))
    said = [
        {
            "key": row.public_id, "speaker": row.speaker, "affiliation": row.affiliation, "label": row.label,
            "text": row.text, "person": row.author.public_id if row.author else "",
        }
        for row in statements
    ]  # fmt: skip
    quoted = [{"key": row.public_id, "text": row.text, "speaker": row.speaker} for row in article.pull_quotes.all()]
    return by, said, quoted
