"""Publishing, correcting and withdrawing from the desk. The rules are ``publishing``'s; this only asks and tells."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from articles import entries, publishing, revisions, stages
from articles.admin import comparing
from articles.admin.article_edit import published_words
from articles.admin.fields import DeskForm, TextField
from articles.admin.site import account_of, site
from articles.choices import WithdrawalReason
from articles.exceptions import FindingsOpen, NewsroomError
from articles.models import Article, Publication


def require(request: HttpRequest, permission: str) -> None:
    """A page that the account must not see at all answers 403, which names the right."""
    if not account_of(request).has_perm(permission):
        raise PermissionDenied(permission)


def back(request: HttpRequest, fallback: str) -> HttpResponse:
    """To the page of the desk that the button stood on."""
    return HttpResponseRedirect(own_page(request, fallback))


def own_page(request: HttpRequest, fallback: str) -> str:
    """The address that the form or the link named as ``next``, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_own = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if is_own else fallback


def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: release the working copy as it was saved; what proofreading has against it is asked about."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    article = get_object_or_404(Article, pk=pk)
    by = account_of(request)
    require(request, stages.PUBLISH_PRINTED if by.has_perm(stages.PUBLISH_PRINTED) else stages.RELEASE_APPROVED)
    try:
        messages.success(request, published_words(publishing.release(article, by=by)))
    except FindingsOpen as error:
        messages.error(request, error.message)
        return HttpResponseRedirect(reverse("admin:release_article", args=[pk]))
    except NewsroomError as error:
        messages.error(request, error.message)
    return back(request, reverse("admin:articles_article_change", args=[pk]))


class WithdrawForm(DeskForm):
    reason = forms.ChoiceField(
        choices=WithdrawalReason.choices,
        widget=forms.RadioSelect(),
        error_messages={"required": "请选择原因，读者会看到。"},
    )
    note = TextField(label="说明（选填，读者会看到）", max_length=500, rows=2)


class CorrectionForm(DeskForm):
    text = TextField(
        label="更正内容", max_length=2_000, rows=4, required=True,
        error_messages={"required": "请写明更正的内容，读者会看到。"},
    )  # fmt: skip


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks for the reason, POST takes the article back."""
    require(request, stages.WITHDRAW)
    article, publication = _public(pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = WithdrawalReason(form.cleaned_data["reason"])
        try:
            publishing.withdraw(article, reason=reason, by=account_of(request), note=form.cleaned_data["note"])
        except NewsroomError as error:
            form.add_error("note", error.message)
        else:
            messages.success(request, f"《{article}》已撤稿，原地址只剩一句说明。")
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[pk]))
    return _ask(request, article, publication, form, title="撤稿", template="withdraw")


def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks for the words and shows what else changes for readers; POST publishes both, if that is still so."""
    require(request, stages.CORRECT)
    article, publication = _public(pk)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and request.POST.get("seen", str(article.lock_version)) != str(article.lock_version):
        form.add_error(None, "什么也没有发布：你打开这一页之后，稿件有改动。请再看一遍下面的改动。")
    elif request.method == "POST" and form.is_valid():
        try:
            publishing.correct(article, text=form.cleaned_data["text"], by=account_of(request))
        except NewsroomError as error:
            form.add_error("text", error.message)
        else:
            messages.success(request, f"《{article}》的更正已发布。")
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[pk]))
    return _ask(request, article, publication, form, title="更正", template="correct", more=_news(article, publication))


def _news(article: Article, publication: Publication | None) -> dict[str, Any]:
    """What was edited since readers got the article, and by whom."""
    if publication is None:
        return {}
    before = comparing.lines_of_entry(entries.of_snapshot(publication.revision.snapshot))
    since = article.revisions.filter(number__gt=publication.revision.number, reason__in=revisions.WRITTEN)
    writers = {str(row.created_by) for row in since.select_related("created_by") if row.created_by}
    typed = article.autosaves.filter(version__isnull=False, created_at__gt=publication.updated_at)
    writers |= {str(row.user) for row in typed.select_related("user").only("user")}
    now = comparing.lines_of_entry(entries.of_article(article))
    return {"hunks": comparing.hunks(before, now), "writers": sorted(writers)}


def _public(pk: int) -> tuple[Article, Publication | None]:
    article = get_object_or_404(Article.objects.select_related("page__issue", "column"), pk=pk)
    return article, Publication.objects.filter(article=article, withdrawn_at__isnull=True).first()


def _ask(
    request: HttpRequest,
    article: Article,
    publication: Publication | None,
    form: forms.Form,
    *,
    title: str,
    template: str,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    if publication is None:
        messages.error(request, f"《{article}》没有公开发布，不需要{title}。")
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
    context: dict[str, Any] = {
        **site.each_context(request), "title": title, "article": article, "publication": publication, "form": form,
        **(more or {}),
    }  # fmt: skip
    status = 409 if form.non_field_errors() else 200
    return render(request, f"admin/articles/article/{template}.html", context, status=status)
