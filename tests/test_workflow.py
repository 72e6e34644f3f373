"""The three reviews: who may take which step, what no one may, what is kept."""

import datetime as dt
import itertools
from dataclasses import replace

import pytest
from django.db import transaction
from django.utils import timezone

from articles import editing, entries, publishing, revisions, scheduling, stages, workflow
from articles.choices import RecordKind, RevisionReason, Stage, WithdrawalReason
from articles.exceptions import EditingConflict, FindingsOpen, NewsroomError
from articles.importing import create_drafts
from articles.models import Article, IssueDue, Publication, RecordEntry, Revision, ScheduledRelease
from tests.factories import make_article, make_issue, make_page
from tests.importing.states import make_import

pytestmark = pytest.mark.django_db
ROLES = ("editor", "first_reviewer", "second_reviewer", "final_reviewer", "administrator")
REVIEWERS = {"first_reviewer", "second_reviewer", "final_reviewer", "administrator"}
PASS = {"words": "可用。", "recommendation": "use", "judgement": "agrees"}
SLIP = "各地的的做法值得借鉴，办法要写清楚。"  # a doubled character: weighs 1

# Written out by hand: which roles may take the step, and from which stages.
MAY = {
    "submit": (set(ROLES), {"draft", "released", "withdrawn"}),
    "recall": (set(ROLES), {"first_review"}),
    "pass_first": ({"first_reviewer", "administrator"}, {"first_review"}),
    "return_first": ({"first_reviewer", "administrator"}, {"first_review"}),
    "pass_second": ({"second_reviewer", "administrator"}, {"second_review"}),
    "return_second": ({"second_reviewer", "administrator"}, {"second_review"}),
    "pass_final": ({"final_reviewer", "administrator"}, {"final_review"}),
    "return_final": ({"final_reviewer", "administrator"}, {"final_review"}),
    "revoke": ({"final_reviewer", "administrator"}, {"approved"}),
    "release": (REVIEWERS, {"approved"}),
    "release_printed": (REVIEWERS, {"draft", "released", "withdrawn"}),
    "correct": ({"second_reviewer", "final_reviewer", "administrator"}, {"released"}),
    "withdraw": ({"final_reviewer", "administrator"}, set(Stage.values)),
}


def attempt(step, article, by):
    """Takes the step through its own door."""
    match step:
        case "submit":
            workflow.submit(article, by=by)
        case "recall":
            workflow.recall(article, by=by)
        case "pass_first" | "pass_second" | "pass_final":
            workflow.pass_review(article, by=by, **PASS)
        case "return_first" | "return_second" | "return_final" | "revoke":
            workflow.send_back(article, by=by, words="出处待核。")
        case "release" | "release_printed":
            publishing.release(article, by=by)
        case "correct":
            publishing.correct(article, text="第二段有误。", by=by)
        case "withdraw":
            publishing.withdraw(article, reason=WithdrawalReason.ERROR, by=by)


def standing(stage):
    """An article on a printed page that stands in ``stage``; a released one is public."""
    article = make_article(page=make_page(number=str(10 + Stage.values.index(stage))), release=stage == "released")
    Article.objects.filter(pk=article.pk).update(stage=stage)
    return article_now(article)


@pytest.fixture
def staff(account):
    return {role: account(role) for role in ROLES}


def test_who_may_take_a_step_and_from_where(staff, monkeypatch):
    """Every role against every step: through its door from where it begins, by the table from every other stage.

    Whatever is refused leaves no trace.
    """
    monkeypatch.setattr(workflow, "require_as_approved", lambda article: None)
    articles = {stage: standing(stage) for stage in Stage.values}
    RecordEntry.objects.create(
        article=articles["first_review"], kind="submitted", before="draft", after="first_review", by=staff["editor"]
    )
    assert set(MAY) == set(stages.TRANSITIONS)
    for (step, (roles, sources)), role in itertools.product(MAY.items(), ROLES):
        if step == "recall":
            roles = {"editor"}  # who sent it; the others return it, with a reason
        for stage, article in articles.items():
            way = stages.TRANSITIONS[step]
            refusal = stages.why_not(article, way, staff[role])
            allowed = role in roles and stage in sources
            assert (refusal is None) is allowed, (step, stage, role)
            if stage != (next(iter(sources)) if step not in ("correct", "withdraw") else "released"):
                continue
            lines = RecordEntry.objects.count()
            mark = transaction.savepoint()
            error = None
            try:
                attempt(step, article_now(article), staff[role])
            except NewsroomError as refused:
                error = refused
            assert (error is None) is allowed, (step, stage, role, error)
            assert article_now(article).stage == (way.target if allowed else stage)
            assert RecordEntry.objects.count() - lines == (1 if allowed else 0)
            transaction.savepoint_rollback(mark)


