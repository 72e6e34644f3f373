"""The checks panel of the article form: proofreading while one writes, and what is let stand."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, JsonResponse

from articles import checking
from articles.admin.article_form import NEW_PAGE, ArticleEntryForm
from articles.admin.fields import INVISIBLE, without_invisible
from articles.admin.lookups import LONGEST_TEXT, BadRequest, for_editors, posted
from articles.admin.site import account_of
from articles.checking import BylineRow, Copy, Remark, Report
from articles.choices import PhraseKind
from articles.models import Article, Page, Phrase
from articles.proofreading import Measure
from articles.proofreading.score import LIMIT

SHOWN = 200
MOST_TEXTS, MOST_NAMES = 400, 200
UNREADABLE = "提交的内容读不懂，请刷新页面后重试。"
TONES = {Measure.CHARACTERS: "error", Measure.FACT: "fact", Measure.ADVICE: "advice"}
ALLOWED, MOST_UNDONE = "allowed_words", 50
BEYOND_BMP = "\uffff"


# --- in the page, for those without script -----------------------------------------------------------


def context(entry: ArticleEntryForm) -> dict[str, Any]:
    """The panel for what the form shows."""
    report = report_on(copy_in_form(entry), entry.article)
    return {"checks": shown(report), "limit": LIMIT}


def report_on(copy: Copy, article: Article | None) -> Report:
    return checking.report(copy, lexicon=checking.lexicon(), ignored=checking.ignored_in(article))


def copy_in_form(entry: ArticleEntryForm) -> Copy:
    """The words that the form shows, stored or just sent."""
    form = entry.form
    texts = [(name, value_of(form, name)) for name in checking.FIELDS]
    for rows in (entry.statements, entry.quotes):
        texts += [(f"{row.prefix}-text", value_of(row, "text")) for row in rows.forms]
    byline = [BylineRow(row.prefix, value_of(row, "name"), value_of(row, "affiliation")) for row in entry.byline.forms]
    day = day_of(value_of(form, "place"), value_of(form, "new_date"), form.pages)
    return Copy(tuple(texts), tuple(byline), day)


def value_of(form: Any, name: str) -> str:
    return without_invisible(str(form[name].value() or ""))


def day_of(place: str, new_date: str, pages: list[Page]) -> dt.date | None:
    """The day of issue that the form means, as far as it can be read."""
    if place == NEW_PAGE:
        try:
            return dt.date.fromisoformat(new_date)
        except ValueError:
            return None
    return next((page.issue.date for page in pages if str(page.pk) == place), None)


# --- while one writes --------------------------------------------------------------------------------


@for_editors
def check(request: HttpRequest) -> JsonResponse:
    """What is wrong with the texts as they stand in the form."""
    data = posted(request)
    article = article_in(data) if data.get("article") is not None else None
    typed = {field: Typed(text) for field, text in texts_of(data).items()}
    copy = Copy(
        tuple((field, each.text) for field, each in typed.items()),
        tuple(byline_of(data)),
        day_of_posted(data),
    )
    report = report_on(copy, article)
    return JsonResponse({**shown(report, typed), "limit": LIMIT})


@for_editors
def ignore(request: HttpRequest) -> JsonResponse:
    """Let a finding stand in an article (``ignored`` true), or report it again."""
    data = posted(request)
    if not account_of(request).has_perm("articles.change_article"):
        return JsonResponse({"error": "你没有改稿的权限。"}, status=403)
    fingerprint, wanted = data.get("fingerprint"), data.get("ignored")
    if not isinstance(fingerprint, str) or not checking.FINGERPRINT.fullmatch(fingerprint):
        raise BadRequest(UNREADABLE)
    if not isinstance(wanted, bool):
        raise BadRequest(UNREADABLE)
    article = article_in(data)
    if wanted:
        checking.ignore(article, fingerprint, by=account_of(request))
    else:
        checking.take_back(article, fingerprint)
    return JsonResponse({"ignored": wanted})


@for_editors
def allow(request: HttpRequest) -> JsonResponse:
    """Report ``word`` no more, in any article; or with ``undo``, the number that came of it here, do so again."""
    data, user = posted(request), account_of(request)
    made: list[int] = request.session.get(ALLOWED, [])
    if (number := data.get("undo")) is not None:
        if number not in made:  # another's entry: for those who keep the lexicon
            return JsonResponse({"error": "这一条不是你刚才加的，请在“词库”里删。"}, status=403)
        Phrase.objects.filter(pk=number, kind=PhraseKind.ALLOWED).delete()
        request.session[ALLOWED] = [each for each in made if each != number]
        return JsonResponse({"undo": None})
    word = without_invisible(strings(data, "word")[0])
    if not checking.WORD.fullmatch(word):
        raise BadRequest("只有词语可以设为不再提示。")
    if not user.has_perm("articles.add_phrase"):
        return JsonResponse({"error": "你没有往词库加词的权限。"}, status=403)
    request.deed.label = word  # type: ignore[attr-defined]  # for the log
    phrase = checking.allow(word, by=user)
    if phrase is not None:
        request.session[ALLOWED] = [*made, phrase.pk][-MOST_UNDONE:]
    return JsonResponse({"undo": phrase.pk if phrase else None})


def article_in(data: dict[str, Any]) -> Article:
    key = data.get("article")
    if not isinstance(key, int) or isinstance(key, bool) or not 0 < key < 2**31:
        raise BadRequest(UNREADABLE)
    article = Article.objects.filter(pk=key).first()
    if article is None:
        raise BadRequest("没有这篇稿件，可能已被删除。")
    return article


def texts_of(data: dict[str, Any]) -> dict[str, str]:
    texts = data.get("texts")
    if not isinstance(texts, list) or len(texts) > MOST_TEXTS:
        raise BadRequest(UNREADABLE)
    found: dict[str, str] = {}
    for each in texts:
        field, text = strings(each, "field", "text")
        if not checking.is_field(field) or field in found:
            raise BadRequest(UNREADABLE)
        found[field] = text
    if sum(map(len, found.values())) > LONGEST_TEXT:
        raise BadRequest("文字太长，请分篇。")
    return found


def byline_of(data: dict[str, Any]) -> list[BylineRow]:
    rows = data.get("byline", [])
    if not isinstance(rows, list) or len(rows) > MOST_NAMES:
        raise BadRequest(UNREADABLE)
    return [
        BylineRow(*(without_invisible(text)[:200] for text in strings(row, "row", "name", "affiliation")))
        for row in rows
    ]


def strings(value: Any, *keys: str) -> list[str]:
    given = [value.get(key) for key in keys] if isinstance(value, dict) else []
    found = [each for each in given if isinstance(each, str)]
    if len(found) < len(keys):
        raise BadRequest(UNREADABLE)
    return found


def day_of_posted(data: dict[str, Any]) -> dt.date | None:
    place, new_date = strings({"place": "", "new_date": "", **data}, "place", "new_date")
    pages: list[Page] = []
    if place.isascii() and place.isdecimal() and len(place) < 10:
        pages = list(Page.objects.filter(pk=int(place)).select_related("issue"))
    return day_of(place, new_date, pages)


class Typed:
    """A text of the form without what nobody can see, which still knows where its characters stand there.

    The browser counts UTF-16 units: a rare character counts two.
    """

    def __init__(self, raw: str) -> None:
        self.text = without_invisible(raw)
        self.raw = raw
        self.is_plain = self.text == raw and (not raw or max(raw) <= BEYOND_BMP)
        self.kept = [] if self.is_plain else self._kept()

    def _kept(self) -> list[int]:
        ends = self.raw.replace("\r\n", "\x00\n").replace("\r", "\n")
        return [at for at, character in enumerate(ends) if not INVISIBLE.match(character)]

    def span(self, start: int, end: int) -> tuple[int, int, str]:
        """Where it stands in the browser, and what exactly stands there."""
        if self.is_plain:
            return start, end, self.raw[start:end]
        first = self.kept[start] if start < len(self.kept) else len(self.raw)
        last = self.kept[end - 1] + 1 if 0 < end <= len(self.kept) else len(self.raw)
        last = max(first, last)
        return units(self.raw[:first]), units(self.raw[:last]), self.raw[first:last]


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


# --- as the panel shows it ---------------------------------------------------------------------------


def shown(report: Report, typed: dict[str, Typed] | None = None) -> dict[str, Any]:
    """The report for template and script alike."""
    standing = report.standing
    return {
        "findings": [remark_shown(remark, typed or {}) for remark in standing[:SHOWN]],
        "ignored": [remark_shown(remark, typed or {}) for remark in report.ignored[:SHOWN]],
        "count": len(standing),
        "more": max(0, len(standing) - SHOWN),
        "rate": round(report.score.rate, 1),
        "errors": report.score.errors,
        "characters": report.score.characters,
        "passes": report.score.passes,
    }


def tone_of(remark: Remark) -> str:
    """Which of the four looks it has."""
    return TONES.get(remark.rule.measure, "style")


def remark_shown(remark: Remark, typed: dict[str, Typed]) -> dict[str, Any]:
    finding = remark.finding
    place = typed.get(remark.field)
    start, end, words = place.span(remark.start, remark.end) if place else (remark.start, remark.end, "")
    return {
        "name": remark.rule.name,
        "hint": finding.hint,
        "source": finding.rule,
        "weight": finding.weight,
        "tone": tone_of(remark),
        "text": finding.text,
        "suggestion": finding.suggestion,
        "can_apply": remark.can_apply,
        "can_allow": checking.can_allow(remark),
        "where": remark.where,
        "field": remark.field,
        "start": start,
        "end": end,
        "typed": words,
        "fingerprint": finding.fingerprint,
    }
