"""The filters of every list, each with what it allows in words and as a schema."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Replace

from articles.api.documents import Json
from articles.api.parameters import refused
from articles.api.remembered import State, numbers
from articles.api.resolving import find_column, find_tag
from articles.choices import ArticleKind, DeliveryStatus
from articles.models import Publication, PublicationAuthor
from articles.models.issue import normalize_page_number
from articles.search import matching

ID = re.compile(r"[0-9a-z]{4,16}")
SHA256 = re.compile(r"[0-9a-f]{64}")
SLUG = re.compile(r"[-\w]{1,80}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
# As a schema says it: something beside spaces, and no control character.
WORDS = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$"
# Days of the calendar, the years 1 to 9999; 29 February in leap years.
YEAR, LEAP = r"(?!0000)\d{4}", r"(\d\d(0[48]|[2468][048]|[13579][26])|([02468][48]|[13579][26]|[2468]0)00)"
CALENDAR = rf"({YEAR}-((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|1\d|2[0-8]))|(?!0000){LEAP}-02-29)"
MAX_TERMS = 10
MAX_INTEGER = 2**31 - 1
EARLIEST, LATEST = dt.datetime(1900, 1, 1, tzinfo=dt.UTC), dt.datetime(9998, 12, 31, tzinfo=dt.UTC)
NOTHING = 0  # the key of no row


class Field(forms.Field):
    """Reads one value or refuses it with ``allowed``, which completes the sentence 「参数 x 应为…」."""

    schema: Json = {"type": "string"}
    allowed = "文字"
    values: list[str] | None = None

    def __init__(self, *, example: str = "", about: str = "", **kwargs: Any) -> None:
        self.example, self.about = example, about
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return self.parse(value)
        except ValueError:
            raise ValidationError(self.allowed) from None

    def parse(self, value: str) -> Any:
        return value

    def meaning(self, value: Any, now: dt.datetime | None, state: State | None) -> Any:
        """What the value stands for; ``state`` is what is public, by its mark, where the request knows it."""
        return value


class TextField(Field):
    allowed = "1 到 60 个字的文字"
    schema = {"type": "string", "minLength": 1, "maxLength": 60, "pattern": WORDS}

    def parse(self, value: str) -> str:
        if len(value) > self.schema["maxLength"]:
            raise ValueError
        return value.strip()


class QueryField(Field):
    allowed = f"1 到 100 个字、最多 {MAX_TERMS} 个词的文字"
    schema = {"type": "string", "minLength": 1, "maxLength": 100, "pattern": WORDS}

    def parse(self, value: str) -> str:
        if len(value) > 100 or len(value.split()) > MAX_TERMS:
            raise ValueError
        return value


class DayField(Field):
    allowed = "形如 2025-06-09 的日期"
    schema = {"type": "string", "format": "date"}

    def parse(self, value: str) -> dt.date:
        if not DAY.fullmatch(value):
            raise ValueError
        return dt.date.fromisoformat(value)


class MomentField(Field):
    allowed = "形如 2025-06-09T08:00:00+08:00 的时间，须带时区；地址里的加号写作 %2B"
    schema = {"type": "string", "format": "date-time"}

    def parse(self, value: str) -> dt.datetime:
        if not MOMENT.fullmatch(value):
            raise ValueError
        moment = dt.datetime.fromisoformat(value.upper())
        # Turning the first or last day of the calendar into UTC would leave it; nothing of ours is that old or new.
        if moment.year < EARLIEST.year:
            return EARLIEST
        return LATEST if moment.year > LATEST.year else moment


class IssueKeyField(Field):
    allowed = "期次的日期，有版别的加“-版别”，如 2025-06-09 或 2025-06-09-号外"
    schema = {
        "type": "string",
        "maxLength": 31,
        "pattern": rf"^{CALENDAR}(-[^\s\x00-\x1f\x7f-\x9f]{{1,20}})?$",
    }

    def parse(self, value: str) -> tuple[dt.date, str]:
        return parse_issue_key(value)


class PageNumberField(Field):
    allowed = "版次，如 7 或 A2"
    schema = {"type": "string", "pattern": "^[A-Za-z]?0*[1-9][0-9]{0,2}$", "maxLength": 10}

    def parse(self, value: str) -> str:
        if len(value) > 10 or not value.isascii():
            raise ValueError
        return normalize_page_number(value)


class NumberField(Field):
    allowed = f"0 到 {MAX_INTEGER} 之间的整数"
    schema = {"type": "integer", "minimum": 0, "maximum": MAX_INTEGER}

    def parse(self, value: str) -> int:
        if not re.fullmatch(r"\d{1,10}", value, re.ASCII) or int(value) > MAX_INTEGER:
            raise ValueError
        return int(value)


class IdField(Field):
    allowed = "接口给出的编号（4 到 16 个小写字母和数字）"
    schema = {"type": "string", "pattern": f"^{ID.pattern}$"}

    def parse(self, value: str) -> str:
        if not ID.fullmatch(value):
            raise ValueError
        return value


class SlugField(Field):
    allowed = "网址名（字母、数字、连字符）"
    schema = {"type": "string", "pattern": "^[-A-Za-z0-9_]{1,80}$"}

    def parse(self, value: str) -> str:
        if not value.isascii() or not SLUG.fullmatch(value):
            raise ValueError
        return value


class ColumnField(Field):
    """Means the column itself: its key, or NOTHING."""

    allowed = SlugField.allowed
    schema = SlugField.schema

    def parse(self, value: str) -> str:
        if not value.isascii() or not SLUG.fullmatch(value):
            raise ValueError
        return value

    def meaning(self, value: str, now: dt.datetime | None, state: State | None) -> int:
        return known("column", value, find_column, now, state)


class TagField(Field):
    """Means the tag itself: its key, or NOTHING."""

    allowed = "标签的网址名，或标签、同义词的名称（80 字以内）"
    schema = {"type": "string", "minLength": 1, "maxLength": 80, "pattern": WORDS}

    def parse(self, value: str) -> str:
        if len(value) > 80:
            raise ValueError
        return value.strip()

    def meaning(self, value: str, now: dt.datetime | None, state: State | None) -> int:
        return known("tag", value, find_tag, now, state)


class TagSlugField(TagField):
    allowed = SlugField.allowed
    schema = SlugField.schema

    def parse(self, value: str) -> str:
        if not value.isascii() or not SLUG.fullmatch(value):
            raise ValueError
        return super().parse(value)


class KindField(Field):
    allowed = "、".join(ArticleKind.values) + " 之一"
    values = ArticleKind.values
    schema = {"type": "string", "enum": ArticleKind.values}

    def parse(self, value: str) -> str:
        return ArticleKind(value).value


def known(kind: str, word: str, find: Callable[[str], int | None], now: dt.datetime | None, state: State | None) -> int:
    """The key of what the word means, or NOTHING; found once while nothing public changes, names among it."""
    if now is None or state is None:
        return find(word) or NOTHING
    return numbers(
        (kind, "called"), [word], lambda words: {each: find(each) or NOTHING for each in words}, now=now, state=state
    )[word]


def filter_with(field: type[Field], about: str, **options: Any) -> django_filters.Filter:
    """A filter on one named column (or method) that reads its value by ``field``."""

    class Strict(django_filters.Filter):
        field_class = field

    return Strict(about=about, label="", **options)


def parse_issue_key(value: str) -> tuple[dt.date, str]:
    """'2025-06-09-号外' → (date, '号外'). Raises ValueError."""
    head, mark, edition = value[:10], value[10:11], value[11:]
    if not DAY.fullmatch(head) or bool(mark) != bool(edition) or mark not in ("", "-") or len(edition) > 20:
        raise ValueError(value)
    return dt.date.fromisoformat(head), edition


class Filters(django_filters.FilterSet):
    """Values are read without a form: building one takes longer than the query that it is for."""

    # How many words there are shapes the SQL: such a filter cannot be compiled once for all values.
    shapeless: frozenset[str] = frozenset()

    mark: str | None = None  # the database's (``articles.marking``), where it is known

    @classmethod
    def read(
        cls,
        values: Mapping[str, str],
        *,
        errors: list[Json],
        now: dt.datetime | None = None,
        state: State | None = None,
    ) -> dict[str, Any]:
        """The cleaned values of the filters among ``values``; what is refused goes to ``errors``."""
        cleaned = {}
        for name in cls.declared_filters:
            if name in values:
                field = cls.declared_filters[name].field
                try:
                    cleaned[name] = field.meaning(field.to_python(values[name]), now, state)
                except ValidationError as error:
                    detail = f"参数 {name} 应为{' ' if error.message[:1].isascii() else ''}{error.message}。"
                    errors.append(refused(name, "invalid-value", detail, field.values))
        first, last = cleaned.get("date_from"), cleaned.get("date_to")
        if first and last and first > last:
            detail = f"参数 date_from（{first}）晚于 date_to（{last}）。"
            errors += [refused(name, "invalid-value", detail) for name in ("date_from", "date_to")]
        return cleaned

    @classmethod
    def apply(cls, queryset: QuerySet[Any], cleaned: Mapping[str, Any], *, mark: str | None = None) -> QuerySet[Any]:
        if not cleaned:
            return queryset
        own = cls({}, queryset)
        own.mark = mark
        filters = own.filters
        for name, value in cleaned.items():
            queryset = filters[name].filter(queryset, value)
        return queryset


class ArticleFilters(Filters):
    """``queryset`` holds visible publications only, and so does everything found through it."""

    shapeless = frozenset({"q"})

    issue = filter_with(IssueKeyField, "属于这一期。", method="of_issue", example="2025-06-09")
    date = filter_with(DayField, "见报（或网上首发）日期。", field_name="date", example="2025-06-09")
    date_from = filter_with(DayField, "从这一天起（含）。", field_name="date", lookup_expr="gte", example="2025-06-01")
    date_to = filter_with(DayField, "到这一天止（含）。", field_name="date", lookup_expr="lte", example="2025-06-30")
    print_page = filter_with(PageNumberField, "版次；07 等于 7。", field_name="page__number", example="5")
    column = filter_with(ColumnField, "栏目的网址名；旧网址名也可以。", field_name="column")
    author = filter_with(IdField, "作者编号：署名的，或其中有此人发言的。", method="by_author")
    tag = filter_with(TagField, "标签的网址名或名称；同义词、已并入别处的标签也可以。", field_name="tags")
    kind = filter_with(KindField, "体裁。", field_name="kind", example="roundup")
    updated_since = filter_with(
        MomentField,
        "此时（含）以来发布、更新或解禁的。撤稿不在其列。",
        method="changed",
        example="2025-06-09T08:00:00+08:00",
    )
    q = filter_with(QueryField, "全文检索；空格隔开的词都要出现。", method="saying", example="劳动")

    def of_issue(self, queryset: QuerySet[Any], name: str, value: tuple[dt.date, str]) -> QuerySet[Any]:
        return queryset.filter(issue__date=value[0], issue__edition=value[1])

    def by_author(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        links = PublicationAuthor.objects.filter(author__public_id=value)
        return queryset.filter(pk__in=links.values("publication_id"))

    def changed(self, queryset: QuerySet[Any], name: str, value: dt.datetime) -> QuerySet[Any]:
        return queryset.filter(Q(updated_at__gte=value) | Q(embargo_until__gte=value))

    def saying(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        found = matching(Publication.objects.visible(), value, mark=self.mark)
        return queryset.filter(pk__in=found.order_by().values("pk"))


class ExportFilters(Filters):
    column = filter_with(ColumnField, "栏目的网址名；旧网址名也可以。", field_name="column")
    date_from = filter_with(DayField, "从这一天起（含）。", field_name="date", lookup_expr="gte", example="2025-06-01")
    date_to = filter_with(DayField, "到这一天止（含）。", field_name="date", lookup_expr="lte", example="2025-06-30")


class StatusField(Field):
    allowed = "、".join(DeliveryStatus.values) + " 之一"
    values = DeliveryStatus.values
    schema = {"type": "string", "enum": DeliveryStatus.values}

    def parse(self, value: str) -> str:
        return DeliveryStatus(value).value


class DeliveryFilters(Filters):
    webhook = filter_with(IdField, "推送地址的编号。", field_name="webhook__public_id")
    article = filter_with(IdField, "文章编号。", field_name="change__object_id")
    status = filter_with(StatusField, "状态。", field_name="status", example="failed")


class IssueFilters(Filters):
    date_from = filter_with(DayField, "从这一天起（含）。", field_name="date", lookup_expr="gte", example="2025-06-01")
    date_to = filter_with(DayField, "到这一天止（含）。", field_name="date", lookup_expr="lte", example="2025-06-30")
    serial_number = filter_with(NumberField, "总期号。", field_name="serial_number", example="8148")


class ColumnFilters(Filters):
    slug = filter_with(ColumnField, "网址名；旧网址名也可以。", field_name="pk")


class TagFilters(Filters):
    name = filter_with(TagField, "标签或同义词的名称。", field_name="pk", example="产业工人")
    slug = filter_with(TagSlugField, "网址名；旧的、已并入别处的也可以。", field_name="pk")


class AuthorFilters(Filters):
    shapeless = frozenset({"name"})
    name = filter_with(
        TextField, "姓名（可只写一部分）、拼音（可不隔开）或拼音首字母。", method="named", example="dingyihe"
    )

    def named(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        if not value.isascii():
            return queryset.filter(name__contains=value)
        letters = value.lower().replace(" ", "")
        joined = queryset.alias(joined=Replace("pinyin", Value(" "), Value("")))
        return joined.filter(Q(joined__startswith=letters) | Q(initials=letters) | Q(name__icontains=value))


class SayingFilters(Filters):
    shapeless = frozenset({"q"})
    article = filter_with(IdField, "出自这篇文章。", field_name="publication__public_id")
    speaker = filter_with(TextField, "说这句话的人，须完全一致。", field_name="speaker")
    q = filter_with(QueryField, "其中的文字；空格隔开的词都要出现。", method="saying", example="劳动")

    def saying(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        for term in value.split():
            queryset = queryset.filter(text__icontains=term)
        return queryset


class QuoteFilters(SayingFilters):
    author = filter_with(IdField, "文章作者的编号。", method="by_author")

    def by_author(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        links = PublicationAuthor.objects.filter(author__public_id=value)
        return queryset.filter(publication__in=links.values("publication_id"))


class StatementFilters(SayingFilters):
    author = filter_with(IdField, "发言人的作者编号。", field_name="author__public_id")