def test_an_article_through_all_reviews_and_what_is_kept(staff):
    writer = staff["editor"]
    article = make_article("三本账", created_by=writer)
    workflow.submit(article, by=writer, words="请审。")
    workflow.pass_review(article_now(article), by=staff["first_reviewer"], words="事实清楚。", recommendation="use")
    workflow.send_back(article_now(article), by=staff["second_reviewer"], words="第二段缺出处。")
    assert article_now(article).stage == Stage.DRAFT
    workflow.submit(article_now(article), by=writer)
    workflow.pass_review(article_now(article), by=staff["first_reviewer"], words="已补。", recommendation="use")
    workflow.pass_review(article_now(article), by=staff["second_reviewer"], judgement="agrees")
    workflow.pass_review(article_now(article), by=staff["final_reviewer"], words="签发。")
    publishing.release(article_now(article), by=staff["first_reviewer"])
    told = [(entry.title, entry.by_name or "", entry.revision.reason if entry.revision else "") for entry in
            article.record.select_related("seat", "revision")]  # fmt: skip
    names = [str(staff[role]) for role in ROLES]
    assert told == [
        ("送审", names[0], "submitted"), ("初审通过", names[1], "first_reviewed"), ("复审退回", names[2], "returned"),
        ("送审", names[0], "submitted"), ("初审通过", names[1], "first_reviewed"), ("复审通过", names[2], "second_reviewed"),
        ("终审签发", names[3], "approved"), ("发布", names[1], "released"),
    ]  # fmt: skip
    assert Publication.objects.visible().get().title == "三本账"


def article_now(article):
    return Article.objects.select_related("page__issue").get(pk=article.pk)


def test_no_person_holds_two_reviews_nor_reviews_own_words(staff, account):
    """The administrator has every right and still holds one review of an article at most."""
    boss, writer = staff["administrator"], staff["editor"]
    article = make_article(created_by=writer)
    workflow.submit(article, by=writer)
    workflow.pass_review(article_now(article), by=boss, **PASS)
    assert code(lambda: workflow.pass_review(article_now(article), by=boss, **PASS)) == "two-reviews"
    workflow.send_back(article_now(article), by=staff["second_reviewer"], words="改。")
    workflow.submit(article_now(article), by=writer)
    workflow.pass_review(article_now(article), by=staff["first_reviewer"], **PASS)
    # having returned counts as having held it, in a later round too
    assert code(lambda: workflow.pass_review(article_now(article), by=boss, **PASS)) == "two-reviews"
    # whoever made the text, or saved words of it outside the review in question, does not review it
    for stage in ("first_review", "second_review", "final_review"):
        own = make_article(created_by=boss, stage=stage)
        assert code(lambda own=own: workflow.pass_review(own, by=boss, **PASS)) == "own-text"
        assert code(lambda own=own: workflow.send_back(own, by=boss, words="改。")) == "own-text"
    written = make_article(created_by=writer)
    revisions.freeze(written, reason=RevisionReason.SAVED, by=boss)
    workflow.submit(written, by=writer)
    assert code(lambda: workflow.pass_review(article_now(written), by=boss, **PASS)) == "own-text"
    # but mending words while reviewing is part of the review
    revisions.freeze(article_now(written), reason=RevisionReason.SAVED, by=staff["first_reviewer"])
    workflow.pass_review(article_now(written), by=staff["first_reviewer"], **PASS)
    second = account("second_reviewer", username="second2")
    third = account("final_reviewer", username="final2")
    revisions.freeze(article_now(written), reason=RevisionReason.SAVED, by=third)  # at the second review
    workflow.pass_review(article_now(written), by=second, **PASS)
    assert code(lambda: workflow.pass_review(article_now(written), by=third, **PASS)) == "own-text"


