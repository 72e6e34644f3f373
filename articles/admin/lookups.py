"""Small JSON answers for the article form: persons and tags while typing, tag proposals, pull-quote checks."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import Count, Q, Value
from django.db.models.functions import Replace
from django.http import HttpRequest, JsonResponse
from django.http.request import RawPostDataException

from articles import house_words
from articles.admin.fields import without_invisible
from articles.admin.site import account_of
from articles.analysis.background import background_for
from articles.bylines import last_printed
from articles.models import Author, Tag, TagSynonym
from articles.text import diff
from articles.text.key_sentences import key_sentences
from articles.text.keywords import suggest_tags
from articles.text.notation import read
from articles.text.quotes import locate
from articles.text.terms import terms, weigh

LARGEST = 2 * 1024 * 1024
LONGEST_TEXT = 300_000
SHOWN = 12
Answer = Callable[[HttpRequest], JsonResponse]


class BadRequest(Exception):
    """The request cannot be read; the sentence says why."""


def for_editors(view: Answer) -> Answer:
    """Only accounts that may change articles; what cannot be read is answered with a sentence, not a crash."""

    @wraps(view)
    def guarded(request: HttpRequest) -> JsonResponse:
        user = account_of(request)
        if not (user.has_perm("articles.change_article") or user.has_perm("articles.add_article")):
            return JsonResponse({"error": "你没有录入稿件的权限。"}, status=403)
        try:
            return view(request)
        except BadRequest as error:
            return JsonResponse({"error": str(error)}, status=400)

    return guarded


def posted(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of the request, its texts cleaned. Raises BadRequest."""
    if request.method != "POST":
        raise BadRequest("请用 POST 提交。")
    try:
        body = request.body
        if len(body) > LARGEST:
            raise BadRequest("文字太长，请分篇。")
        data = json.loads(body)
    except (ValueError, RecursionError, RawPostDataException):  # the last for a form that was read as one
        raise BadRequest("提交的内容读不懂，请刷新页面后重试。") from None
    if not isinstance(data, dict):
        raise BadRequest("提交的内容读不懂，请刷新页面后重试。")
    return data


def text_in(data: dict[str, Any], key: str, longest: int = LONGEST_TEXT) -> str:
    value = data.get(key, "")
    if not isinstance(value, str):
        raise BadRequest("提交的内容读不懂，请刷新页面后重试。")
    if len(value) > longest:
        raise BadRequest("文字太长，请分篇。")
    return without_invisible(value)


def texts_in(data: dict[str, Any], key: str, most: int = 300) -> list[str]:
    values = data.get(key, [])
    if not isinstance(values, list) or len(values) > most:
        raise BadRequest("提交的内容读不懂，请刷新页面后重试。")
    return [text_in({key: value}, key) for value in values]


@for_editors
def authors(request: HttpRequest) -> JsonResponse:
    """Known persons whose name, pinyin or initials begin with ``q``, with what they were last printed with."""
    q = without_invisible(request.GET.get("q", ""))[:60].strip()
    if not q:
        return JsonResponse({"authors": []})
    latin = q.lower().replace(" ", "")
    found = (
        Author.objects.annotate(letters=Replace("pinyin", Value(" "), Value("")))
        .filter(Q(name__icontains=q) | Q(letters__startswith=latin) | Q(initials__startswith=latin))
        .annotate(articles=Count("contributions", distinct=True))
        .prefetch_related("affiliations")
        .order_by("-articles", "pinyin", "pk")[:SHOWN]
    )
    return JsonResponse({"authors": [author_json(author) for author in found]})


def author_json(author: Author) -> dict[str, Any]:
    last = last_printed(author)
    return {
        "id": author.public_id,
        "name": author.name,
        "distinguisher": author.distinguisher,
        "pinyin": author.pinyin,
        "affiliation": last.text if last else "",
        "until": last.until.isoformat() if last and last.until else "",
        "articles": getattr(author, "articles", 0),
    }


