"""审稿: the text under review with its changes and remarks, and the steps that are taken there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from articles import checking, stages, workflow
from articles.admin import review_finds, review_panel, review_text
from articles.admin.article_list import number_of
from articles.admin.article_steps import require
from articles.admin.review_forms import CommentForm, DecisionForm
from articles.admin.site import account_of, site
from articles.choices import ArticleKind, RecordKind, RevisionReason, Stage
from articles.exceptions import EditingConflict, FindingsOpen, NewsroomError
from articles.models import Article, Column, RecordEntry, Revision
from articles.models.review import REVIEWS

TEMPLATE = "admin/articles/review/review.html"
MARKED = (
    RevisionReason.SUBMITTED, RevisionReason.RETURNED, RevisionReason.FIRST_REVIEWED, RevisionReason.SECOND_REVIEWED,
    RevisionReason.APPROVED, RevisionReason.RELEASED, RevisionReason.CORRECTED,
)  # fmt: skip
OFFERED = 20
DONE = {
    RecordKind.SUBMITTED: "已送审，等待初审。",
    RecordKind.RECALLED: "已撤回送审，可以接着改。",
    RecordKind.PASSED: "{review}通过，等待{next}。",
    RecordKind.APPROVED: "已签发，可以发布。",
    RecordKind.RETURNED: "{review}退回，原因写稿的人会看到。",
    RecordKind.REVOKED: "已撤销签发，退回待改。",
}


def article_of(pk: int) -> Article:
    return get_object_or_404(Article.objects.select_related("page__issue", "column", "created_by"), pk=pk)


def address(article: Article) -> str:
    return reverse("admin:review_article", args=[article.pk])


def review(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the text under review; POST takes a step and keeps what was typed when it is refused."""
    require(request, "articles.view_article")
    article = article_of(pk)
    if request.method != "POST":
        return screen(request, article, DecisionForm(initial={"seen": article.lock_version}))
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return screen(request, article, form, status=400)
    try:
        entry = take(request, article, form)
    except FindingsOpen as error:
        form.add_error("overruled", error.message)
        return screen(request, article, form, status=409)
    except EditingConflict as error:
        form.add_error(None, error.message)  # what was typed stays, beside the text as it is now
        form.data = data = request.POST.copy()
        data["seen"] = str(article_of(pk).lock_version)
        return screen(request, article, form, status=409)
    except NewsroomError as error:
        form.add_error("words" if error.code in ("reason-missing", "report-missing") else None, error.message)
        return screen(request, article_of(pk), form, status=409)
    review = entry.seat.get_level_display() if entry.seat else ""
    told = DONE[RecordKind(entry.kind)].format(review=review, next=Stage(entry.after).label)
    messages.success(request, f"《{article}》{told}")
    where = address(article) if entry.after in REVIEWS else reverse("admin:articles_article_change", args=[pk])
    return HttpResponseRedirect(where if entry.kind != RecordKind.PASSED else reverse("admin:index"))


def take(request: HttpRequest, article: Article, form: DecisionForm) -> RecordEntry:
    """The step that the pressed button names. Raises NewsroomError."""
    by, data = account_of(request), form.cleaned_data
    match request.POST.get("step"):
        case "submit":
            return workflow.submit(article, by=by, words=data["words"], seen=data["seen"])
        case "recall":
            return workflow.recall(article, by=by)
        case "return":
            return workflow.send_back(article, by=by, words=form.reason(), seen=data["seen"])
        case "pass":
            said = {name: data[name] for name in ("words", "recommendation", "judgement", "overruled", "seen")}
            return workflow.pass_review(article, by=by, **said)
    raise NewsroomError("请选择通过还是退回。", code="step-missing")