def code(act):
    with pytest.raises(NewsroomError) as refused:
        act()
    return refused.value.code


def entry_of(article, title):
    return editing.Entry(fields={"title": title}, body=article.body, place=editing.PlaceEntry(page=article.page))


def test_words_stay_as_they_are_reviewed_and_approved(staff):
    article = make_article("旧题", created_by=staff["editor"])

    def save(by, title):
        now = article_now(article)
        return editing.save(now, entry_of(now, title), by=by, lock_version=now.lock_version)

    workflow.submit(article, by=staff["editor"])
    assert code(lambda: save(staff["editor"], "偷改")) == "under-review"
    assert not save(staff["editor"], "旧题").is_changed
    assert save(staff["first_reviewer"], "初审改过的题").is_changed
    workflow.pass_review(article_now(article), by=staff["first_reviewer"], **PASS)
    assert code(lambda: save(staff["first_reviewer"], "又改")) == "under-review"
    seen = article_now(article).lock_version
    save(staff["second_reviewer"], "复审改过的题")
    with pytest.raises(EditingConflict):
        workflow.pass_review(article_now(article), by=staff["second_reviewer"], seen=seen, **PASS)
    workflow.pass_review(article_now(article), by=staff["second_reviewer"], **PASS)
    workflow.pass_review(article_now(article), by=staff["final_reviewer"])
    assert code(lambda: save(staff["administrator"], "签发后改")) == "approved"
    Article.objects.filter(pk=article.pk).update(title="绕过桌面的改动")
    assert code(lambda: publishing.release(article_now(article), by=staff["final_reviewer"])) == "not-as-approved"
    assert not Publication.objects.exists()


def test_a_step_that_must_say_something_says_it(staff):
    article = make_article(stage=Stage.FIRST_REVIEW)
    first, second = staff["first_reviewer"], staff["second_reviewer"]
    assert code(lambda: workflow.pass_review(article, by=first, words="可用。")) == "report-missing"
    assert code(lambda: workflow.pass_review(article, by=first, recommendation="use")) == "report-missing"
    assert code(lambda: workflow.send_back(article, by=first, words=" ")) == "reason-missing"
    workflow.pass_review(article, by=first, **PASS)
    assert code(lambda: workflow.pass_review(article_now(article), by=second, words="好。")) == "judgement-missing"
    assert code(lambda: workflow.submit(make_article(paragraphs=()), by=staff["editor"])) == "not-ready"


def test_heavy_findings_stop_the_final_word_unless_overruled_with_a_reason(staff):
    article = make_article(paragraphs=(SLIP,), stage=Stage.FINAL_REVIEW)
    final = staff["final_reviewer"]
    with pytest.raises(FindingsOpen) as stopped:
        workflow.pass_review(article, by=final)
    assert [row["text"] for row in stopped.value.findings] == ["的的"]
    entry = workflow.pass_review(article, by=final, overruled="方言如此。")
    assert (entry.overruled, entry.findings[0]["text"]) == ("方言如此。", "的的")
    publishing.release(article_now(article), by=final)  # the same words are not asked for twice
    invented = make_article(quotes=("让每一滴汗水都闪光。",), stage=Stage.FINAL_REVIEW)
    with pytest.raises(FindingsOpen, match="让每一滴汗水都闪光"):  # a pull quote that the text does not say
        workflow.pass_review(invented, by=final)
    page = make_page()
    printed, other = make_article(paragraphs=(SLIP,), page=page), make_article(page=page)
    with pytest.raises(FindingsOpen):
        publishing.release_page(page, by=final)
    assert not Publication.objects.filter(article__in=[printed, other]).exists()
    publishing.release_page(page, by=final, overruled="照报样。")
    assert printed.record.get().overruled == "照报样。"
    assert other.record.get().overruled == ""


