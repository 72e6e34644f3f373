"""The article form: the article's own fields and the rows of byline, statements and pull quotes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Set
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from articles.admin.article_rows import BylineRows, QuoteRows, Rows, StatementRows, rows_in_database
from articles.admin.fields import DateInput, DeskForm, TextField
from articles.choices import ArticleKind, BlockKind
from articles.entries import PLAIN_FIELDS, Entry, PlaceEntry
from articles.models import Article, Author, Column, Image, Page
from articles.models.body import Block, validate_body
from articles.models.identity import new_public_id
from articles.models.issue import PAGE_NUMBER
from articles.text.plain_body import NotationError, blocks_to_notation, notation_to_blocks

LONGEST_BODY, LONGEST_TAG = 300_000, 40
PAGES_OFFERED = 60
WEB_ONLY, NEW_PAGE = "web", "new"
PLACEHOLDERS = {
    "kicker": "无",
    "title": "标题，发布前必填",
    "subtitle": "无，多以——开头",
    "body": "在这里写，或把文字粘贴进来。一行一段。",
    "web_title": "同主题",
}
TAG_SEPARATORS = re.compile(r"[、，,；;\n\t]+")


class ArticleForm(DeskForm):
    """Everything but the rows. ``lock_version`` says which state of the article the editor has before him."""

    kicker = TextField(label="引题", max_length=200)
    title = TextField(label="主题", max_length=200, rows=1)
    subtitle = TextField(label="副题", max_length=200)
    web_title = TextField(label="网题", max_length=200)
    summary = TextField(label="提要", max_length=5_000, rows=2)
    editor_note = TextField(label="编者按", max_length=20_000, rows=2)
    author_note = TextField(label="作者附注", max_length=5_000, rows=1)
    body = TextField(label="正文", max_length=LONGEST_BODY, rows=20, strip=False)
    kind = forms.ChoiceField(label="体裁", choices=ArticleKind.choices)
    column = forms.ModelChoiceField(label="栏目", queryset=Column.objects.none(), required=False, empty_label="无栏目")
    column_label = TextField(label="见报栏目名", max_length=30)
    place = forms.ChoiceField(label="期、版", required=False)
    position = forms.IntegerField(label="版序", required=False, min_value=1, max_value=999)
    new_date = forms.DateField(label="见报日期", required=False, widget=DateInput())
    new_number = TextField(label="版次", max_length=4)
    new_name = TextField(label="版名", max_length=30)
    tags = TextField(label="标签", max_length=2_000, rows=1)
    source_name = TextField(label="来源", max_length=100)
    source_date = forms.DateField(label="原刊日期", required=False, widget=DateInput())
    source_title = TextField(label="原题", max_length=200)
    jump = TextField(label="转版说明", max_length=60)
    lock_version = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, data: QueryDict | None = None, *, article: Article | None) -> None:
        self.article = article
        super().__init__(data, initial=initial_of(article))
        self.fields["column"].queryset = Column.objects.all()  # type: ignore[attr-defined]
        self.pages = pages_offered(article) if data is None else pages_named(article, data.get("place", ""))
        self.fields["place"].choices = place_choices(self.pages)  # type: ignore[attr-defined]
        for name, words in PLACEHOLDERS.items():
            self.fields[name].widget.attrs["placeholder"] = words
        self.fields["title"].widget.attrs["autofocus"] = article is None
        self.fields["position"].widget.attrs |= {"placeholder": "末位", "class": "in num"}

    def offer_pages(self) -> None:
        """For a form that was sent and is shown again: all the pages one may choose."""
        offered = pages_offered(self.article)
        self.pages = [*offered, *(page for page in self.pages if page not in offered)]
        self.fields["place"].choices = place_choices(self.pages)  # type: ignore[attr-defined]

    def clean_new_number(self) -> str:
        number = self.cleaned_data["new_number"].strip().upper()
        if number and not PAGE_NUMBER.match(number):
            raise ValidationError("版次写作 7 或 A2。")
        return str(number)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("place") == NEW_PAGE:
            if not data.get("new_date") and "new_date" not in self.errors:
                self.add_error("new_date", "请填写见报日期。")
            if not data.get("new_number") and "new_number" not in self.errors:
                self.add_error("new_number", "请填写版次，如 7 或 A2。")
        for name in self.tag_names():
            if len(name) > LONGEST_TAG:
                self.add_error("tags", f"标签“{name[:12]}…”超过 {LONGEST_TAG} 个字。多个标签用顿号隔开。")
                break
        return data

    def tag_names(self) -> list[str]:
        return tags_named(self.cleaned_data.get("tags") or "")

    def place_entry(self) -> PlaceEntry:
        data = self.cleaned_data
        if data["place"] == NEW_PAGE:
            return PlaceEntry(
                date=data["new_date"], number=data["new_number"], name=data["new_name"], position=data["position"]
            )
        page = next((page for page in self.pages if str(page.pk) == data["place"]), None)
        return PlaceEntry(page=page, position=data["position"])

    def plain_fields(self, otherwise: dict[str, Any] | None = None) -> dict[str, Any]:
        """The article's own fields; ``otherwise`` stands in for what cannot be read."""
        values = {
            **(otherwise or {}),
            **{name: self.cleaned_data[name] for name in PLAIN_FIELDS if name in self.cleaned_data},
        }
        column = values["column"]
        is_moved = column is not None and (self.article is None or self.article.column_id != column.pk)
        if column is None:
            values["column_label"] = ""
        elif not values["column_label"] or (is_moved and "column_label" not in self.changed_data):
            values["column_label"] = column.name
        return values


