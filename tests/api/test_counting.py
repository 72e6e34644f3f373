"""Counts are those of what is visible, for whatever reason the rest is hidden, and end with each reason."""

import datetime as dt

import pytest
from django.utils import timezone

from articles import publishing
from articles.api.counts import article_counts
from articles.choices import WithdrawalReason
from articles.counting import JOINS
from articles.models import Publication
from tests import factories

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def test_what_is_hidden_is_not_counted(api):
    now = timezone.now()
    column, tag, author = (
        factories.make_column("工作研究", slug="gz"),
        factories.make_tag("工人"),
        factories.make_author("丁一禾"),
    )
    page = factories.make_page()

    def make(**fields):
        made = factories.make_publication(page=page, column=column, tags=(tag,), authors=(author,))
        Publication.objects.filter(pk=made.pk).update(**fields)
        return made

    seen, taken = make(released_at=now - DAY), make(released_at=now - DAY)
    seen.author_links.create(
        author=author, is_statement=True, order=9
    )  # once by this person, and quoted too: one article
    make(released_at=now - DAY, embargo_until=now - DAY / 2, expires_at=now + DAY)
    for hidden in ({"embargo_until": now + DAY}, {"expires_at": now}, {"released_at": now + DAY}):
        make(**{"released_at": now - DAY, **hidden})
    make(released_at=now - DAY, embargo_until=now + DAY, expires_at=now - DAY / 2)  # for two reasons
    publishing.withdraw(taken.article, reason=WithdrawalReason.ERROR, by=None)
    keys = {"column": column.pk, "issue": page.issue.pk, "tags": tag.pk, "authors": author.pk}
    for when in (now, now + 2 * DAY, now - 2 * DAY):
        visible = Publication.objects.visible(when)
        assert visible.count() + Publication.objects.hidden(when).count() == 7
        for path in JOINS:
            expected = visible.filter(**{path: keys[path]}).distinct().count()
            assert article_counts(path, [keys[path]], now=when, state=None) == {keys[path]: expected}, (path, when)
    for query in (
        "",
        "column=gz&",
        f"tag={tag.slug}&kind=article&",
        f"author={author.public_id}&date_from=2000-01-01&",
    ):
        assert api.json(f"articles/?{query}count=true")["count"] == 2, query
    assert api.json("articles/?kind=roundup&count=true")["count"] == 0