def test_a_printed_page_is_released_straight_and_the_record_names_its_editors(staff):
    page = make_page(credits=[{"role": "责任编辑", "name": "卢一白"}])
    article = make_article(page=page)
    publishing.release_page(page, by=staff["first_reviewer"])
    entry = article.record.get()
    assert (entry.title, entry.page_editors) == ("已见报", [{"role": "责任编辑", "name": "卢一白"}])
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    for text in (
        make_article(page=make_page(make_issue(tomorrow))),  # not yet printed
        make_article(),  # for the web alone
        begun_before_print(make_page(make_issue(timezone.localdate()))),
    ):
        assert code(lambda text=text: publishing.release(text, by=staff["administrator"])) == "reviews-missing"
    # a text that a review was begun on here does not slip out as printed
    back = make_article(page=page)
    workflow.submit(back, by=staff["editor"])
    workflow.send_back(article_now(back), by=staff["first_reviewer"], words="不能用。")
    assert code(lambda: publishing.release(article_now(back), by=staff["first_reviewer"])) == "reviews-missing"


def test_as_printed_nobody_releases_what_they_alone_typed(staff, account):
    """The imported source vouches for the words, or somebody besides the releaser; the administrator is no exception."""
    boss, first, writer = staff["administrator"], staff["first_reviewer"], staff["editor"]
    page = make_page()

    def save(article, by, **fields):
        now = article_now(article)
        entry = entries.of_article(now)
        entry = replace(entry, fields={**entry.fields, **{k: v for k, v in fields.items() if k != "body"}},
                        body=fields.get("body", entry.body))  # fmt: skip
        editing.save(now, entry, by=by, lock_version=now.lock_version)

    typed = make_article("自己录入的", page=page, created_by=first)
    refused = stages.why_not(typed, stages.TRANSITIONS["release_printed"], first)
    assert (refused.code, "另一位" in refused.message) == ("own-text", True)
    assert code(lambda: publishing.release(typed, by=first)) == "own-text"
    assert code(lambda: scheduling.schedule(typed, by=first, at=timezone.now() + dt.timedelta(hours=1))) == "own-text"
    assert code(lambda: publishing.release_page(page, by=first)) == "own-text"
    save(typed, writer, summary="别人只动了一处。")  # another's save does not launder the rest
    assert code(lambda: publishing.release(typed, by=first)) == "own-text"
    assert not Publication.objects.exists()
    publishing.release(article_now(typed), by=boss)  # a second person
    publishing.release(article_now(typed), by=first)  # a new version of what is out: no new words

    others = make_article("别人录入的", page=page, created_by=writer)
    save(others, writer, summary="提要一句。")
    save(others, first, title="别人录入的题")
    publishing.release(article_now(others), by=first)  # corrected, not written
    rewritten = make_article("别人录入，自己加写", page=page, created_by=writer)
    save(rewritten, writer, summary="提要一句。")
    more = [*rewritten.body, {"kind": "paragraph", "id": "pmore", "text": "另起一段没有见过报的话，谁也没有审过。"}]
    save(rewritten, first, body=more)
    assert code(lambda: publishing.release(article_now(rewritten), by=first)) == "own-text"
    publishing.release(article_now(rewritten), by=staff["second_reviewer"])


def test_an_imported_page_needs_no_second_person_while_it_says_what_its_source_says(staff):
    boss = staff["administrator"]
    one, two = create_drafts(make_import(), by=boss).articles
    block = {**one.body[0], "text": one.body[0]["text"].replace("热闹", "热闹非凡")}
    Article.objects.filter(pk=one.pk).update(body=[block, *one.body[1:]], title="县城缺的不只是人手")
    publishing.release(article_now(one), by=boss)
    slipped = [*two.body, {"kind": "paragraph", "id": "pslip", "text": "报样上没有的一段话，夹带进来。"}]
    Article.objects.filter(pk=two.pk).update(body=slipped)
    with pytest.raises(NewsroomError) as refused:
        publishing.release_page(two.page, by=boss)
    assert refused.value.code == "own-text"
    assert "“报样上没有的一段话夹带进来”" in refused.value.message
    publishing.release(article_now(two), by=staff["first_reviewer"])


