"""Entering and changing one article: show the form, save it, tell what came of it."""

from __future__ import annotations

from typing import Any

from csp.constants import SELF
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html

from articles import autosaving, editing, entries, presence, publishing, stages, workflow
from articles.admin import article_checks, comparing, drafts, review_panel
from articles.admin.article_autosave import entry_in_base
from articles.admin.article_form import ArticleEntryForm
from articles.admin.site import account_of
from articles.analysis import duplicates
from articles.choices import Stage
from articles.exceptions import EditingConflict, FindingsOpen, NewsroomError
from articles.models import Article, Publication, User

TEMPLATE = "admin/articles/article/edit.html"
FIELD_OF = {"position-taken": "position", "page-number": "new_number", "title-missing": "title"}


def edit(request: HttpRequest, article: Article | None, context: dict[str, Any]) -> HttpResponse:
    """GET shows the form, POST saves; ``context`` is the admin site's."""
    wanted = "articles.change_article" if article else "articles.add_article"
    may_save = account_of(request).has_perm(wanted)
    if article is not None:
        prefetch_related_objects([article], "contributions__author", "statements__author", "pull_quotes", "tags")
    if request.method != "POST":
        kept = drafts.taken_up(request, article)
        form = ArticleEntryForm(drafts.controls_of(kept) if kept else None, article=article)
        shown = {"may_save": may_save, "draft": kept, "offer": None if kept else drafts.offer(request, article)}
        return page(request, article, form, context | shown)
    if not may_save:
        raise PermissionDenied(wanted)
    form = ArticleEntryForm(request.POST, article=article)
    context = context | {"may_save": True}
    if not form.is_valid() or form.entry is None:
        return page(request, article, form, context)
    user, tab = account_of(request), request.POST.get("tab", "")[:16]
    if article is None and tab and (begun := autosaving.begun_in(user, tab)):
        article = Article.objects.get(pk=begun)
    try:
        version = form.form.cleaned_data["lock_version"] or 0
        saved = editing.save(
            article, form.entry, by=user, lock_version=version, base=lambda: entry_in_base(request, article), tab=tab
        )
    except EditingConflict as found:
        assert article is not None  # a new article has no one to conflict with  # noqa: S101
        return conflict(request, article, form, context | {"kept": found.kept})
    except NewsroomError as error:
        form.form.add_error(FIELD_OF.get(error.code), error.message)
        return page(request, article, form, context)
    except IntegrityError:  # two saved at once what only one may have; nothing was written
        form.form.add_error(None, "同一时刻有人改动了同一处（版位、作者或标签），请再保存一次。")
        return page(request, article, form, context)
    return answer(request, saved)


def answer(request: HttpRequest, saved: editing.Saved) -> HttpResponse:
    """After a save: publish where that was asked for, say what happened, and show the form again."""
    article = saved.article
    where = reverse("admin:articles_article_change", args=[article.pk])
    drafts.settle(request, article)
    if saved.taken:
        parts = "、".join(saved.taken)
        wanted = "发布" if "_publish" in request.POST else "送审" if "_submit" in request.POST else ""
        note = f"没有{wanted}：请看过再点一次。" if wanted else ""
        messages.warning(request, f"《{article}》已保存。其间别人改了{parts}，已经并入。{note}")
    elif "_publish" in request.POST:
        try:
            publication = publishing.release(article, by=account_of(request))
        except NewsroomError as error:
            messages.error(request, f"已保存，但没有发布。{error.message}")
            if isinstance(error, FindingsOpen):  # the next page asks for a reason
                where = reverse("admin:release_article", args=[article.pk])
        else:
            messages.success(request, published_words(publication))
    elif "_submit" in request.POST:
        try:
            workflow.submit(article, by=account_of(request))
        except NewsroomError as error:
            messages.error(request, f"已保存，但没有送审。{error.message}")
        else:
            messages.success(request, f"《{article}》已送审，等待初审。")
    elif saved.is_changed:
        messages.success(request, f"《{article}》已保存。")
    else:
        messages.info(request, "没有改动，未另存。")
    if saved.undecided:
        names = "、".join(dict.fromkeys(saved.undecided))
        messages.warning(request, f"{names}：有同名作者，还没有认定是哪一位。请在署名或观点里选定。")
    return HttpResponseRedirect(where)


def published_words(publication: Publication) -> str:
    return format_html(
        '《{}》已发布，版本 v{}。<a href="{}">看网站上的这一篇</a>',
        publication.title, publication.version, publication.get_absolute_url(),
    )  # fmt: skip


def conflict(request: HttpRequest, article: Article, form: ArticleEntryForm, context: dict[str, Any]) -> HttpResponse:
    """Somebody saved in between: show both, keep mine in the form; saving again is then a decision."""
    current = Article.objects.select_related("page__issue", "column").get(pk=article.pk)
    drafts.settle(request, current)  # all of it is in the revision that was kept, and in the form
    mine = comparing.lines_of_entry(form.entry) if form.entry else []
    shown = context | {
        "hunks": comparing.hunks(mine, comparing.lines_of_entry(entries.of_article(current))),
        "other": autosaving.last_writer(current, besides=request.POST.get("tab", "")),
        "other_version": current.lock_version,
        "posted_base": request.POST.get("base", ""),
    }
    return page(request, current, form, shown, status=409)


def page(
    request: HttpRequest,
    article: Article | None,
    form: ArticleEntryForm,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    form.offer_persons()
    if form.form.is_bound:
        form.form.offer_pages()
    form.point_to_errors()
    user = account_of(request)
    publication = Publication.objects.filter(article=article).first() if article else None
    is_public = publication is not None and publication.withdrawn_at is None
    locked = review_panel.may_edit(article, user)
    has_news = is_ahead(article, publication)
    review = review_panel.panel(article, user) if article else None
    barred = review["own_words"] if review else ""
    shown = context | {
        "title": str(article) if article else "新稿件",
        "article": article,
        "entry": form,
        "form": form.form,
        "publication": publication,
        "is_public": is_public,
        "has_news": has_news,
        "locked": locked,
        "may_save": context["may_save"] and not locked,
        "next": review_panel.next_step(article, user, publication, has_news=has_news, barred=barred),
        "review": review,
        "may_correct": is_public and user.has_perm(stages.CORRECT),
        "may_withdraw": is_public and user.has_perm(stages.WITHDRAW),
        "may_delete": article is not None and publication is None and stages.may_delete(article, user),
        "problems": form.errors() if request.method == "POST" else [],
        "revisions": article.revisions.select_related("created_by").order_by("-number")[:6] if article else [],
        "characters": article.character_count() if article else 0,
        "others": presence.others(article, by=user) if article else [],
        "manuscripts": manuscripts_of(article, user),
        "twins": duplicates.twins(article, among=Article.objects.all())[:3] if article else [],
        **article_checks.context(form),
    }
    response = render(request, TEMPLATE, shown, status=status)
    response._csp_update = {"frame-src": [SELF]}  # type: ignore[attr-defined]  # the preview
    return response


def manuscripts_of(article: Article | None, user: User) -> Any:
    """The manuscripts that the article was made from, with what came with them, for those who may see them."""
    if article is None or not user.has_perm("articles.view_manuscript"):
        return []
    return article.manuscripts.prefetch_related("attachments")


def is_ahead(article: Article | None, publication: Publication | None) -> bool:
    """True when the working copy of a released article has news for readers."""
    if article is None or publication is None or article.stage != Stage.RELEASED:
        return False
    return publishing.is_ahead(article, publication)