def initial_of(article: Article | None) -> dict[str, Any]:
    if article is None:
        return {"kind": ArticleKind.ARTICLE, "place": WEB_ONLY, "lock_version": 0}
    initial: dict[str, Any] = {name: getattr(article, name) for name in PLAIN_FIELDS}
    return initial | {
        "body": blocks_to_notation(article.body),
        "place": str(article.page_id or WEB_ONLY),
        "position": article.position,
        "tags": "、".join(tag.name for tag in article.tags.all()),
        "lock_version": article.lock_version,
    }


def pages_offered(article: Article | None) -> list[Page]:
    """The latest pages, and the article's own."""
    pages = list(
        Page.objects.select_related("issue").order_by("-issue__date", "issue__edition", "sort_key")[:PAGES_OFFERED]
    )
    own = article.page if article else None
    return pages if own is None or own in pages else [*pages, own]


def pages_named(article: Article | None, key: str) -> list[Page]:
    """The page that a sent form names, and the article's own."""
    own = [article.page] if article and article.page else []
    page = page_named(key) if not own or key != str(own[0].pk) else None
    return [*own, page] if page else own


def page_named(key: str) -> Page | None:
    """The page that a form's control names; None where none is."""
    if not (key.isascii() and key.isdecimal() and len(key) < 18):
        return None
    return Page.objects.select_related("issue").filter(pk=int(key)).order_by().first()


def tags_named(text: str) -> list[str]:
    """The wordings of tags that were written one after the other."""
    return [name.strip() for name in TAG_SEPARATORS.split(text) if name.strip()]


def place_choices(pages: list[Page]) -> list[Any]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for page in pages:
        day: dt.date = page.issue.date
        year = "" if day.year == timezone.localdate().year else f"{day.year}年"
        title = f"{year}{day.month}月{day.day}日 {page.issue.edition}".strip()
        groups.setdefault(title, []).append((str(page.pk), f"{title} {page.label}"))
    return [(WEB_ONLY, "仅网络（不见报）"), (NEW_PAGE, "＋ 新的期、版……"), *groups.items()]


# --- all together ------------------------------------------------------------------------------------