def begun_before_print(page):
    article = make_article(page=page)
    Article.objects.filter(pk=article.pk).update(created_at=timezone.now() - dt.timedelta(days=2))
    return article_now(article)


def test_a_page_passes_whole_or_not_at_all(staff):
    page = make_page(make_issue(timezone.localdate() + dt.timedelta(days=1)))
    one, two = make_article("甲篇", page=page), make_article("乙篇", page=page, created_by=staff["administrator"])
    workflow.submit_page(page, by=staff["editor"])
    seen = {one.pk: 1, two.pk: 1}
    with pytest.raises(NewsroomError) as refused:
        workflow.pass_page(page, level=Stage.FIRST_REVIEW, by=staff["administrator"], **PASS)
    assert "乙篇" in refused.value.message
    with pytest.raises(EditingConflict):
        workflow.pass_page(page, level=Stage.FIRST_REVIEW, by=staff["first_reviewer"], seen={one.pk: 1}, **PASS)
    assert set(page.articles.values_list("stage", flat=True)) == {"first_review"}
    workflow.pass_page(page, level=Stage.FIRST_REVIEW, by=staff["first_reviewer"], seen=seen, **PASS)
    assert set(page.articles.values_list("stage", flat=True)) == {"second_review"}
    assert {entry.words for entry in RecordEntry.objects.filter(kind=RecordKind.PASSED)} == {"可用。"}


def approve(article, staff):
    workflow.submit(article, by=staff["editor"])
    for role in ("first_reviewer", "second_reviewer", "final_reviewer"):
        workflow.pass_review(article_now(article), by=staff[role], **PASS)
    return article_now(article)


def test_releases_to_come(staff):
    by, now = staff["first_reviewer"], timezone.now()
    issue = make_issue(timezone.localdate() + dt.timedelta(days=1))
    alone = approve(make_article("定时篇"), staff)
    with_issue = approve(make_article("随期篇", page=make_page(issue)), staff)
    broken = approve(make_article("出错篇"), staff)
    waiting = approve(make_article("没有定时"), staff)
    later = now + dt.timedelta(hours=2)
    scheduling.schedule(alone, by=by, at=later, embargo_until=later + dt.timedelta(hours=1))
    scheduling.schedule(with_issue, by=by)
    scheduling.schedule(broken, by=by, at=later)
    Article.objects.filter(pk=broken.pk).update(title="绕过桌面的改动")
    assert code(lambda: scheduling.schedule(waiting, by=by)) == "no-issue"
    assert code(lambda: scheduling.schedule(waiting, by=by, at=now)) == "time-past"
    assert code(lambda: scheduling.schedule(waiting, by=staff["editor"], at=later)) == "permission-denied"
    assert code(lambda: scheduling.schedule(make_article(), by=by, at=later)) == "reviews-missing"
    assert publishing.release_due(later - dt.timedelta(minutes=1)) == 0
    assert publishing.release_due(later) == 1
    assert Publication.objects.get().embargo_until == later + dt.timedelta(hours=1)
    assert "签发之后文字又有改动" in ScheduledRelease.objects.get(article=broken).problem
    IssueDue.objects.create(issue=issue, stage=Stage.RELEASED, due_at=later)
    assert publishing.release_due(later) == 1
    assert publishing.release_due(later) == 0
    assert article_now(with_issue).stage == Stage.RELEASED
    scheduling.unschedule(broken, by=by)
    assert [entry.title for entry in broken.record.all()][-2:] == ["定时发布", "取消定时"]
    scheduling.schedule(waiting, by=by, at=later)
    workflow.send_back(article_now(waiting), by=staff["final_reviewer"], words="再等等。")
    assert publishing.release_due(later) == 0
    assert Revision.objects.filter(article=waiting, reason="returned").exists()
