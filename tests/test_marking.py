"""The mark of what is public: every public change gives it another value, a change of a draft does not."""

from threading import Thread

import pytest
from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from articles import marking, publishing
from articles.choices import WithdrawalReason
from articles.models import ApiKey, Article, Column, Partner
from tests.factories import make_article, make_column, make_page, make_tag


@pytest.mark.django_db(transaction=True)
def test_every_public_change_gives_another_mark():
    page, column, tag = make_page(), make_column(), make_tag()
    article = make_article(page=page, column=column, tags=(tag,), release=True)
    draft = make_article(page=page)
    partner = Partner.objects.create(name="镜像网")
    marks = [marking.mark()]
    for change in (
        lambda: Column.objects.filter(pk=column.pk).update(description="新的介绍"),  # round every save()
        lambda: column.aliases.create(name="旧栏名"),  # by which a search finds the column
        lambda: column.aliases.update(name="旧名"),
        lambda: publishing.release(draft, by=None),
        lambda: publishing.correct(article, text="第一段的年份应为2024年。", by=None),
        lambda: publishing.withdraw(article, reason=WithdrawalReason.ERROR, by=None),
        lambda: Article.objects.filter(pk=draft.pk).update(region=[[0, 0], [1, 0], [1, 1]]),
        lambda: ApiKey.objects.issue(partner, scopes=[]),
        lambda: ApiKey.objects.update(revoked_at=timezone.now()),
        lambda: partner.columns.add(column),
        lambda: Partner.objects.update(may_reprint=True),
        lambda: tag.delete() if not tag.publications.exists() else tag.save(),
    ):
        change()
        marks.append(marking.mark())
    assert len(set(marks)) == len(marks), marks
    ApiKey.objects.update(last_used_at=timezone.now())
    Article.objects.filter(pk=draft.pk).update(title="改了的底稿", region=[[0, 0], [1, 0], [1, 1]])
    with transaction.atomic():
        column.save()
        transaction.set_rollback(True)
    assert marking.mark() == marks[-1]


@pytest.mark.django_db(transaction=True)
def test_missing_triggers_come_back():
    name = "mark_column_update" if connection.vendor == "sqlite" else "mark_column"
    where = "" if connection.vendor == "sqlite" else " ON articles_column"
    column = make_column()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{where}")
    before = marking.mark()
    column.save()
    assert marking.mark() == before
    marking.keep()
    column.save()
    assert marking.mark() != before


@pytest.mark.django_db(transaction=True)
def test_it_is_read_where_the_connection_was_lost_since_the_last_request():
    make_column()
    before = marking.mark()
    if connection.vendor == "postgresql":
        pid = connection.connection.info.backend_pid

        def end():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
            connection.close()

        thread = Thread(target=end)
        thread.start()
        thread.join()
    close_old_connections()  # as each request begins
    assert marking.mark() == before != ""