def screen(request: HttpRequest, article: Article, form: DecisionForm, *, status: int = 200) -> HttpResponse:
    user = account_of(request)
    shown = review_panel.panel(article, user)
    offered = list(article.revisions.filter(reason__in=MARKED).select_related("created_by")[:OFFERED])
    base = compared(request, article, offered, shown["record"])
    before = review_text.sources_of_snapshot(base.snapshot) if base else None
    decided, now = decision(article, user, shown), review_text.sources_of_article(article)
    finds = review_finds.placed(article, decided.get("findings", ()), now)
    passages = review_text.sheet(now, before, shown["remarks"], finds)
    form.point_to_errors()
    context: dict[str, Any] = {
        **site.each_context(request), **shown, **decided, "finds": finds,
        "title": f"审稿：{article}", "form": form, "comment_form": CommentForm(auto_id="c_%s"),
        "passages": passages, "figures": review_text.figures(passages), "base": base, "offered": offered,
        "tags": tags_since(article, base), "was": placed_before(article, base),
        "quotes": list(article.pull_quotes.all()), "edit_url": reverse("admin:articles_article_change", args=[article.pk]),
    }  # fmt: skip
    return render(request, TEMPLATE, context, status=status)


def compared(
    request: HttpRequest, article: Article, offered: list[Revision], record: list[RecordEntry]
) -> Revision | None:
    """The revision to compare with: the chosen one, or what this reviewer has not seen the changes since."""
    chosen = request.GET.get("with", "")
    if chosen:
        number = number_of(chosen)
        return next((row for row in offered if row.number == number), None)
    wanted = RecordKind.RETURNED if article.stage in (Stage.FIRST_REVIEW, Stage.DRAFT) else RecordKind.SUBMITTED
    entry = next((entry for entry in record if entry.kind == wanted), None)
    return entry.revision if entry else None


def tags_since(article: Article, base: Revision | None) -> list[tuple[str, str]]:
    """(name, same, ins or del) of each tag, against the revision compared with."""
    now = {tag.name for tag in article.tags.all()}
    before = set(base.snapshot["tags"]) if base else now
    kinds = {name: "same" if name in now & before else "ins" if name in now else "del" for name in now | before}
    return sorted(kinds.items())


def placed_before(article: Article, base: Revision | None) -> dict[str, str]:
    """What column and kind were called in the revision compared with, where they were others."""
    found: dict[str, str] = {}
    if base and base.snapshot["column"] != article.column_id:
        column = Column.objects.filter(pk=base.snapshot["column"]).first()
        found["column"] = column.name if column else "无栏目"
    if base and (kind := base.snapshot["fields"]["kind"]) != article.kind:
        found["kind"] = str(ArticleKind(kind).label)
    return found


def decision(article: Article, user: Any, shown: dict[str, Any]) -> dict[str, Any]:
    """What this person may do here, and what stands in the way."""
    may = {key: stages.why_not(article, step, user) is None for key, step in stages.TRANSITIONS.items()}
    if article.stage not in REVIEWS:
        return {"may_submit": may["submit"], "may_revoke": may["revoke"], "gates": [], "refusal": ""}
    level = Stage(article.stage)
    refusal = stages.why_not(article, stages.PASS[level], user)
    report = checking.report(
        checking.copy_of(article), lexicon=checking.lexicon(), ignored=checking.ignored_in(article)
    )
    heavy = [remark for remark in report.remarks if remark.finding.weight >= checking.HEAVY]
    return {
        "level": level,
        "next_label": stages.PASS[level].label,
        "may_decide": refusal is None,
        "refusal": refusal.message if refusal else "",
        "may_recall": may["recall"],
        "heavy": heavy,
        "findings": report.standing,
        "gates": gates(article, report, heavy, shown),
        "reports": [line.entry for line in shown["lines"] if line.entry and line.stage != level],
    }


def gates(article: Article, report: checking.Report, heavy: list[Any], shown: dict[str, Any]) -> list[tuple[bool, str]]:
    """(holds, sentence) of what a reviewer must know before deciding."""
    found = [(not workflow.problems_of(article), "".join(workflow.problems_of(article)) or "标题、正文齐全")]
    rate = f"校对提示 {len(report.standing)} 处，差错率 {report.score.rate:.1f}/万字"
    found.append((report.score.passes, rate if report.score.passes else f"{rate}，超过 3"))
    if heavy:
        found.append((False, f"{len(heavy)} 处重要提示未改，签发时须写明放行理由"))
    waiting = len(shown["open_remarks"])
    rest = "签发之后留在审稿单上" if article.stage == Stage.FINAL_REVIEW else "会随稿送下一审"
    found.append((not waiting, f"{waiting} 条批注未解决，{rest}" if waiting else "批注都已解决"))
    return found