@for_editors
def tags(request: HttpRequest) -> JsonResponse:
    """Tags whose name or synonym contains ``q``."""
    q = without_invisible(request.GET.get("q", ""))[:40].strip()
    if not q:
        return JsonResponse({"tags": []})
    found = (
        Tag.objects.filter(Q(name__icontains=q) | Q(synonyms__name__icontains=q), merged_into=None)
        .annotate(uses=Count("articles", distinct=True))
        .order_by("-uses", "name")
        .distinct()[:SHOWN]
    )
    return JsonResponse({"tags": [{"name": tag.name, "uses": tag.uses} for tag in found]})


@for_editors
def suggest(request: HttpRequest) -> JsonResponse:
    """Tags proposed from the text: what the house knows first, each with its reason and where it comes from."""
    data = posted(request)
    house_words.teach()
    known = known_wordings()
    title, text = text_in(data, "title", 500), text_in(data, "text")
    background = background_for(terms(f"{title}\n{text}"))
    found = suggest_tags(
        title,
        text,
        known=known,
        persons=house_words.persons(),
        institutions=house_words.known_institutions(),
        house=house_words.topical(),
        exclude=texts_in(data, "tags"),
        background=background,
    )
    rows = [{"name": item.name, "reason": item.reason, "source": item.source} for item in found]
    return JsonResponse({"suggestions": rows})


def known_wordings() -> dict[str, str]:
    """Every wording that means a tag, and the tag's name; a merged one means its heir."""
    wordings = {name: heir or name for name, heir in Tag.objects.values_list("name", "merged_into__name")}
    synonyms = TagSynonym.objects.values_list("name", "tag__name")
    return {name: wordings.get(tag, tag) for name, tag in synonyms} | wordings


@for_editors
def quotes(request: HttpRequest) -> JsonResponse:
    """How close each pull quote is to the text as it stands in the form."""
    data = posted(request)
    wanted = texts_in(data, "quotes", most=50)
    pieces = [piece for piece in read(text_in(data, "body")) if piece.words.text and piece.kind != "image"]
    units = [(str(number), piece.words.text) for number, piece in enumerate(pieces, start=1)]
    units += [(f"观点 {n}", text) for n, text in enumerate(texts_in(data, "statements"), start=1)]
    by_key = dict(units)
    return JsonResponse({"quotes": [checked(quote, units, by_key) for quote in wanted]})


@for_editors
def quotable(request: HttpRequest) -> JsonResponse:
    """Sentences of the text that could be set large, each with the reason."""
    data = posted(request)
    title, body, said = text_in(data, "title", 500), text_in(data, "body"), texts_in(data, "statements")
    paragraphs = [piece.words.text for piece in read(body) if piece.kind in ("paragraph", "quote", "list")]
    blocks = [(str(at), text) for at, text in enumerate([*paragraphs, *said])]
    text = "\n".join(text for _, text in blocks)
    weights = weigh(title, text, background_for(terms(f"{title}\n{text}")))
    found = key_sentences(blocks, weights, taken=texts_in(data, "quotes"))
    return JsonResponse({"sentences": [{"text": each.text, "reason": each.reason} for each in found]})


def checked(quote: str, units: list[tuple[str, str]], by_key: dict[str, str]) -> dict[str, Any]:
    found = locate(quote[:500], units)
    if found is None:
        return {"fidelity": "not_found", "where": "", "pieces": []}
    where = f"第 {found.block} 段" if found.block.isdigit() else found.block
    if found.is_verbatim:
        return {"fidelity": "verbatim", "where": where, "pieces": []}
    source = by_key[found.block][found.start : found.end]
    pieces = [{"kind": piece.kind, "text": piece.text} for piece in diff.pieces(source, quote.strip())]
    return {"fidelity": "near", "where": where, "ratio": round(100 * found.ratio), "pieces": pieces, "source": source}
