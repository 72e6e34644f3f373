"""The review record only grows, and the database itself keeps one person to one review of an article."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from articles.choices import RecordKind, Stage
from articles.exceptions import NewsroomError
from articles.models import RecordEntry, ReviewSeat
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def test_what_is_recorded_stays(account):
    article = make_article()
    entry = RecordEntry.objects.create(
        article=article, kind=RecordKind.SUBMITTED, before=Stage.DRAFT, after=Stage.FIRST_REVIEW, words="独有的话"
    )
    entry.words = "改过的话"
    for change in (entry.save, entry.delete, RecordEntry.objects.all().delete, article.record.all().delete):
        with pytest.raises(NewsroomError) as refused:
            change()
        assert refused.value.code == "record-kept"
    with pytest.raises(NewsroomError):
        RecordEntry.objects.update(words="")
    past_the_model = ["UPDATE articles_recordentry SET words = ''"]
    past_the_model += ["DELETE FROM articles_recordentry"] if connection.vendor == "postgresql" else []
    for statement in past_the_model:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(IntegrityError):  # ProtectedError
        article.delete()
    assert RecordEntry.objects.get().words == "独有的话"


def test_the_database_refuses_two_reviews_and_half_a_decision(account):
    article, person = make_article(), account("first_reviewer")
    seat = ReviewSeat.objects.create(article=article, person=person, level=Stage.FIRST_REVIEW)
    whole = {
        "article": article, "kind": RecordKind.PASSED, "before": Stage.FIRST_REVIEW, "after": Stage.SECOND_REVIEW,
        "seat": seat, "by": person, "words": "可用。", "recommendation": "use",
        "revision": article.revisions.create(number=1, reason="first_reviewed", snapshot={}),
    }  # fmt: skip
    halves = [
        {"seat": None}, {"by": None}, {"revision": None}, {"words": ""}, {"recommendation": ""},
        {"kind": RecordKind.RETURNED, "words": ""}, {"before": Stage.SECOND_REVIEW}, {"findings": [{"text": "的的"}]},
    ]  # fmt: skip
    for half in halves:
        with pytest.raises(IntegrityError), transaction.atomic():
            RecordEntry.objects.create(**whole | half)
    RecordEntry.objects.create(**whole)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewSeat.objects.create(article=article, person=person, level=Stage.SECOND_REVIEW)