class ArticleEntryForm:
    """The form with its rows: what the view shows, validates and turns into an ``Entry``."""

    def __init__(self, data: QueryDict | None, *, article: Article | None) -> None:
        self.article = article
        self.form = ArticleForm(data, article=article)
        by, said, quoted = rows_in_database(article)
        self.byline = BylineRows(data, initial=by, prefix="by")
        self.statements = StatementRows(data, initial=said, prefix="st")
        self.quotes = QuoteRows(data, initial=quoted, prefix="pq")
        if data is None and article is None:
            self.byline.extra = 1
        self.entry: Entry | None = None
        self.keys: dict[str, str] = {}
        self.known_keys = _Keys(article)

    @property
    def parts(self) -> list[Any]:
        return [self.form, self.byline, self.statements, self.quotes]

    def offer_persons(self) -> None:
        """Look up the persons of every name in the rows, at once."""
        rows = [*self.byline.forms, *self.statements.forms]
        names = {str(row[row.name_field].value() or "").strip() for row in rows} - {""}
        known: dict[str, list[Author]] = {}
        for author in Author.objects.filter(name__in=names).prefetch_related("affiliations").order_by("-pk"):
            known.setdefault(author.name, []).append(author)
        for part in (self.byline, self.statements, self.quotes):
            part.offer(known)

    def is_valid(self) -> bool:
        """Validates everything and prepares ``entry``."""
        valid = [part.is_valid() for part in self.parts]  # all of them, so that every error shows at once
        if not all(valid):
            return False
        form = self.form
        statements, quotes = self._keyed(self.statements), self._keyed(self.quotes)
        body = self._body([statement.key for statement in statements])
        if form.errors:
            return False
        self.entry = Entry(
            fields=form.plain_fields(),
            body=body,
            place=form.place_entry(),
            byline=[row.entry() for row in self.byline.wanted()],
            statements=statements,
            quotes=quotes,
            tags=form.tag_names(),
        )
        return True

    def readable(self, current: Entry, unchanged: Set[str] = frozenset()) -> tuple[Entry, dict[str, str]]:
        """What can be read of a form that may be half written, and of what cannot why not.

        ``current`` stands in for the latter, and for the rows of the prefixes ``unchanged``, which are known to say
        the same. The keys that new rows were given are in ``keys``.
        """
        form = self.form
        form.is_valid()
        left_out: dict[str, str] = {}
        rows: dict[str, list[Any]] = {"by": current.byline, "st": current.statements, "pq": current.quotes}
        for part in (self.byline, self.statements, self.quotes):
            if part.prefix in unchanged:
                continue
            if part.is_valid():
                wanted = part.wanted()
                rows[str(part.prefix)] = [row.entry() for row in wanted] if part is self.byline else self._keyed(part)
            else:
                left_out[str(part.prefix)] = next(sentence for _, sentence in errors_in(part))
        body = self._body([statement.key for statement in rows["st"]])
        place = current.place
        if "place" not in form.errors and form.cleaned_data["place"] == NEW_PAGE:
            left_out["place"] = "新的期、版在点“保存”时建立。"
        elif "place" not in form.errors and "position" not in form.errors:
            place = form.place_entry()
        left_out |= {name: str(sentences[0]) for name, sentences in form.errors.items()}
        entry = Entry(
            fields=form.plain_fields(current.fields),
            body=current.body if "body" in form.errors else body,
            place=place,
            byline=rows["by"],
            statements=rows["st"],
            quotes=rows["pq"],
            tags=current.tags if "tags" in form.errors else form.tag_names(),
        )
        return entry, left_out

    def _keyed(self, rows: Rows) -> list[Any]:
        """The rows' entries, each under its own public id; ``keys`` tells those that were drawn now."""
        found = []
        for row in rows.wanted():
            key = self.known_keys.own(row.cleaned_data["key"])
            if key != row.cleaned_data["key"]:
                self.keys[f"{row.prefix}-key"] = key
            found.append(row.entry(key))
        return found

    def _body(self, statements: list[str]) -> list[Block]:
        previous: list[Block] = self.article.body if self.article else []
        try:
            return body_read(self.form.cleaned_data["body"], previous, statements)
        except (NotationError, ValidationError) as error:
            self.form.add_error("body", error.messages[0] if isinstance(error, ValidationError) else str(error))
            return []

    def point_to_errors(self) -> None:
        for form in (self.form, *self.byline.forms, *self.statements.forms, *self.quotes.forms):
            form.point_to_errors()

    def errors(self) -> list[tuple[str, str]]:
        """Everything that is wrong, as (id of the control, sentence), for the note at the top."""
        found = [(str(bound.auto_id), str(error)) for bound in self.form for error in bound.errors]
        found += [("", str(error)) for error in self.form.non_field_errors()]
        for rows in (self.byline, self.statements, self.quotes):
            found += errors_in(rows)
        return found


def body_read(text: str, previous: list[Block], statements: list[str]) -> list[Block]:
    """The blocks that were written. Raises NotationError and ValidationError, each with its sentence."""
    body = notation_to_blocks(text, previous, statements=statements)
    validate_body(body)
    require_pictures(body, previous)
    return body


def require_pictures(body: list[Block], previous: list[Block]) -> None:
    """Raises NotationError for a picture that the library does not have and that did not stand there before."""
    named = {block["image"] for block in body if block["kind"] == BlockKind.IMAGE}
    fresh = named - {block.get("image") for block in previous}
    if fresh and (gone := fresh - {*Image.objects.filter(public_id__in=fresh).values_list("public_id", flat=True)}):
        raise NotationError(f"正文里写了图片“{min(gone)}”，图库里没有这张图。请从“图片”里选，或删去这一行。")


def errors_in(rows: Rows) -> list[tuple[str, str]]:
    found = [("", str(error)) for error in rows.non_form_errors()]
    return found + [(str(bound.auto_id), str(error)) for row in rows.forms for bound in row for error in bound.errors]


class _Keys:
    """Public ids of rows: those of this article stay, each once; anything else gets a new one."""

    def __init__(self, article: Article | None) -> None:
        self.free = set()
        if article is not None:
            self.free = {row.public_id for row in article.statements.all()}
            self.free |= {row.public_id for row in article.pull_quotes.all()}

    def own(self, key: str) -> str:
        if key in self.free:
            self.free.remove(key)
            return key
        return new_public_id()
